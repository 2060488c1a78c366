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


def ask(
    url: str, path: str, *, method: str = "GET", body: dict[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """The status code and the JSON object of an answer.

    Args:
        url: of the operations port, for example http://127.0.0.1:9090.

    Raises:
        ClusterError: nobody answers there, or not with what a node answers.
    """
    host, port = _place(url)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    content = None if body is None else json.dumps(body)
    headers = {} if body is None else {"Content-Type": "application/json"}
    try:
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read(LIMIT_BYTES))
    except (OSError, http.client.HTTPException) as error:
        raise ClusterError(
            f"no answer from the operations port at {url}: {error}",
            hint="start the node, or name its operations port with --url",
        ) from error
    except ValueError as error:
        raise ClusterError(f"{url} answers, but not as a node of ours") from error
    finally:
        connection.close()
    if not isinstance(found, dict):
        raise ClusterError(f"{url} answers, but not as a node of ours")
    return answer.status, found


def _place(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        if parts.scheme == "http" and parts.hostname:
            return parts.hostname, parts.port
    except ValueError:
        pass  # a port that is none, or half a bracket
    raise ClusterError(f"{url!r} is no address of an operations port", hint="http://host:port")
