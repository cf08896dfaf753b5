"""Rolling deployments in a row under steady load: no request may fail, and the running tasks keep their bounds.

Usage: endurance.py SLIPWAY [COUNT], with DATABASE_URL naming a PostgreSQL that tasks reach and DOCKER_HOST an engine
"""

import json
import os
import shutil
import signal
import subprocess
import sys

from harness import HERE, Cloud, Slipway, median, say, seconds, table

# After harness: it says where these are.
from steady import Load, Sampler

LOAD_PATH = "/api/articles?limit=5"


class Wrk:
    """wrk with a pause after each answer, for as long as the block lasts."""

    def __init__(self, url, connections=8):
        self.words = [
            "wrk", "--threads", "1", "--connections", str(connections), "--duration", "3600s", "--timeout", "10s",
            "--script", os.path.join(HERE, "steady.lua"), url + LOAD_PATH]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate(timeout=30)
        self.counts = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
        self.succeeded = self.counts["requests"] - self.counts["status"]
        self.failed = self.counts["failed"]

    @property
    def words_for_people(self):
        return (f"wrk, {self.counts['p50'] / 1000:.1f} ms in the middle, {self.counts['p99'] / 1000:.1f} ms for 99 %, "
                f"{self.counts['max'] / 1000:.0f} ms at most")


class OwnLoad(Load):
    """Where wrk is missing."""

    def __init__(self, url):
        super().__init__(url, LOAD_PATH)

    @property
    def failed(self):
        return len(self.failures)

    @property
    def words_for_people(self):
        return f"no wrk here, so our own load; first failures: {self.failures[:3]}"


def main():
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20
    example = os.path.join(os.path.dirname(HERE), "Examples", "realworld")
    slipway = Slipway(program, example, REALWORLD_FAULT="")
    say("deploying the first release")
    with Cloud(slipway, "local", RELEASE="1") as cloud:
        say(f"{cloud.runtime}; the load balancer is at {cloud.url}")
        runs, load = [], (Wrk if shutil.which("wrk") else OwnLoad)(cloud.url)
        with Sampler("realworld-local", "backend") as sampler:
            with load:
                for number in range(count):
                    run = slipway.run("deploy", "--env", "local", RELEASE=str(number + 2))
                    runs.append(run)
                    say(f"{number + 1:>3} of {count}: exit code {run.exit_code} after {seconds(run.seconds)}: "
                        f"{run.result.get('summary', run.cause)}")
    succeeded = sum(run.exit_code == 0 for run in runs)
    times = [run.seconds for run in runs]
    rows = [
        ("rolling deployments that succeeded", f"{succeeded} of {count}", str(count), succeeded == count),
        ("requests that failed", f"{load.failed} of {load.succeeded + load.failed}", "0",
         load.failed == 0 and load.succeeded > 0),
        ("least running tasks", sampler.least_running, "2 (100 % of 2)", sampler.least_running >= 2),
        ("most running and pending tasks", sampler.most, "4 (200 % of 2)", sampler.most <= 4),
    ]
    table(["what", "measured", "target", "held"], [[*row[:3], "yes" if row[3] else "NO"] for row in rows])
    print(f"load: {load.words_for_people}")
    print(f"sampled {sampler.count} times by DescribeServices, {seconds(sampler.longest_gap)} between two at most")
    phases = ", ".join(
        f"{phase} {seconds(median([run.phase(phase) for run in runs]))}"
        for phase in ("check", "image", "before", "service"))
    print(f"a deployment took {seconds(median(times))} in the middle ({phases}), {seconds(max(times))} at most")
    return 0 if all(row[3] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
