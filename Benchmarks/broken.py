"""Releases that cannot work, deployed with slipway, and when each of their tasks was seen to fail."""

import time
from dataclasses import dataclass

from harness import say
from steady import ECS, Background

CLUSTER, SERVICE = "probe", "web"


@dataclass(frozen=True)
class Breakage:
    name: str
    # The environment of slipway.yml, and more words for `slipway deploy`.
    environment: str
    words: tuple = ()
    # Whether `check` would refuse it, so that only --skip-check lets it go on.
    foreseen: bool = False


MISSING_IMAGE = Breakage("image tag does not exist", "good", ("--image", "probe:never-pushed"), foreseen=True)
MISSING_KEY = Breakage("secret without the key", "missing-key", foreseen=True)
CRASH = Breakage("crash at boot", "crash")
UNHEALTHY = Breakage("failing health check", "unhealthy")
# A secret younger than a minute gets more patience, so the missing key comes last.
ALL = (CRASH, UNHEALTHY, MISSING_IMAGE, MISSING_KEY)


class FailureWatch(Background):
    """When stopped tasks came to be seen, each with its revision and the reason that ECS gives."""

    def __init__(self):
        super().__init__(1, 0.01)
        self.ecs, self.seen = ECS(), {}
        self.before = set(self.stopped())

    def stopped(self):
        """All of them: a crash loop leaves more than one page."""
        found, page = [], {}
        while True:
            answer = self.ecs.ask("ListTasks", cluster=CLUSTER, desiredStatus="STOPPED", **page)
            found += answer["taskArns"]
            if "nextToken" not in answer:
                return found
            page = {"nextToken": answer["nextToken"]}

    def once(self):
        new = [arn for arn in self.stopped() if arn not in self.seen and arn not in self.before]
        if not new:
            return
        now = time.monotonic()
        for task in self.ecs.ask("DescribeTasks", cluster=CLUSTER, tasks=new)["tasks"]:
            self.seen[task["taskArn"]] = (now, task["stoppedReason"], task["taskDefinitionArn"])

    def failures(self, definition):
        """Of a revision, oldest first: when and why. Tasks that were stopped to put it back did not fail."""
        return sorted(
            (when, reason) for when, reason, revision in self.seen.values()
            if revision == definition and not reason.startswith("Scaling activity"))


class Verdict:
    """One broken release as slipway told it, beside the failures that ECS showed. Times are monotonic seconds."""

    def __init__(self, run, watch):
        self.run = run
        self.updated = run.at("phaseStarted", phase="service")
        self.first = run.at("failure")
        self.decided = run.at("failed")
        failures = watch.failures(run.result["taskDefinition"])
        self.reason = failures[0][1]
        # "failure 1 of 2": how many decide. One where nothing can heal, else two of a kind.
        deciding = failures[next(line["of"] for _, line in run.lines if line.get("event") == "failure") - 1][0]
        # It may have looked before we did.
        self.cause_after_failure = max(0.0, self.first - failures[0][0])
        self.verdict_after_failure = max(0.0, self.decided - deciding)

    @property
    def cause(self):
        """Seconds after the update began, as the next two."""
        return self.first - self.updated

    @property
    def verdict(self):
        return self.decided - self.updated

    @property
    def restored(self):
        return self.run.ended - self.updated


def service():
    return ECS().ask("DescribeServices", cluster=CLUSTER, services=[SERVICE])["services"][0]


def deploy(slipway, breakage, *words):
    """Deploys it past the checks, and gives the verdict. It must have been put back."""
    good = service()["taskDefinition"]
    skip = ("--skip-check", "all") if breakage.foreseen else ()
    with FailureWatch() as watch:
        run = slipway.run("deploy", "--env", breakage.environment, *breakage.words, *skip, *words, RELEASE="broken")
    if run.exit_code != 11:
        raise SystemExit(f"{breakage.name}: exit code {run.exit_code} instead of 11: {run.cause}")
    if service()["taskDefinition"] != good:
        raise SystemExit(f"{breakage.name}: the good release is not back")
    say(f"{breakage.name}: {run.cause}")
    return Verdict(run, watch)
