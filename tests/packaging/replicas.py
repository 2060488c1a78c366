"""Replicas that do what a test tells them to, in threads, for tests of balancers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.support.servers import free_port

Headers = dict[str, str]
Act = Callable[[socket.socket, "Seen"], None]


@dataclass
class Seen:
    """A request that arrived whole."""

    headers: Headers
    body: bytes
    connection: int


@dataclass
class Replica:
    """Listens on a port of its own; `act` answers each call on its connection, or does not.

    Requests without a body ask how it is: always well.
    """

    name: str
    act: Act
    seen: list[Seen] = field(default_factory=list)
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", free_port()))
    )
    connections: int = 0
    address: str = ""

    def __post_init__(self) -> None:
        host, port = self.listener.getsockname()
        self.address = f"{host}:{port}"

    def run(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(
                target=self._serve, args=(client, self.connections), daemon=True
            ).start()

    def _serve(self, client: socket.socket, number: int) -> None:
        with client, suppress(OSError), client.makefile("rb") as stream:
            while stream.readline():
                headers: Headers = {}
                while (line := stream.readline().strip()) != b"":
                    key, _, value = line.decode("latin-1").partition(":")
                    headers[key.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", 0)))
                self.seen.append(Seen(headers, body, number))
                (self.act if body else answer)(client, self.seen[-1])

    def stop(self) -> None:
        """Refuse connections from now on."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def start(self) -> None:
        """Listen again where it listened before."""
        host, port = self.address.split(":")
        self.listener = socket.create_server((host, int(port)))
        threading.Thread(target=self.run, daemon=True).start()


def answer(
    client: socket.socket, _seen: Seen, *, status: str = "200 OK", by: str = "", keep: bool = True
) -> None:
    """A whole answer that says who gives it; `keep` says whether the connection stays open."""
    body = json.dumps({"by": by}).encode()
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-request-id: abc\r\n"
    head += "" if keep else "connection: close\r\n"
    client.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)


def vanish(client: socket.socket, _seen: Seen) -> None:
    """The process dies with the request in its hands."""
    client.shutdown(socket.SHUT_RDWR)


def refuse(client: socket.socket, seen: Seen) -> None:
    """Too many connections."""
    answer(client, seen, status="503 Service Unavailable")


def stream(client: socket.socket, _seen: Seen, *, further: threading.Semaphore) -> None:
    """Three events as the SDK sends them, each after the first when `further` is released."""
    client.sendall(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-accel-buffering: no\r\n"
        b"connection: close\r\n\r\n"
    )
    for number in range(3):
        if number:
            further.acquire()
        client.sendall(b"data: %d\n\n" % number)
    client.shutdown(socket.SHUT_RDWR)


@contextmanager
def replicas(*acts: Act | None) -> Iterator[list[Replica]]:
    """Run a replica for each; None is one that refuses connections."""
    found = [Replica(f"r{number}", act or answer) for number, act in enumerate(acts)]
    for replica, act in zip(found, acts, strict=True):
        if act is None:
            replica.listener.close()
        else:
            threading.Thread(target=replica.run, daemon=True).start()
    try:
        yield found
    finally:
        for replica in found:
            replica.stop()
