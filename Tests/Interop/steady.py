"""Steady use of a service while it changes, and what ECS says of it meanwhile."""

import http.client
import json
import os
import threading
import time
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest


class Background:
    """Work that repeats in threads for as long as the block lasts."""

    def __init__(self, threads, pause):
        self.ending = threading.Event()
        self.pause = pause
        self.threads = [threading.Thread(target=self.repeat, daemon=True) for _ in range(threads)]

    def repeat(self):
        while not self.ending.is_set():
            self.once()
            self.ending.wait(self.pause)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join(timeout=30)


class Load(Background):
    """GET over connections that are kept, a bounded number of times a second."""

    def __init__(self, url, path="/", threads=4, pause=0.01):
        super().__init__(threads, pause)
        self.address, self.path = urlsplit(url).netloc, path
        self.local, self.lock = threading.local(), threading.Lock()
        self.succeeded, self.failures = 0, []

    def once(self):
        try:
            if not hasattr(self.local, "connection"):
                self.local.connection = http.client.HTTPConnection(self.address, timeout=10)
            self.local.connection.request("GET", self.path)
            answer = self.local.connection.getresponse()
            answer.read()
            problem = None if answer.status == 200 else f"status {answer.status}"
        except (OSError, http.client.HTTPException) as error:
            problem = repr(error)
            self.local.connection.close()
        with self.lock:
            if problem:
                self.failures.append((round(time.time(), 3), problem))
            else:
                self.succeeded += 1


class ECS:
    """ECS without the SDK's own time, to be asked every few milliseconds over one connection."""

    def __init__(self):
        session = boto3.Session()
        self.signer = SigV4Auth(session.get_credentials().get_frozen_credentials(), "ecs", session.region_name)
        self.endpoint = os.environ["AWS_ENDPOINT_URL"]
        self.connection = http.client.HTTPConnection(urlsplit(self.endpoint).netloc, timeout=10)

    def ask(self, operation, **body):
        text = json.dumps(body)
        request = AWSRequest("POST", self.endpoint + "/", data=text, headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AmazonEC2ContainerServiceV20141113." + operation})
        self.signer.add_auth(request)
        self.connection.request("POST", "/", text, dict(request.headers))
        return json.load(self.connection.getresponse())


class Sampler(Background):
    """DescribeServices every few milliseconds: the least that ran, and the most that ran or was about to."""

    def __init__(self, cluster, service, pause=0.005):
        super().__init__(1, pause)
        self.ecs, self.cluster, self.service = ECS(), cluster, service
        self.count, self.least_running, self.most = 0, 10**6, 0
        self.longest_gap, self.last = 0.0, None

    def once(self):
        [service] = self.ecs.ask("DescribeServices", cluster=self.cluster, services=[self.service])["services"]
        now = time.monotonic()
        if self.last:
            self.longest_gap = max(self.longest_gap, now - self.last)
        self.last = now
        self.count += 1
        self.least_running = min(self.least_running, service["runningCount"])
        self.most = max(self.most, service["runningCount"] + service["pendingCount"])
