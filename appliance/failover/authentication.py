"""How two nodes prove to each other who they are: mutual TLS, or a secret that all know.

With a secret, each frame is sealed with HMAC-SHA256 under a key that both derive from the secret
and from a random number of either side: a recording of another connection has another key, and as
each direction has a key of its own, nothing can be sent back to where it came from.
"""

from __future__ import annotations

import hmac
import os
import ssl
from pathlib import Path
from typing import NamedTuple, Protocol

import structlog
import trio

from appliance.errors import StartError
from appliance.failover.plan import Credentials, SharedSecret, TlsFiles
from appliance.failover.refusals import Refusal, Refused, Throttle
from appliance.failover.wire import SEAL_BYTES

logger = structlog.get_logger("appliance.failover")

_REMIND_S = 600.0
"""How often it is said that new certificates cannot be used."""
_LABEL = b"trinitycore-mcp peers v1"


class Keys(NamedTuple):
    """What frames are sealed with in either direction; empty: not at all, as below TLS."""

    dialer: bytes
    listener: bytes


class Authenticator(Protocol):
    """The part of a handshake that depends on the credentials."""

    seal_bytes: int
    """Length of the seals behind frames."""

    async def secure(self, stream: trio.SocketStream, *, dialing: bool) -> trio.abc.Stream:
        """The stream on which the nodes introduce themselves.

        Raises:
            Refused: the other side has no certificate of ours, or does not speak TLS.
        """

    def keys(self, challenge: bytes, answer: bytes) -> Keys:
        """The keys of a connection from the random numbers of listener and dialer."""

    def check(self, stream: trio.abc.Stream, node: str) -> None:
        """Whether the stream's other end may call itself `node`.

        Raises:
            Refused: its certificate has other names.
        """

    async def keep_fresh(self, interval_s: float) -> None:
        """Take renewed credentials into use, for ever."""


def seal(key: bytes, payload: bytes) -> bytes:
    """What stands behind a payload; nothing without a key."""
    return hmac.digest(key, payload, "sha256") if key else b""


async def open_authenticator(credentials: Credentials) -> Authenticator:
    """What a node proves itself with.

    Raises:
        StartError: a file cannot be read or used.
    """
    if isinstance(credentials, SharedSecret):
        return _Secret(credentials.secret)
    made = _Tls(credentials)
    await made.load()
    return made


class _Secret:
    seal_bytes = SEAL_BYTES

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    async def secure(self, stream: trio.SocketStream, *, dialing: bool) -> trio.abc.Stream:
        return stream

    def keys(self, challenge: bytes, answer: bytes) -> Keys:
        connection = hmac.digest(self._secret, _LABEL + challenge + answer, "sha256")
        return Keys(seal(connection, b"dialer"), seal(connection, b"listener"))

    def check(self, stream: trio.abc.Stream, node: str) -> None:
        """Who knows the secret may have any name."""

    async def keep_fresh(self, interval_s: float) -> None:
        """A secret changes with a restart."""


class _Contexts(NamedTuple):
    dialer: ssl.SSLContext
    listener: ssl.SSLContext


class _Tls:
    seal_bytes = 0

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._contexts: _Contexts
        self._seen: object = None
        # Work of MCP must not be able to take all threads from a node that wants to be heard.
        self._limiter = trio.CapacityLimiter(1)

    async def load(self) -> None:
        """Read the files; raises StartError."""
        await trio.to_thread.run_sync(self._load, limiter=self._limiter)

    def _load(self) -> None:
        seen = _versions(self._files)
        if seen == self._seen:
            return
        before = hasattr(self, "_contexts")
        self._contexts = _Contexts(
            _context(self._files, ssl.PROTOCOL_TLS_CLIENT),
            _context(self._files, ssl.PROTOCOL_TLS_SERVER),
        )
        self._seen = seen  # not before: what cannot be used yet is tried again
        if before:
            logger.info("took a renewed certificate into use", path=str(self._files.certificate))

    async def secure(self, stream: trio.SocketStream, *, dialing: bool) -> trio.abc.Stream:
        context = self._contexts.dialer if dialing else self._contexts.listener
        secure = trio.SSLStream(stream, context, server_side=not dialing)
        try:
            await secure.do_handshake()
        except trio.BrokenResourceError as error:
            raise _refused(error) from error
        return secure

    def keys(self, challenge: bytes, answer: bytes) -> Keys:
        return Keys(b"", b"")

    def check(self, stream: trio.abc.Stream, node: str) -> None:
        assert isinstance(stream, trio.SSLStream)
        names = [name for kind, name in stream.getpeercert().get("subjectAltName", ())]
        if node not in names:
            raise Refused(
                Refusal.AUTHENTICATION,
                f"calls itself {node!r}, and its certificate is for {', '.join(names) or 'nobody'}",
            )

    async def keep_fresh(self, interval_s: float) -> None:
        throttle = Throttle(_REMIND_S)
        while True:
            await trio.sleep(interval_s)
            try:
                await self.load()
            except StartError as error:
                if throttle.passes("", trio.current_time()) is not None:
                    logger.error("stays with the certificate it has", reason=str(error))
            else:
                throttle = Throttle(_REMIND_S)


def _versions(files: TlsFiles) -> object:
    """Something that changes when one of the files does."""
    found = []
    for path in (files.authority, files.certificate, files.key):
        try:
            state = os.stat(path)
        except OSError as error:
            raise _unreadable(path, error) from error
        found.append((state.st_ino, state.st_mtime_ns, state.st_size))
    return found


def _context(files: TlsFiles, protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The name is compared with the introduction, in `check`: a name that comes from DNS is a
    # place, and who is there is not known before.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    if protocol == ssl.PROTOCOL_TLS_SERVER:
        context.num_tickets = 0  # streams live for days; resuming them would gain nothing
    try:
        context.load_verify_locations(files.authority)
        context.load_cert_chain(files.certificate, files.key, password=_no_passphrase)
    except ssl.SSLError as error:
        raise _unusable(files, error) from error
    except OSError as error:
        raise StartError(f"ha.tls_*: cannot read the cluster's certificates: {error}") from error
    return context


def _no_passphrase() -> str:
    """Instead of asking the terminal."""
    return ""


def _unreadable(path: Path, error: OSError) -> StartError:
    return StartError(
        f"ha.tls_*: cannot read {path}: {error.strerror}",
        hint="`trinitycore-mcp cluster init` makes the authority and a certificate for each node",
    )


def _unusable(files: TlsFiles, error: ssl.SSLError) -> StartError:
    if error.reason == "KEY_VALUES_MISMATCH":
        return StartError(
            f"ha.tls_key: {files.key} does not belong to the certificate {files.certificate}",
            hint="copy both files of the same node from where `cluster init` made them",
        )
    return StartError(
        f"ha.tls_*: cannot use {files.certificate} with {files.key} and {files.authority}: "
        f"{error.reason or 'not PEM, or the key has a passphrase'}",
        hint="all three must be PEM files, the key without a passphrase",
    )


def _refused(error: trio.BrokenResourceError) -> Refused:
    """Why a TLS handshake failed, from the library's error."""
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Refused(Refusal.AUTHENTICATION, f"its certificate: {cause.verify_message}")
    if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) or not isinstance(
        cause, ssl.SSLError
    ):
        return Refused(
            Refusal.CLOSED, "hung up in the TLS handshake, as one does that has another authority"
        )
    reason = cause.reason or "unknown"
    if "CERTIFICATE" in reason or "UNKNOWN_CA" in reason:
        return Refused(Refusal.AUTHENTICATION, f"TLS: {reason}")
    return Refused(Refusal.TLS, f"TLS: {reason}")
