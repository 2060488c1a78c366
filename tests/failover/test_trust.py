"""Certificates that cannot be used, and failed connections in words."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from appliance.errors import ClusterError
from appliance.failover.trust import Trust, explain
from tests.support.authority import Authority
from tests.support.certificates import make_certificate


def test_files_that_are_missing_or_none_are_one_line(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    text = tmp_path / "text"
    text.write_text("no certificate")
    for path in (tmp_path / "none", text):
        with pytest.raises(ClusterError, match=r"no CA certificate in PEM form.*\(fix it\)"):
            Trust(authority=path, authority_fix="fix it").context()
    certificate, _ = authority.issue("a", "a")
    _, other = authority.issue("b", "b")
    mixed = Trust(authority.certificate, certificate, other, certificate_fix="mend it")
    with pytest.raises(ClusterError, match=r"no certificate and its unencrypted key.*\(mend it\)"):
        mixed.context()


def test_a_key_with_a_passphrase_does_not_ask_for_it(tmp_path: Path) -> None:
    locked = make_certificate(tmp_path, passphrase=b"secret")
    with pytest.raises(ClusterError, match="unencrypted key"):
        Trust(certificate=locked.certificate, key=locked.key).context()


def test_causes_are_looked_for_behind_what_hides_them() -> None:
    hidden = OSError("all attempts to connect failed")
    hidden.__cause__ = ExceptionGroup("many", [ConnectionRefusedError(), TimeoutError()])
    assert str(explain(hidden, "http://etcd:2379/v3/kv/range", None)) == (
        "http://etcd:2379: nothing listens there"
    )
    nameless = OSError("x")
    nameless.__context__ = socket.gaierror(-2, "Name or service not known")
    assert "no such host" in str(explain(nameless, "http://etcd:2379/v3", None))
    assert str(explain(OSError("odd"), "http://etcd:2379/v3", None)) == (
        "http://etcd:2379: no connection: odd"
    )


def test_a_reset_in_the_handshake_is_as_good_as_a_close() -> None:
    hidden = OSError("socket connection broken")
    hidden.__cause__ = ConnectionResetError(104, "Connection reset by peer")
    assert str(explain(hidden, "https://etcd:2379/v3", Trust())) == (
        "https://etcd:2379 broke TLS off (if it speaks none, write http://)"
    )
    assert "no connection" in str(explain(hidden, "http://etcd:2379/v3", None))
    assert "broke the connection off" in str(
        explain(hidden, "https://etcd:2379/v3", Trust(), broke_off=True)
    )
