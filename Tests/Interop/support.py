"""What the programs share that drive a LocalAWS: clients, refusals and waiting.

The endpoint and the region come from the environment, as for every tool that speaks to AWS.
"""

import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "ap-northeast-2"


def client(service, key="test", secret="test"):
    """A client that tries once, so that what is refused is seen; with the key pair that every LocalAWS knows."""
    return boto3.client(
        service, aws_access_key_id=key, aws_secret_access_key=secret, config=Config(retries={"total_max_attempts": 1}))


def refusal(code, call, **arguments):
    """Calls, expects that error code, and gives the message."""
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        assert got == code, f"{got} instead of {code}: {error}"
        assert error.response["ResponseMetadata"]["RequestId"]
        return error.response["Error"]["Message"]
    raise AssertionError(f"expected {code}")


def wait_until(what, found, seconds=30):
    """Asks again and again until there is something, and gives it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")
