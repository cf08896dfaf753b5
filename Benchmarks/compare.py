"""The same broken releases with slipway and with the AWS CLI: who says what, and after how long.

Usage: compare.py SLIPWAY [PATIENCE], with PROBE naming the program and DOCKER_HOST an engine. PATIENCE: after so many
seconds `aws ecs wait` is given up (40).
"""

import os
import subprocess
import sys
import time

from harness import HERE, Cloud, Slipway, say, seconds, table

from broken import ALL, CLUSTER, SERVICE, deploy, service
from support import client, wait_until

NAMES = ["--cluster", CLUSTER, "--service", SERVICE]


def aws(*words, patience=None):
    """Runs the AWS CLI. Gives its exit code, None when it was given up, the seconds it took, and what it said."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "awscli", *words, "--output", "text"], stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        said, _ = process.communicate(timeout=patience)
        code = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
        code = None
    return code, time.monotonic() - started, said.strip()


def update(definition, breaker):
    switch = "true" if breaker else "false"
    code, _, said = aws(
        "ecs", "update-service", *NAMES, "--task-definition", definition, "--deployment-configuration",
        f"deploymentCircuitBreaker={{enable={switch},rollback={switch}}},minimumHealthyPercent=100,maximumPercent=200")
    if code != 0:
        raise SystemExit(f"aws ecs update-service ended with exit code {code}: {said}")


def wait(patience):
    return aws("ecs", "wait", "services-stable", "--cluster", CLUSTER, "--services", SERVICE, patience=patience)


def at_rest(definition):
    def found():
        now = service()
        return (now["taskDefinition"] == definition and len(now["deployments"]) == 1 and now["runningCount"] == 2
                and now["deployments"][0]["rolloutState"] == "COMPLETED")
    wait_until(f"{definition} at rest", found, seconds=120)


def compare(slipway, breakage, good, patience):
    """One row of the table, and what was said of the cause."""
    refused = None
    if breakage.foreseen:
        run = slipway.run("deploy", "--env", breakage.environment, *breakage.words, RELEASE="broken")
        if run.exit_code != 12:
            raise SystemExit(f"{breakage.name}: check did not refuse it: {run.cause}")
        refused = run.seconds
    verdict = deploy(slipway, breakage)
    broken = verdict.run.result["taskDefinition"]
    at_rest(good)

    update(broken, breaker=False)
    code, waited, said = wait(patience)
    alone = f"still waiting after {seconds(waited)}" if code is None else f"exit code {code} after {seconds(waited)}"
    update(good, breaker=False)
    at_rest(good)

    update(broken, breaker=True)
    code, waited, more = wait(120)
    runs = "the old release" if service()["taskDefinition"] == good else "the broken release"
    rolled = f"exit code {code} after {seconds(waited)}: {runs} runs"
    at_rest(good)
    row = [
        breakage.name, seconds(refused), seconds(verdict.cause), seconds(verdict.verdict), seconds(verdict.restored),
        alone, rolled]
    words = [
        breakage.name,
        f"  ECS shows: {verdict.reason}",
        f"  slipway:   {verdict.run.cause}",
        f"             cause {seconds(verdict.cause_after_failure)} after the first failed task could be seen, verdict "
        f"{seconds(verdict.verdict_after_failure)} after the failure that decided",
        f"  waiters:   {said or 'say nothing'}" + (f" / {more}" if more else "")]
    return row, words


def main():
    program = os.path.abspath(sys.argv[1])
    patience = float(sys.argv[2]) if len(sys.argv) > 2 else 40
    slipway = Slipway(program, HERE)
    with Cloud(slipway, "good", RELEASE="1") as cloud:
        say(f"{cloud.runtime}")
        good = service()["taskDefinition"]
        rows, words = [], []
        for breakage in ALL:
            row, said = compare(slipway, breakage, good, patience)
            rows.append(row)
            words.append(said)
    print("Slipway's times count from its UpdateService, the waiters' from their start.")
    table(["broken release", "refused by check", "cause", "verdict", "restored", "aws ecs wait, no breaker",
           "aws ecs wait, breaker with rollback"], rows)
    for lines in words:
        print("\n" + "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
