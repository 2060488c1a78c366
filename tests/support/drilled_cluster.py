"""Operations ports and an MCP endpoint of a cluster that does what a test says, in threads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class DrilledCluster:
    """Three nodes: who leads, in which term, and how they misbehave.

    Attributes:
        stays: the leader answers a step-down with this status and goes on leading.
        vacant: after a step-down nobody leads.
        answer: what the MCP endpoint says: a status and a body.
    """

    names: tuple[str, ...] = ("a", "b", "c")
    leader: str | None = "a"
    term: int = 1
    not_ready: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    stays: int = 0
    vacant: bool = False
    answer: tuple[int, dict[str, Any]] = (
        200,
        {"result": {"content": [{"type": "text", "text": "{}"}]}},
    )
    urls: dict[str, str] = field(default_factory=dict)
    endpoint: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, node: str, method: str, path: str) -> tuple[int, dict[str, Any]]:
        """What a node's operations port says."""
        believes = None if node in self.blind else self.leader
        if path == "/leader":
            leads = self.leader == node
            return (200 if leads else 503), {
                "node": node, "leads": leads, "leader": believes, "term": self.term
            }  # fmt: skip
        if path == "/cluster":
            members = [
                {"node": each, "ready": each not in self.not_ready, "version": "2.0.0"}
                for each in self.names
            ]
            failovers = [{"term": self.term, "durationSeconds": 0.0015}]
            return 200, {"node": node, "members": members, "failovers": failovers}
        assert (method, path) == ("POST", "/cluster/step-down")
        if self.stays:
            return self.stays, {"steppedDown": False, "error": "only from this machine"}
        self.term += 1
        following = self.names[(self.names.index(node) + 1) % len(self.names)]
        self.leader = None if self.vacant else following
        return 200, {"steppedDown": True}


@contextmanager
def drilled(cluster: DrilledCluster) -> Iterator[DrilledCluster]:
    """Serve the nodes and the endpoint for as long as the block."""
    with ExitStack() as stack:
        for name in cluster.names:
            cluster.urls[name] = stack.enter_context(_serving(cluster, name))
        cluster.endpoint = stack.enter_context(_serving(cluster, None)) + "/mcp"
        yield cluster


@contextmanager
def _serving(cluster: DrilledCluster, node: str | None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length", 0)))
            if node is None:
                cluster.calls.append(dict(self.headers) | {"body": json.loads(sent or "null")})
                status, found = cluster.answer
            else:
                status, found = cluster.ask(node, method, self.path)
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
