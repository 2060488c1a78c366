"""The part of the Kubernetes API that is about Leases, over HTTPS, as its documentation says.

Optimistic concurrency by resourceVersion, Status objects for refusals, bearer tokens that expire,
rights by verb, selection by label, preconditions of deletions. Tests make it slow, deaf or wrong.
"""

from __future__ import annotations

import copy
import json
import re
import ssl
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.authority import Authority

PATH = re.compile(r"/apis/coordination\.k8s\.io/v1/namespaces/([^/]+)/leases(?:/([^/]+))?")
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
MICRO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
USER = "system:serviceaccount:realm:trinitycore"
VERBS = {"GET": "get", "POST": "create", "PUT": "update", "DELETE": "delete"}


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message


class LeaseServer:
    """State and behaviour; a request at a time.

    Attributes:
        faults: taken one a request: called before it is carried out, may raise `Refused`.
        deaf: requests are carried out and never answered.
        gate: requests wait until it is set.
    """

    def __init__(self, namespace: str = "realm") -> None:
        self.namespace = namespace
        self.tokens = {"token-1"}
        self.verbs = {"get", "list", "create", "update", "delete"}
        self.leases: dict[str, dict[str, Any]] = {}
        self.faults: deque[Callable[[], None]] = deque()
        self.deaf = False
        self.gate = threading.Event()
        self.gate.set()
        self.requests: list[tuple[str, str]] = []
        self._version = 100
        self._lock = threading.Lock()

    def fail(self, code: int, reason: str, times: int = 1) -> None:
        """Answer the next requests with an error."""

        def fault() -> None:
            raise Refused(code, reason, f"the test wants {code}")

        self.faults.extend([fault] * times)

    def edit(self, name: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change a Lease as `kubectl edit` does."""
        with self._lock:
            change(self.leases[name])
            self._stamp(self.leases[name])

    def answer(self, method: str, target: str, token: str, body: Any) -> tuple[int, dict[str, Any]]:
        """Status code and content."""
        self.gate.wait(30)
        with self._lock:
            self.requests.append((method, target))
            try:
                return self._answer(method, target, token, body)
            except Refused as refused:
                return refused.code, {
                    "kind": "Status",
                    "apiVersion": "v1",
                    "status": "Failure",
                    "message": refused.message,
                    "reason": refused.reason,
                    "code": refused.code,
                }

    def _answer(
        self, method: str, target: str, token: str, body: Any
    ) -> tuple[int, dict[str, Any]]:
        if token not in self.tokens:
            raise Refused(401, "Unauthorized", "Unauthorized")
        split = urlsplit(target)
        found = PATH.fullmatch(split.path)
        if found is None:
            raise Refused(404, "NotFound", "the server could not find the requested resource")
        namespace, name = found[1], unquote(found[2]) if found[2] else None
        verb = "list" if method == "GET" and name is None else VERBS[method]
        if verb not in self.verbs:
            raise Refused(
                403,
                "Forbidden",
                f'leases.coordination.k8s.io "{name or ""}" is forbidden: User "{USER}" cannot '
                f'{verb} resource "leases" in API group "coordination.k8s.io" in the namespace '
                f'"{namespace}"',
            )
        if self.faults:
            self.faults.popleft()()
        if verb == "list":
            return 200, self._list(namespace, parse_qs(split.query))
        if verb == "create":
            return 201, self._create(namespace, body)
        assert name is not None
        if namespace != self.namespace or (name not in self.leases and verb != "update"):
            raise Refused(404, "NotFound", f'leases.coordination.k8s.io "{name}" not found')
        match verb:
            case "get":
                return 200, copy.deepcopy(self.leases[name])
            case "update":
                return self._update(name, body)
            case _:
                return 200, self._delete(name, body)

    def _list(self, namespace: str, query: dict[str, list[str]]) -> dict[str, Any]:
        wanted = [term.split("=", 1) for each in query.get("labelSelector", []) for term in [each]]
        items = [
            copy.deepcopy(lease)
            for lease in self.leases.values()
            if namespace == self.namespace
            and all(lease["metadata"].get("labels", {}).get(k) == v for k, v in wanted)
        ]
        return {
            "kind": "LeaseList",
            "apiVersion": "coordination.k8s.io/v1",
            "metadata": {"resourceVersion": str(self._version)},
            "items": items,
        }

    def _create(self, namespace: str, body: Any) -> dict[str, Any]:
        if namespace != self.namespace:
            raise Refused(404, "NotFound", f'namespaces "{namespace}" not found')
        self._validate(body)
        name = body["metadata"]["name"]
        if body["metadata"].get("resourceVersion"):
            raise Refused(500, "", "resourceVersion should not be set on objects to be created")
        if name in self.leases:
            raise Refused(
                409, "AlreadyExists", f'leases.coordination.k8s.io "{name}" already exists'
            )
        lease = copy.deepcopy(body)
        lease["metadata"] |= {"uid": str(uuid.uuid4()), "namespace": namespace}
        self.leases[name] = self._stamp(lease)
        return copy.deepcopy(lease)

    def _update(self, name: str, body: Any) -> tuple[int, dict[str, Any]]:
        self._validate(body)
        given = body["metadata"]
        before = self.leases.get(name)
        conflict = Refused(
            409,
            "Conflict",
            f'Operation cannot be fulfilled on leases.coordination.k8s.io "{name}": the object '
            "has been modified; please apply your changes to the latest version and try again",
        )
        if before is None:
            if given.get("uid"):  # taken as a precondition
                raise conflict
            return 201, self._create(self.namespace, body)
        if not given.get("resourceVersion"):
            raise Refused(
                422, "Invalid", "metadata.resourceVersion: must be specified for an update"
            )
        if given["resourceVersion"] != before["metadata"]["resourceVersion"]:
            raise conflict
        lease = copy.deepcopy(body)
        lease["metadata"] |= {"uid": before["metadata"]["uid"], "namespace": self.namespace}
        self.leases[name] = self._stamp(lease)
        return 200, copy.deepcopy(lease)

    def _delete(self, name: str, body: Any) -> dict[str, Any]:
        wanted = ((body or {}).get("preconditions") or {}).get("resourceVersion")
        if wanted and wanted != self.leases[name]["metadata"]["resourceVersion"]:
            raise Refused(409, "Conflict", "the resourceVersion in the precondition differs")
        del self.leases[name]
        return {"kind": "Status", "apiVersion": "v1", "status": "Success"}

    def _stamp(self, lease: dict[str, Any]) -> dict[str, Any]:
        self._version += 1
        lease["metadata"]["resourceVersion"] = str(self._version)
        return lease

    def _validate(self, body: Any) -> None:
        spec, metadata = body.get("spec") or {}, body["metadata"]
        problems = []
        if NAME.fullmatch(metadata["name"]) is None:
            problems.append("metadata.name: must be a DNS subdomain")
        if any(len(value) > 63 for value in metadata.get("labels", {}).values()):
            problems.append("metadata.labels: must be no more than 63 characters")
        if not 0 < spec.get("leaseDurationSeconds", 1) < 2**31:
            problems.append("spec.leaseDurationSeconds: must be greater than 0")
        if not 0 <= spec.get("leaseTransitions", 0) < 2**31:
            problems.append("spec.leaseTransitions: must be greater than or equal to 0")
        if body.get("kind") != "Lease" or body.get("apiVersion") != "coordination.k8s.io/v1":
            problems.append("kind: must be Lease of coordination.k8s.io/v1")
        times = [spec[key] for key in ("renewTime", "acquireTime") if key in spec]
        if not all(MICRO_TIME.fullmatch(each) for each in times):
            problems.append("spec: times must be a MicroTime")
        if problems:
            raise Refused(422, "Invalid", "; ".join(problems))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""

    def _serve(self) -> None:
        api = cast(_Server, self.server).api
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        status, content = api.answer(self.command, self.path, token, body)
        if api.deaf:
            self.close_connection = True
            return
        encoded = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, api: LeaseServer, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api
        # The handshake belongs to the thread of its connection.
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave during a handshake or an answer are none."""


@contextmanager
def running_lease_server(folder: Path) -> Iterator[tuple[LeaseServer, str]]:
    """A server and its address; `folder` gets the files of the service account."""
    authority = Authority(folder, "kubernetes-ca")
    certificate, key = authority.issue("apiserver", "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    (folder / "ca.crt").write_bytes(authority.certificate.read_bytes())
    (folder / "namespace").write_text("realm")
    (folder / "token").write_text("token-1\n")
    api = LeaseServer()
    server = _Server(api, context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield api, f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        api.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()
