"""Asks a node's operations port, for the command line. Blocks: not for the event loop."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from appliance.errors import ClusterError

TIMEOUT_S = 15.0
"""A node waits up to ten seconds for its tasks and its successor until it says it stepped down."""
LIMIT_BYTES = 1 << 20
LONGEST_REASON = 200


def ask(
    url: str,
    path: str,
    *,
    method: str = "GET",
    body: dict[str, Any] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> tuple[int, dict[str, Any]]:
    """The status code and the JSON object of an answer; arguments and errors are those of `fetch`.

    Raises:
        ClusterError: the answer is no JSON object, too.
    """
    status, content = fetch(url, path, method=method, body=body, timeout_s=timeout_s)
    try:
        found = json.loads(content)
    except ValueError as error:
        raise _stranger(url) from error
    if not isinstance(found, dict):
        raise _stranger(url)
    return status, found


def fetch(
    url: str,
    path: str,
    *,
    method: str = "GET",
    body: dict[str, Any] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> tuple[int, bytes]:
    """The status code and the bytes of an answer.

    Args:
        url: of the operations port, for example http://127.0.0.1:9090.
        body: sent as JSON.
        timeout_s: longest wait for the connection and for each part of the answer.

    Raises:
        ClusterError: nobody answers there in time, or not over HTTP.
    """
    host, port = _place(url)
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    content = None if body is None else json.dumps(body)
    headers = {} if body is None else {"Content-Type": "application/json"}
    try:
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(LIMIT_BYTES)
    except (OSError, http.client.HTTPException) as error:
        # What is no HTTP is quoted in the error, and may be anything.
        why = "".join(each for each in str(error)[:LONGEST_REASON] if each.isprintable())
        raise ClusterError(
            f"no answer from the operations port at {url}: {why}",
            hint="start the node, or name its operations port with --url",
        ) from error
    finally:
        connection.close()


def from_here(host: str) -> str:
    """The address at which this machine reaches a listener on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _stranger(url: str) -> ClusterError:
    return ClusterError(f"{url} answers, but not as a node of ours")


def _place(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        if parts.scheme == "http" and parts.hostname:
            return parts.hostname, parts.port
    except ValueError:
        pass  # a port that is none, or half a bracket
    raise ClusterError(f"{url!r} is no address of an operations port", hint="http://host:port")
