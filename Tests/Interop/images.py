"""Assembles an image of one static program and pushes it with the login that ECR gives: no engine takes part."""

import gzip
import hashlib
import io
import json
import platform
import tarfile
import urllib.request

from support import client

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def layer(program):
    """The program as /probe, without any other file."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo("probe")
        entry.size, entry.mode = len(program), 0o755
        tar.addfile(entry, io.BytesIO(program))
    return archive.getvalue()


def push(repository, tag, program):
    """Makes the repository and pushes to it. Gives its URI."""
    ecr = client("ecr")
    uri = ecr.create_repository(repositoryName=repository)["repository"]["repositoryUri"]
    login = ecr.get_authorization_token()["authorizationData"][0]
    base = f"{login['proxyEndpoint']}/v2/{repository}"

    def send(method, path, body, kind="application/octet-stream"):
        request = urllib.request.Request(
            base + path, data=body, method=method,
            headers={"Authorization": "Basic " + login["authorizationToken"], "Content-Type": kind})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 201, f"{method} {path}: {answer.status}"

    with open(program, "rb") as file:
        plain = layer(file.read())
    packed = gzip.compress(plain, mtime=0)
    config = json.dumps({
        "os": "linux", "architecture": {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()],
        "config": {"Entrypoint": ["/probe"]}, "rootfs": {"type": "layers", "diff_ids": [digest(plain)]}}).encode()
    for blob in (packed, config):
        send("POST", f"/blobs/uploads/?digest={digest(blob)}", blob)
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": {"mediaType": CONFIG, "digest": digest(config), "size": len(config)},
        "layers": [{"mediaType": LAYER, "digest": digest(packed), "size": len(packed)}]}).encode()
    send("PUT", f"/manifests/{tag}", manifest, MANIFEST)
    return uri
