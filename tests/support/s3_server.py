"""A private S3 server (moto's) on a free port of loopback, gone at the end."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import boto3

from tests.support.servers import free_port

START_TIMEOUT_S = 120.0
_SERVER = """
import sys, threading
from moto.s3.responses import S3Response
from moto.server import main

# It looks at If-Match and stores after that: only one at a time, or two may both find their tag.
turn, put_object = threading.Lock(), S3Response.put_object
def one_at_a_time(self):
    with turn:
        return put_object(self)
S3Response.put_object = one_at_a_time
main(sys.argv[1:])
"""


@dataclass(frozen=True)
class S3Server:
    """A running server; any key is good until `demand_keys`."""

    port: int = field(default_factory=free_port)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make_bucket(self, name: str) -> None:
        self._client("s3").create_bucket(Bucket=name)

    def keys(self, bucket: str) -> list[str]:
        """Names of all objects."""
        found = self._client("s3").list_objects_v2(Bucket=bucket)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def read(self, bucket: str, key: str) -> bytes:
        content: bytes = self._client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        return content

    def write(self, bucket: str, key: str, content: bytes) -> None:
        self._client("s3").put_object(Bucket=bucket, Key=key, Body=content)

    def delete(self, bucket: str, key: str) -> None:
        self._client("s3").delete_object(Bucket=bucket, Key=key)

    def unfinished_uploads(self, bucket: str) -> int:
        """Multipart uploads that were neither completed nor aborted."""
        found = self._client("s3").list_multipart_uploads(Bucket=bucket)
        return len(found.get("Uploads", []))

    @contextmanager
    def demanding_keys(self) -> Iterator[None]:
        """Have the server refuse keys it did not give out, which are all."""
        self._post("/moto-api/reset-auth", b"0")
        try:
            yield
        finally:
            self._post("/moto-api/reset-auth", b"inf")

    def _client(self, service: str):  # type: ignore[no-untyped-def]
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def _post(self, path: str, body: bytes) -> None:
        request = urllib.request.Request(
            f"{self.endpoint}{path}", data=body, headers={"Content-Type": "text/plain"}
        )
        with urllib.request.urlopen(request, timeout=10):
            pass


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """A server that listens."""
    server = S3Server()
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, "-H", "127.0.0.1", "-p", str(server.port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait_until_it_answers(server: S3Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"moto ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{server.endpoint}/moto-api/data.json", timeout=5):
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    raise RuntimeError("moto did not answer in time")
