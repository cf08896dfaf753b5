"""Rolling deployments of two real containers that the load balancer gates, and what slipway adds to ECS's own time."""

import time

from harness import Cloud, median, say, seconds

from broken import CLUSTER, SERVICE, service
from steady import ECS, Background
from support import client


class DeploymentWatch(Background):
    """When the service deployment that begins in the block was first seen, and when it was SUCCESSFUL."""

    def __init__(self):
        super().__init__(1, 0.005)
        self.ecs, self.before = ECS(), service()["currentServiceDeployment"]
        self.began = self.succeeded = None

    def once(self):
        if self.succeeded:
            return
        [found] = self.ecs.ask("DescribeServices", cluster=CLUSTER, services=[SERVICE])["services"]
        current = found["currentServiceDeployment"]
        if current == self.before:
            return
        self.began = self.began or time.monotonic()
        [seen] = self.ecs.ask("DescribeServiceDeployments", serviceDeploymentArns=[current])["serviceDeployments"]
        if seen["status"] == "SUCCESSFUL":
            self.succeeded = time.monotonic()

    @property
    def floor(self):
        return self.succeeded - self.began


def with_slipway(slipway, release):
    """Gives the seconds of the service phase, of ECS alone, and of all that slipway adds."""
    with DeploymentWatch() as watch:
        run = slipway.run("deploy", "--env", "good", RELEASE=release)
    if run.exit_code != 0:
        raise SystemExit(f"release {release}: exit code {run.exit_code}: {run.cause}")
    return run.phase("service"), watch.floor, run.seconds - watch.floor


def with_waiter(number):
    """The SDK's waiter after the same update: the seconds that it returns later than ECS is done."""
    ecs = client("ecs")
    definition = ecs.describe_task_definition(taskDefinition=service()["taskDefinition"])["taskDefinition"]
    kept = ("family", "networkMode", "requiresCompatibilities", "cpu", "memory", "executionRoleArn", "runtimePlatform")
    containers = definition["containerDefinitions"]
    containers[0]["environment"] = [{"name": "RELEASE", "value": f"waiter {number}"}]
    made = ecs.register_task_definition(
        containerDefinitions=containers, **{key: definition[key] for key in kept if key in definition})
    with DeploymentWatch() as watch:
        ecs.update_service(
            cluster=CLUSTER, service=SERVICE, taskDefinition=made["taskDefinition"]["taskDefinitionArn"])
        ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=[SERVICE])
        ended = time.monotonic()
    return ended - watch.succeeded


def measure(slipway, times=5):
    with Cloud(slipway, "good", RELEASE="1"):
        runs = [with_slipway(slipway, str(number + 2)) for number in range(times)]
        say(f"{times} rolling deployments done; the SDK's waiter asks every 15 s")
        waiter = median([with_waiter(number) for number in range(3)])
    phase, floor, added = (median([run[index] for run in runs]) for index in range(3))
    return [
        ("rolling deployment of 2 containers", seconds(phase), "≤ 1.5 s", phase <= 1.5,
         f"its service phase, verified from outside; ECS alone {seconds(floor)}"),
        ("what slipway adds to ECS's time", seconds(added), "≤ 2 s", added <= 2,
         f"whole command; the SDK's waiter adds {seconds(waiter)}"),
    ]
