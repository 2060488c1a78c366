"""Listening, refusing to start in one line, and accepting."""

from __future__ import annotations

import errno
import logging
import socket
from pathlib import Path
from typing import Any

import pytest
from trio.testing import MockClock

from appliance.errors import StartError
from appliance.server.http import listener as module
from appliance.server.http.config import HttpConfig
from appliance.server.http.listener import (
    ACCEPTS_PER_PASS,
    accept_forever,
    accept_waiting,
    open_listener,
    tls_context,
)
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics
from tests.support.certificates import make_certificate
from tests.support.servers import free_port


def config(certificate: Path | None, key: Path | None) -> HttpConfig:
    return HttpConfig(ServerSettings(tls_certificate=certificate, tls_key=key), Metrics())


def lines(error: StartError) -> int:
    return len(error.message.splitlines()) + len(error.hint.splitlines())


async def test_a_second_listener_is_refused_and_a_restart_is_not() -> None:
    port = free_port()
    with await open_listener("127.0.0.1", port, backlog=10) as first:
        with pytest.raises(StartError) as caught:
            await open_listener("127.0.0.1", port, backlog=10)
        assert caught.value.message == f"cannot listen on 127.0.0.1:{port}: the port is taken"
        assert "server.port" in caught.value.hint
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = first.accept()
            accepted.close()  # this side closes first, so it keeps TIME_WAIT
    with await open_listener("127.0.0.1", port, backlog=10) as again:
        assert again.getsockname()[1] == port


@pytest.mark.parametrize(
    ("host", "family"),
    [
        ("127.0.0.1", socket.AF_INET),
        ("localhost", socket.AF_INET),
        ("0.0.0.0", socket.AF_INET),
        ("::1", socket.AF_INET6),
    ],
)
async def test_names_and_both_families(host: str, family: int) -> None:
    with await open_listener(host, 0, backlog=1) as sock:
        assert sock.family == family
        assert not sock.getblocking()


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("192.0.2.1", "no interface of this machine has that address"),
        ("no such host", "neither an address nor a name that resolves"),
    ],
)
async def test_a_bad_address_is_one_line(host: str, said: str) -> None:
    with pytest.raises(StartError, match=said) as caught:
        await open_listener(host, 0, backlog=1)
    assert lines(caught.value) == 2


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "cannot listen on [::1]:80: not permitted"),
        (errno.EAFNOSUPPORT, "cannot listen on [::1]:80: Address family not supported"),
    ],
)
async def test_what_the_kernel_refuses_is_one_line(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forbidden(socket.socket):
        def bind(self, _address: Any) -> None:
            raise OSError(number, "Address family not supported")

    monkeypatch.setattr(module.socket, "socket", Forbidden)
    with pytest.raises(StartError) as caught:
        await open_listener("::1", 80, backlog=1)
    assert caught.value.message == said
    assert ("CAP_NET_BIND_SERVICE" in caught.value.hint) is (number == errno.EACCES)


def test_without_a_certificate_there_is_no_tls() -> None:
    assert tls_context(config(None, None)) is None


def test_a_certificate_and_its_key(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    assert tls_context(config(made.certificate, made.key)) is not None


def test_half_of_a_certificate_is_one_line(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    with pytest.raises(StartError, match=r"tls_certificate is set but server\.tls_key is not"):
        tls_context(config(made.certificate, None))
    with pytest.raises(StartError, match=r"tls_key is set but server\.tls_certificate is not"):
        tls_context(config(None, made.key))


def test_files_that_cannot_be_used_are_one_line(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    other = make_certificate(tmp_path, "other")
    secret = make_certificate(tmp_path, "secret", passphrase=b"swordfish")
    text = tmp_path / "text"
    text.write_text("not a certificate")
    bad = [
        (tmp_path / "missing", made.key, "server.tls_certificate: cannot read"),
        (made.certificate, tmp_path / "missing", "server.tls_key: cannot read"),
        (made.certificate, tmp_path, "Is a directory"),
        (made.certificate, other.key, "does not belong to the certificate"),
        (text, made.key, "cannot use the certificate"),
        (made.certificate, text, "cannot use the certificate"),
        (secret.certificate, secret.key, "cannot use the certificate"),
    ]
    for certificate, key, said in bad:
        with pytest.raises(StartError, match=said) as caught:
            tls_context(config(certificate, key))
        assert lines(caught.value) <= 2


class FakeListener:
    """Answers `accept` from a list of errors and sockets."""

    def __init__(self, real: socket.socket, *results: int) -> None:
        self.real = real
        self.results = list(results)
        self.accepted = 0

    def fileno(self) -> int:
        return self.real.fileno()

    def accept(self) -> tuple[socket.socket, Any]:
        number = self.results.pop(0) if self.results else errno.EBADF
        if number:
            raise OSError(number, "accept")
        self.accepted += 1
        return socket.socket(), None


async def test_a_pass_is_bounded() -> None:
    with socket.socket() as real:
        fake = FakeListener(real, *[0] * 1000)
        accept_waiting(fake, socket.socket.close)  # type: ignore[arg-type]
        assert fake.accepted == ACCEPTS_PER_PASS


async def test_connections_that_died_in_the_queue_are_skipped() -> None:
    with socket.socket() as real:
        fake = FakeListener(real, errno.ECONNABORTED, 0, errno.EPROTO, 0, errno.EAGAIN, 0)
        accept_waiting(fake, socket.socket.close)  # type: ignore[arg-type]
        assert fake.accepted == 2


async def test_out_of_descriptors_it_waits_and_says_so_once(
    autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    listener = await open_listener("127.0.0.1", 0, backlog=1)
    # The client is there so that the listener is readable.
    with listener as real, socket.create_connection(real.getsockname()):
        fake = FakeListener(real, *[errno.EMFILE] * 20, 0, errno.EAGAIN, errno.EINVAL)
        with caplog.at_level(logging.WARNING), pytest.raises(OSError, match="accept"):
            await accept_forever(fake, socket.socket.close)  # type: ignore[arg-type]
    assert fake.accepted == 1
    assert caplog.text.count("cannot accept connections: Too many open files") == 1
