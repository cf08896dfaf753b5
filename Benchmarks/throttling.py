"""Deployments while half of all calls are throttled."""

import http.client
import os
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from harness import Cloud, median, say, seconds

JSON = b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
XML = (b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error>"
       b"<RequestId>throttled</RequestId></ErrorResponse>")


class Throttle:
    """Stands before an endpoint and throttles a share of its calls; the same ones each time."""

    def __init__(self, endpoint, share, seed=1):
        self.target, self.share = urlsplit(endpoint).netloc, share
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.calls = self.throttled = 0
        outer, local = self, threading.local()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if outer.refuses():
                    is_json = "X-Amz-Target" in self.headers
                    self.answer(400, "application/x-amz-json-1.1" if is_json else "text/xml", JSON if is_json else XML)
                    return
                if not hasattr(local, "connection"):
                    local.connection = http.client.HTTPConnection(outer.target, timeout=30)
                # The signature covers the host that the client named, so every header goes on as it is.
                local.connection.request(self.command, self.path, body, dict(self.headers))
                found = local.connection.getresponse()
                self.answer(found.status, found.getheader("Content-Type", "text/plain"), found.read())

            def answer(self, status, kind, body):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def refuses(self):
        with self.lock:
            self.calls += 1
            refused = self.random.random() < self.share
            self.throttled += refused
            return refused

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.endpoint = f"http://127.0.0.1:{self.server.server_address[1]}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def measure(slipway, times=20):
    with Cloud(slipway, "good", RELEASE="1"):
        with Throttle(os.environ["AWS_ENDPOINT_URL"], share=0.5) as throttle:
            runs = []
            for number in range(times):
                run = slipway.run(
                    "deploy", "--env", "good", RELEASE=str(number + 2), AWS_ENDPOINT_URL=throttle.endpoint)
                if run.exit_code != 0:
                    say(f"throttled deployment {number + 1}: exit code {run.exit_code}: {run.cause}")
                runs.append(run)
    succeeded = sum(run.exit_code == 0 for run in runs)
    return [
        ("deployments with half of all calls throttled", f"{succeeded} of {times}", "≥ 99.99 %", succeeded == times,
         f"{throttle.throttled} of {throttle.calls} calls throttled; {seconds(median([run.seconds for run in runs]))} "
         "in the middle"),
    ]
