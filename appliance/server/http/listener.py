"""The listening socket, its certificate, and taking connections from it."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Callable

import trio

from appliance.errors import StartError
from appliance.server.http.config import HttpConfig, logger

ACCEPTS_PER_PASS = 256
"""Connections taken before the others get their turn; `trio.serve_listeners` takes one, which
makes the thousandth of a thousand clients wait for seconds."""

EXHAUSTED_PAUSE_S = 0.1
"""How long to wait for file descriptors or memory before the next attempt, in seconds."""
_EXHAUSTED_REPORT_S = 10.0

_Address = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]

_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
# accept(2): errors of the connection that would have been accepted, not of the socket.
_PEER_FAILED = {
    errno.ECONNABORTED,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.ENETUNREACH,
    errno.ENOPROTOOPT,
    errno.EOPNOTSUPP,
    errno.EPERM,
    errno.EPROTO,
}


async def open_listener(host: str, port: int, *, backlog: int) -> socket.socket:
    """Listen on `host` (a name, or an address of either family) and `port` (0: a free one).

    The port is ours alone as long as the socket is open, and can be had again as soon as it is
    closed, whatever connections are still in TIME_WAIT.

    Raises:
        StartError: the address cannot be had.
    """
    try:
        family, address = await _resolve(host, port)
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _cannot_listen(error, host, port) from error
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(backlog)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        raise _cannot_listen(error, host, port) from error
    return sock


def tls_context(config: HttpConfig) -> ssl.SSLContext | None:
    """The TLS side of the port, or None when it speaks plain HTTP.

    Raises:
        StartError: certificate or key cannot be used.
    """
    certificate, key = config.certfile, config.keyfile
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        have, lack = ("certificate", "key") if certificate else ("key", "certificate")
        raise StartError(
            f"server.tls_{have} is set but server.tls_{lack} is not",
            hint="HTTPS needs both, HTTP neither",
        )
    for name, path in (("server.tls_certificate", certificate), ("server.tls_key", key)):
        try:
            with open(path, "rb"):
                pass
        except OSError as error:
            raise StartError(f"{name}: cannot read {path}: {error.strerror}") from error
    try:
        return config.create_ssl_context()
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise StartError(
                f"the key {key} does not belong to the certificate {certificate}",
                hint="set server.tls_key to the key the certificate was made with",
            ) from error
        reason = error.reason or "not PEM, or the key has a passphrase"
        raise StartError(
            f"cannot use the certificate {certificate} with the key {key}: {reason}",
            hint="both must be PEM files, the key without a passphrase",
        ) from error


async def accept_forever(listener: socket.socket, start: Callable[[socket.socket], None]) -> None:
    """Hand every new connection to `start`, until cancelled.

    Out of file descriptors or memory, it waits and tries again; the clients wait in the backlog.
    """
    reported_at = float("-inf")
    while True:
        await trio.lowlevel.wait_readable(listener)
        try:
            accept_waiting(listener, start)
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            if trio.current_time() - reported_at > _EXHAUSTED_REPORT_S:
                reported_at = trio.current_time()
                logger.warning("cannot accept connections: %s", os.strerror(error.errno))
            await trio.sleep(EXHAUSTED_PAUSE_S)


def accept_waiting(listener: socket.socket, start: Callable[[socket.socket], None]) -> None:
    """Hand the connections that wait now to `start`, `ACCEPTS_PER_PASS` at most.

    Raises:
        OSError: the listener failed, or the process is out of file descriptors or memory.
    """
    for _ in range(ACCEPTS_PER_PASS):
        try:
            sock, _address = listener.accept()
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno in _PEER_FAILED:
                continue
            raise
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start(sock)


async def _resolve(host: str, port: int) -> tuple[int, _Address]:
    """Family and address to bind; of a name's addresses the first IPv4 one, if it has any."""
    found = await trio.socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, _kind, _protocol, _name, address = min(
        found, key=lambda entry: entry[0] != socket.AF_INET
    )
    return family, address


def _cannot_listen(error: OSError, host: str, port: int) -> StartError:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if isinstance(error, socket.gaierror):
        return StartError(
            f"server.host: {host!r} is neither an address nor a name that resolves",
            hint="use 127.0.0.1 for this machine alone, 0.0.0.0 for every interface",
        )
    match error.errno:
        case errno.EADDRINUSE:
            return StartError(
                f"cannot listen on {where}: the port is taken",
                hint="stop the program that listens there or choose another server.port",
            )
        case errno.EACCES | errno.EPERM:
            return StartError(
                f"cannot listen on {where}: not permitted",
                hint="ports below 1024 need CAP_NET_BIND_SERVICE; choose another server.port",
            )
        case errno.EADDRNOTAVAIL:
            return StartError(
                f"cannot listen on {where}: no interface of this machine has that address",
                hint="use 127.0.0.1 for this machine alone, 0.0.0.0 for every interface",
            )
        case _:
            return StartError(f"cannot listen on {where}: {error.strerror}")
