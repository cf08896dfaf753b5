"""docker and skopeo with the login that `aws ecr get-login-password` gives, and ECS with the image that docker pushed.

Usage: tools.py SUITE, with DOCKER_HOST naming an engine
"""

import json
import os
import subprocess
import sys
import tempfile

from fleet import NETWORK, ROLE
from images import digest, layer, push
from support import client, wait_until


def run(*words, given=None, expect=0):
    """Runs a program; gives what it prints."""
    done = subprocess.run(
        words, input=given, stdin=None if given else subprocess.DEVNULL, capture_output=True, text=True, timeout=90)
    assert done.returncode == expect, f"{' '.join(words[:4])}…: exit code {done.returncode}: {done.stderr}"
    return done.stdout


def aws(*words):
    return run(sys.executable, "-m", "awscli", *words, "--output", "text").strip()


def log_in(tool, folder, host):
    """As AWS's own instructions say: the password of one is the input of the other."""
    words = {
        "docker": ["docker", "--config", folder, "login"],
        "skopeo": ["skopeo", "login", "--tls-verify=false", "--authfile", folder + "/auth.json"],
    }[tool]
    password = aws("ecr", "get-login-password")
    assert "Login Succeeded" in run(*words, "--username", "AWS", "--password-stdin", host, given=password)


def docker():
    """Pushed, forgotten, pulled back by digest and run; then run by ECS."""
    ecs, logs = client("ecs"), client("logs")
    uri = aws("ecr", "create-repository", "--repository-name", "team/probe", "--query", "repository.repositoryUri")
    image = uri + ":v1"
    with tempfile.TemporaryDirectory() as folder, open(os.environ["PROBE"], "rb") as program:
        root = folder + "/root.tar"
        with open(root, "wb") as file:
            file.write(layer(program.read()))
        log_in("docker", folder, uri.split("/")[0])
        run("docker", "import", "--change", 'ENTRYPOINT ["/probe"]', root, image)
        run("docker", "--config", folder, "push", image)
        pushed = aws(
            "ecr", "describe-images", "--repository-name", "team/probe", "--image-ids", "imageTag=v1", "--query",
            "imageDetails[0].imageDigest")
        run("docker", "image", "rm", image)
        pinned = f"{uri}@{pushed}"
        run("docker", "--config", folder, "pull", pinned)
        printed = run("docker", "run", "--rm", "--network", "none", pinned, "print", expect=7)
        assert printed.splitlines() == ["one", "two é", "", "last"], printed
        run("docker", "image", "rm", pinned)

    ecs.create_cluster(clusterName="yard")
    logs.create_log_group(logGroupName="/ecs/probe")
    ecs.register_task_definition(
        family="probe", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
        executionRoleArn=ROLE, containerDefinitions=[{
            "name": "probe", "image": image, "command": ["print"], "logConfiguration": {
                "logDriver": "awslogs", "options": {
                    "awslogs-group": "/ecs/probe", "awslogs-region": ecs.meta.region_name,
                    "awslogs-stream-prefix": "ecs"}}}])
    started = ecs.run_task(
        cluster="yard", taskDefinition="probe", launchType="FARGATE", networkConfiguration=NETWORK)
    task = started["tasks"][0]["taskArn"]

    def stopped():
        [seen] = ecs.describe_tasks(cluster="yard", tasks=[task])["tasks"]
        return seen if seen["lastStatus"] == "STOPPED" else None

    [container] = wait_until("the task's end", stopped)["containers"]
    assert (container["exitCode"], container["imageDigest"]) == (7, pushed), container
    stream = f"ecs/probe/{task.split('/')[-1]}"
    events = logs.get_log_events(logGroupName="/ecs/probe", logStreamName=stream, startFromHead=True)["events"]
    assert {"one", "two é", "last"} <= {event["message"] for event in events}, events


def skopeo():
    """Copied out of the registry, into another repository, and inspected on the way."""
    uri = push("probe", "v1", os.environ["PROBE"])
    host = uri.split("/")[0]
    client("ecr").create_repository(repositoryName="copy")
    with tempfile.TemporaryDirectory() as folder:
        log_in("skopeo", folder, host)
        auth = ["--authfile", folder + "/auth.json"]
        run("skopeo", "copy", "--insecure-policy", *auth, "--src-tls-verify=false", f"docker://{uri}:v1",
            f"oci:{folder}/layout:v1")
        for tag in ("v1", "v2"):
            run("skopeo", "copy", "--insecure-policy", *auth, "--dest-tls-verify=false", f"oci:{folder}/layout:v1",
                f"docker://{host}/copy:{tag}")
        run("skopeo", "copy", "--insecure-policy", *auth, "--src-tls-verify=false", "--dest-tls-verify=false",
            f"docker://{host}/copy:v2", f"docker://{host}/copy:v3")
        seen = [json.loads(run("skopeo", "inspect", "--tls-verify=false", *auth, f"docker://{image}"))
                for image in (f"{uri}:v1", f"{host}/copy:v3")]
        assert seen[0]["Digest"] == seen[1]["Digest"] and seen[0]["Layers"] == seen[1]["Layers"], seen
        assert seen[1]["RepoTags"] == ["v1", "v2", "v3"], seen
        raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", *auth, f"docker://{host}/copy:v3")
        assert digest(raw.encode()) == seen[0]["Digest"], raw
        run("skopeo", "delete", "--tls-verify=false", *auth, f"docker://{host}/copy:v2")
    left = client("ecr").list_images(repositoryName="copy").get("imageIds", [])
    assert left == [], left


{"docker": docker, "skopeo": skopeo}[sys.argv[1]]()
print("passed")
