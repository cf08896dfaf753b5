"""boto3 takes a service of a LocalAWS through its life: create, rolling update, failures, rollback.

Usage: rollouts.py SUITE
"""

import sys

from fleet import BREAKER, CLUSTER, COUNT, SERVICE, Fleet
from steady import Load, Sampler
from support import refusal, wait_until


def running(fleet):
    """What is true of a service at rest. The SDK's waiter is content a moment before the rollout is complete."""
    service = wait_until(
        "a complete rollout", lambda: next(
            (found for found in [fleet.service()]
             if found["deployments"][0]["rolloutState"] == "COMPLETED" and len(found["deployments"]) == 1), None))
    assert (service["runningCount"], service["pendingCount"]) == (COUNT, 0), service
    [deployment] = service["deployments"]
    assert deployment["status"] == "PRIMARY" and deployment["rolloutState"] == "COMPLETED", deployment
    assert deployment["rolloutStateReason"] == f"ECS deployment {deployment['id']} completed.", deployment
    assert (deployment["runningCount"], deployment["failedTasks"]) == (COUNT, 0), deployment
    return deployment


def in_order(events, *texts):
    """Each text is in an event, and in later ones than the texts before it."""
    rest = iter(events)
    for text in texts:
        assert any(text in event for event in rest), f"no {text!r} in its place in {events}"


def update():
    """Created, at rest, replaced by revision 2, deleted."""
    fleet = Fleet()
    first = fleet.register("1")
    made = fleet.create(first)
    assert made["status"] == "ACTIVE" and made["deployments"][0]["rolloutState"] == "IN_PROGRESS", made
    fleet.stable()
    old = running(fleet)
    assert fleet.releases() == {"1"}
    assert fleet.deployment()["status"] == "SUCCESSFUL"
    streams = fleet.logs.describe_log_streams(logGroupName="/ecs/web")["logStreams"]
    lines = fleet.logs.get_log_events(logGroupName="/ecs/web", logStreamName=streams[0]["logStreamName"])["events"]
    assert [line["message"] for line in lines] == ["listening on 8080"], lines
    old_tasks = {task["taskArn"] for task in fleet.tasks("RUNNING")}

    second = fleet.register("2")
    moving = fleet.update(second)
    assert [(entry["status"], entry["taskDefinition"]) for entry in moving["deployments"]] == [
        ("PRIMARY", second), ("ACTIVE", first)], moving["deployments"]
    fleet.stable()
    new = running(fleet)
    assert new["taskDefinition"] == second and new["id"] != old["id"], new
    assert fleet.releases() == {"2"}
    assert {task["taskDefinitionArn"] for task in fleet.tasks("RUNNING")} == {second}
    for task in fleet.failed(first, COUNT):
        assert task["taskArn"] in old_tasks and task["stopCode"] == "ServiceSchedulerInitiated", task
        assert task["stoppedReason"] == f"Scaling activity initiated by (deployment {new['id']})", task
        assert task["containers"][0]["exitCode"] == 0, task["containers"]
    in_order(
        fleet.events(), f"(service {SERVICE}) has started 2 tasks: (task ",
        f"(deployment {old['id']}) deployment completed.", "has reached a steady state.", "has started 2 tasks: (task ",
        f"registered 1 targets in (target-group {fleet.group})", "has stopped ",
        "has begun draining connections on 1 tasks.", f"(deployment {new['id']}) deployment completed.",
        f"(service {SERVICE}) has reached a steady state.")
    arns = [found["serviceDeploymentArn"] for found in fleet.ecs.list_service_deployments(
        cluster=CLUSTER, service=SERVICE, status=["SUCCESSFUL"])["serviceDeployments"]]
    assert len(arns) == 2 and arns[0] == fleet.service()["currentServiceDeployment"], arns
    target = fleet.deployment()["targetServiceRevision"]["arn"]
    [revision] = fleet.ecs.describe_service_revisions(serviceRevisionArns=[target])["serviceRevisions"]
    assert revision["taskDefinition"] == second, revision
    assert revision["containerImages"][0]["imageDigest"].startswith("sha256:"), revision
    fleet.remove()


def fails(release, words, events=(), **definition):
    """Revision 2 cannot work; revision 1 serves on, and is the service again after it is asked for."""
    fleet = Fleet()
    first = fleet.register("1")
    fleet.create(first)
    fleet.stable()
    second = fleet.register(release, **definition)
    fleet.update(second)
    task = fleet.failed(second)[0]
    words(fleet, task, task["containers"][0])
    primary = wait_until("a counted failure", lambda: (
        lambda found: found if found["failedTasks"] else None)(fleet.service()["deployments"][0]))
    assert (primary["taskDefinition"], primary["rolloutState"]) == (second, "IN_PROGRESS"), primary
    assert primary["rolloutStateReason"] == f"ECS deployment {primary['id']} in progress.", primary
    assert fleet.deployment()["status"] == "IN_PROGRESS"
    in_order(fleet.events(), "has reached a steady state.", *[event(fleet) for event in events])
    assert fleet.releases() == {"1"}
    failing = fleet.service()["currentServiceDeployment"]
    fleet.update(first)
    fleet.stable()
    assert running(fleet)["taskDefinition"] == first
    assert fleet.deployment(failing)["status"] == "STOPPED"
    fleet.remove()


def missing_image():
    def words(fleet, task, container):
        image = f"{fleet.repository}:never"
        assert task["stopCode"] == "TaskFailedToStart", task
        assert task["stoppedReason"] == (
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
            f"failed to resolve ref {image}: {image}: not found"), task["stoppedReason"]
        assert container["reason"] == task["stoppedReason"] and "exitCode" not in container, container
        assert "startedAt" not in task, task
        wait_until("the event", lambda: any("unable to consistently start" in event for event in fleet.events()))

    fails(
        "2", words, [lambda _: f"(service {SERVICE}) is unable to consistently start tasks successfully."], tag="never")


def missing_key():
    def words(_, task, container):
        assert task["stopCode"] == "TaskFailedToStart", task
        assert task["stoppedReason"] == (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
            "failed: unable to retrieve secret from asm: service call has been retried 1 time(s): "
            "retrieved secret from Secrets Manager did not contain json key tokne"), task["stoppedReason"]
        assert "exitCode" not in container and "startedAt" not in task, task

    fails("2", words, key="tokne")


def crash_at_boot():
    def words(_, task, container):
        assert task["stopCode"] == "EssentialContainerExited", task
        assert task["stoppedReason"] == "Essential container in task exited", task
        assert container["exitCode"] == 3 and container["lastStatus"] == "STOPPED", container

    fails("2", words, command=("exit", "3"))


def failing_check():
    def words(fleet, task, container):
        assert task["stopCode"] == "ServiceSchedulerInitiated", task
        assert task["stoppedReason"] == f"Task failed ELB health checks in (target-group {fleet.group})", task
        assert container["exitCode"] == 0, container

    fails(
        "2", words, [
            lambda fleet: f"(port 8080) is unhealthy in (target-group {fleet.group}) due to "
            "(reason Health checks failed with these codes: [503]).",
            lambda fleet: f"(service {SERVICE}) deregistered 1 targets in (target-group {fleet.group})"],
        command=("serve", "8080", "503"))


def breaker():
    """The circuit breaker opens, ECS goes back by itself, and the waiter calls that stable."""
    fleet = Fleet()
    first = fleet.register("1")
    fleet.create(first, BREAKER)
    fleet.stable()
    good = fleet.service()["deployments"][0]["id"]
    revision = fleet.deployment()["targetServiceRevision"]["arn"]
    # A long way out for failed tasks, so that the state on the way back is there to be seen.
    fleet.elb.modify_target_group_attributes(
        TargetGroupArn=fleet.group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "60"}])
    second = fleet.register("2", command=("serve", "8080", "503"))
    bad = fleet.update(second)["deployments"][0]["id"]
    failing = fleet.service()["currentServiceDeployment"]

    back = wait_until("a rollback", lambda: (
        lambda service: service if service["deployments"][0]["id"] == good else None)(fleet.service()))
    primary, failed = back["deployments"]
    assert (primary["status"], primary["taskDefinition"], primary["rolloutState"]) == (
        "PRIMARY", first, "IN_PROGRESS"), primary
    assert primary["rolloutStateReason"] == (
        f"ECS deployment circuit breaker: rolling back to deploymentId {good}."), primary
    assert (failed["status"], failed["id"], failed["taskDefinition"], failed["rolloutState"]) == (
        "ACTIVE", bad, second, "FAILED"), failed
    assert failed["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start.", failed
    assert failed["failedTasks"] == 3, failed
    assert fleet.deployment(failing)["status"] == "ROLLBACK_IN_PROGRESS"
    assert fleet.deployment(failing)["deploymentCircuitBreaker"] == {
        "status": "TRIGGERED", "failureCount": 3, "threshold": 3}

    fleet.stable()
    assert running(fleet)["id"] == good
    ended = fleet.deployment(failing)
    reason = "Service deployment rolled back because the circuit breaker threshold was exceeded."
    assert (ended["status"], ended["statusReason"]) == ("ROLLBACK_SUCCESSFUL", reason), ended
    assert (ended["rollback"]["reason"], ended["rollback"]["serviceRevisionArn"]) == (reason, revision), ended
    assert fleet.service()["currentServiceDeployment"] == failing
    in_order(
        fleet.events(), f"(service {SERVICE}) (deployment {bad}) deployment failed: tasks failed to start.",
        f"(service {SERVICE}) rolling back to deployment {good}.", f"(deployment {good}) deployment completed.",
        "has reached a steady state.")
    assert fleet.releases() == {"1"}
    fleet.remove()


def breaker_without_candidate():
    """A first deployment has nothing to go back to: it fails, and nothing is started any more."""
    fleet = Fleet()
    fleet.create(fleet.register("1", command=("exit", "3")), BREAKER)
    arn = fleet.service()["currentServiceDeployment"]
    ended = fleet.ended(arn, "ROLLBACK_FAILED")
    assert ended["statusReason"] == "No rollback candidate was found to run the rollback.", ended
    wait_until("no task left", lambda: not fleet.tasks("RUNNING"))
    [deployment] = fleet.service()["deployments"]
    assert deployment["rolloutState"] == "FAILED" and fleet.service()["runningCount"] == 0, deployment
    fleet.remove()


def stop():
    """Somebody stops a deployment that hangs in its grace period."""
    fleet = Fleet()
    first = fleet.register("1")
    fleet.create(first)
    fleet.stable()
    revision = fleet.deployment()["targetServiceRevision"]["arn"]
    fleet.ecs.update_service(cluster=CLUSTER, service=SERVICE, healthCheckGracePeriodSeconds=600)
    second = fleet.register("2", command=("serve", "8080", "503"))
    fleet.update(second)
    hanging = fleet.service()["currentServiceDeployment"]
    wait_until("two hanging tasks", lambda: fleet.service()["runningCount"] == 2 * COUNT)
    asked = fleet.ecs.stop_service_deployment(serviceDeploymentArn=hanging, stopType="ROLLBACK")
    assert asked["serviceDeploymentArn"] == hanging, asked
    ended = fleet.ended(hanging, "ROLLBACK_SUCCESSFUL")
    assert ended["rollback"]["serviceRevisionArn"] == revision, ended
    refusal("ConflictException", fleet.ecs.stop_service_deployment, serviceDeploymentArn=hanging)
    refusal(
        "ServiceDeploymentNotFoundException", fleet.ecs.stop_service_deployment,
        serviceDeploymentArn=hanging[:-4] + "gone")
    fleet.stable()
    assert running(fleet)["taskDefinition"] == first
    assert fleet.releases() == {"1"}
    fleet.remove()


def steady():
    """Three rolling deployments while people use the service."""
    fleet = Fleet()
    fleet.create(fleet.register("1"))
    fleet.stable()
    with Sampler(CLUSTER, SERVICE) as sampler, Load(fleet.url) as load:
        for release in ("2", "3", "4"):
            definition = fleet.register(release)
            fleet.update(definition)
            fleet.stable()
            assert running(fleet)["taskDefinition"] == definition
            assert fleet.releases() == {release}
    assert load.failures == [] and load.succeeded > 0, (load.succeeded, load.failures[:3])
    assert sampler.count > 0 and sampler.least_running >= COUNT and sampler.most <= 2 * COUNT, vars(sampler)
    fleet.remove()


{suite.__name__: suite for suite in (
    update, missing_image, missing_key, crash_at_boot, failing_check, breaker, breaker_without_candidate, stop,
    steady)}[sys.argv[1]]()
print("passed")
