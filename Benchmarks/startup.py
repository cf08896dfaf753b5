"""How long slipway takes to say its version, and LocalAWS to answer; beside moto's server in the same run."""

import os
import signal
import socket
import subprocess
import sys
import time

from harness import median, seconds

from steady import ECS


def version_times(words, times):
    """Seconds of each run, with what starting a program costs."""
    found = []
    for _ in range(times):
        started = time.monotonic()
        subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        found.append(time.monotonic() - started)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def resident(process):
    """MiB of a process and of those that it started."""
    total = 0
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/status") as file:
                fields = dict(line.split(":", 1) for line in file)
        except (NotADirectoryError, FileNotFoundError, ProcessLookupError):
            continue
        if str(process) in (fields["Pid"].strip(), fields["PPid"].strip()) and "VmRSS" in fields:
            total += int(fields["VmRSS"].split()[0])
    return total / 1024


def server(words, port):
    """Starts a server of ECS. Gives the seconds until it answered ListClusters, and its MiB a second later."""
    os.environ.update(
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    started = time.monotonic()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                answer = ECS().ask("ListClusters")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() - started > 30:
                    raise SystemExit(f"{words[0]} does not answer")
                time.sleep(0.001)
        ready = time.monotonic() - started
        assert answer["clusterArns"] == [], answer
        time.sleep(1)
        return ready, resident(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def measure(slipway):
    version = median(version_times([slipway.path, "--version"], 21))
    floor = median(version_times(["true"], 21))
    aws = median(version_times([sys.executable, "-m", "awscli", "--version"], 3))
    ours, motos = [], []
    for _ in range(5):
        port = free_port()
        ours.append(server([slipway.path, "local", "start", "--port", str(port)], port))
        port = free_port()
        motos.append(server([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port))
    (ready, memory), (moto_ready, moto_memory) = [
        [median([run[index] for run in runs]) for index in (0, 1)] for runs in (ours, motos)]
    return [
        ("slipway --version", seconds(version), "≤ 10 ms", version <= 0.010,
         f"aws --version {seconds(aws)}, true {seconds(floor)}"),
        ("LocalAWS answers", seconds(ready), "≤ 100 ms", ready <= 0.1, f"moto {seconds(moto_ready)}"),
        ("LocalAWS idle memory", f"{memory:.0f} MiB", "≤ 40 MiB", memory <= 40, f"moto {moto_memory:.0f} MiB"),
    ]
