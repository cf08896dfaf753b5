"""What the benchmarks share: the built slipway as a program, an embedded cloud, and tables."""

import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "Tests", "Interop"))

# Of the variables of whoever calls, none may lead a benchmark to AWS.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(AWS_DEFAULT_REGION="ap-northeast-2", AWS_EC2_METADATA_DISABLED="true")


class Run:
    """A command of slipway that has ended: its JSON lines, each with when it came (monotonic seconds)."""

    def __init__(self, started, lines, exit_code):
        self.started, self.lines, self.exit_code = started, lines, exit_code
        self.ended = lines[-1][0] if lines else started
        self.result = lines[-1][1] if lines else {}

    @property
    def seconds(self):
        return self.ended - self.started

    def at(self, event, **members):
        """When the first such line came; None when none did."""
        for when, line in self.lines:
            if line.get("event") == event and all(line.get(key) == value for key, value in members.items()):
                return when
        return None

    def phase(self, name):
        """The seconds that a phase took, by slipway's own clock; 0 when it was not come to."""
        return sum(line["milliseconds"] for _, line in self.lines
                   if line.get("event") == "phaseEnded" and line["phase"] == name) / 1000

    @property
    def cause(self):
        return (self.result.get("cause") or {}).get("cause") or self.result.get("summary") or str(self.result)


class Slipway:
    def __init__(self, path, folder, **variables):
        self.path, self.folder, self.variables = path, folder, variables

    def start(self, words, variables, **options):
        environment = {**os.environ, **self.variables, **variables}
        return subprocess.Popen(
            [self.path, *words, "--output", "json"], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True, **options)

    def run(self, *words, **variables):
        started = time.monotonic()
        process = self.start(words, variables, stderr=subprocess.DEVNULL)
        lines = [(time.monotonic(), json.loads(line)) for line in process.stdout]
        return Run(started, lines, process.wait())


class Cloud:
    """`slipway rehearse --keep`: the first release is deployed, and the cloud stays for as long as the block lasts.

    Inside, AWS's variables lead every client of this process there.
    """

    def __init__(self, slipway, environment, *options, pace=20, runtime="docker", **variables):
        self.slipway, self.variables = slipway, variables
        self.words = [
            "rehearse", "--env", environment, "--keep", "--pace", str(pace), "--runtime", runtime,
            *options]

    def __enter__(self):
        self.process = self.slipway.start(self.words, self.variables, stderr=subprocess.DEVNULL)
        started, lines = time.monotonic(), []
        for text in self.process.stdout:
            line = json.loads(text)
            lines.append((time.monotonic(), line))
            if line["type"] == "endpoint":
                os.environ.update(
                    AWS_ENDPOINT_URL=line["endpoint"], AWS_ACCESS_KEY_ID=line["accessKeyID"],
                    AWS_SECRET_ACCESS_KEY=line["secretAccessKey"])
                self.runtime = line["runtime"]
            if line["type"] == "result":
                break
        self.first = Run(started, lines, self.process.poll() or 0)
        if self.first.result.get("exitCode") != 0:
            self.__exit__()
            raise SystemExit(f"the first release could not be deployed: {json.dumps(self.first.result)}")
        self.url = self.first.result["url"]
        # What it says later is read, so that it never waits for us.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def __exit__(self, *_):
        for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            os.environ.pop(name, None)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()


def median(values):
    return statistics.median(values)


def seconds(value):
    """For people: three figures at most."""
    if value is None:
        return "–"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def table(head, rows):
    rows = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip(), flush=True)


def say(text):
    print(text, file=sys.stderr, flush=True)
