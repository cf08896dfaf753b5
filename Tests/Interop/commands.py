"""The AWS CLI takes a service of a LocalAWS through create, rolling update, and a failure that is rolled back.

Usage: commands.py SUITE
"""

import json
import os
import subprocess
import sys
import tempfile

import botocore.loaders

from fleet import BREAKER, CLUSTER, COUNT, SERVICE, Fleet

WAITERS = tempfile.TemporaryDirectory()


def hasten_waiters():
    """Lets `aws ecs wait` ask every second: its own fifteen are for a slower cloud. What it waits for stays."""
    model = botocore.loaders.Loader().load_service_model("ecs", "waiters-2")
    for waiter in model["waiters"].values():
        waiter["delay"] = 1
    folder = os.path.join(WAITERS.name, "ecs", "2014-11-13")
    os.makedirs(folder)
    with open(os.path.join(folder, "waiters-2.json"), "w") as file:
        json.dump(model, file)
    os.environ["AWS_DATA_PATH"] = WAITERS.name


def aws(*words, expect=0):
    """Runs the AWS CLI. Gives what it prints, read as JSON where it prints any."""
    run = subprocess.run(
        [sys.executable, "-m", "awscli", *words, "--output", "json"], stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=90)
    assert run.returncode == expect, f"aws {' '.join(words)}: exit code {run.returncode}: {run.stderr}"
    return json.loads(run.stdout) if run.stdout.strip() else run.stderr


def describe(query):
    return aws(
        "ecs", "describe-services", "--cluster", CLUSTER, "--services", SERVICE, "--query", f"services[0].{query}")


def wait():
    aws("ecs", "wait", "services-stable", "--cluster", CLUSTER, "--services", SERVICE)


def register(fleet, release, **changes):
    return aws(
        "ecs", "register-task-definition", "--cli-input-json", json.dumps(fleet.definition(release, **changes)),
        "--query", "taskDefinition.taskDefinitionArn")


def update(definition):
    return aws(
        "ecs", "update-service", "--cluster", CLUSTER, "--service", SERVICE, "--task-definition", definition, "--query",
        "service.currentServiceDeployment")


def rollout():
    hasten_waiters()
    fleet = Fleet()
    first = register(fleet, "1")
    made = aws("ecs", "create-service", "--cli-input-json", json.dumps(fleet.creation(first, BREAKER)))["service"]
    assert made["desiredCount"] == COUNT and made["deployments"][0]["rolloutState"] == "IN_PROGRESS", made
    wait()
    assert describe("[runningCount, deployments[].rolloutState]") == [COUNT, ["COMPLETED"]]
    assert fleet.releases() == {"1"}

    second = register(fleet, "2")
    update(second)
    wait()
    assert describe("[taskDefinition, runningCount, deployments[].status]") == [second, COUNT, ["PRIMARY"]]
    assert fleet.releases() == {"2"}

    third = register(fleet, "3", command=("exit", "3"))
    update(third)
    # It waits until the service is stable, which it is again after the rollback.
    wait()
    assert describe("[taskDefinition, runningCount]") == [second, COUNT]
    arns = aws("ecs", "list-service-deployments", "--cluster", CLUSTER, "--service", SERVICE, "--query",
               "serviceDeployments[].serviceDeploymentArn")
    [ended] = aws("ecs", "describe-service-deployments", "--service-deployment-arns", arns[0])["serviceDeployments"]
    assert ended["status"] == "ROLLBACK_SUCCESSFUL", ended
    stopped = aws("ecs", "list-tasks", "--cluster", CLUSTER, "--desired-status", "STOPPED", "--query", "taskArns")
    crashed = [
        task for task in aws("ecs", "describe-tasks", "--cluster", CLUSTER, "--tasks", *stopped)["tasks"]
        if task["taskDefinitionArn"] == third and task["stopCode"] == "EssentialContainerExited"]
    # The breaker opens at the third.
    assert len(crashed) >= 3, crashed
    assert {task["stoppedReason"] for task in crashed} == {"Essential container in task exited"}, crashed
    assert {task["containers"][0]["exitCode"] for task in crashed} == {3}, crashed
    assert any("rolling back to deployment" in message for message in describe("events[].message"))
    refused = aws("ecs", "update-service", "--cluster", CLUSTER, "--service", "nobody", expect=255)
    assert "ServiceNotFoundException" in refused, refused
    aws("ecs", "delete-service", "--cluster", CLUSTER, "--service", SERVICE, "--force")


{"rollout": rollout}[sys.argv[1]]()
print("passed")
