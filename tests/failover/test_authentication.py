"""Who may come in with which certificate, on real streams with real TLS."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from appliance.errors import StartError
from appliance.failover import authentication
from appliance.failover.authentication import open_authenticator, seal
from appliance.failover.certificates import init
from appliance.failover.messages import TimeoutNow
from appliance.failover.plan import Plan, SharedSecret, TlsFiles
from appliance.failover.refusals import Refusal
from tests.support.cluster_network import CLUSTER, make_plans, opened, tls_files, until


def files(folder: Path, node: str) -> TlsFiles:
    return TlsFiles(folder / "ca.pem", folder / f"{node}.pem", folder / f"{node}.key")


def pair(folder: Path) -> tuple[Plan, Plan]:
    plans = make_plans("a", "b", credentials=tls_files(folder, "a", "b"))
    return plans["a"], plans["b"]


async def stays_outside(a_plan: Plan, b_plan: Plan, reason: Refusal) -> list[str]:
    """Neither reaches the other; return what was logged of it by the time a counts the reason."""
    with structlog.testing.capture_logs() as logged:
        async with opened(a_plan) as a, opened(b_plan) as b:
            await until(lambda: a.refused.count(reason) > 1)
            # One that does not trust the other hangs up.
            assert set(a.refused) <= {reason, Refusal.CLOSED}
            assert a.connected() == b.connected() == set()
            assert a.network.peers()[0].heard_at is None
    return [line["detail"] for line in logged if "detail" in line]


async def test_a_certificate_of_another_authority_is_refused(tmp_path: Path) -> None:
    a, b = pair(tmp_path / "own")
    tls_files(tmp_path / "other", "b")
    stranger = replace(b, credentials=files(tmp_path / "other", "b"))
    told = await stays_outside(a, stranger, Refusal.AUTHENTICATION)
    assert any("self-signed certificate in certificate chain" in line for line in told)


async def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    a, b = pair(tmp_path)
    past = datetime.now(UTC) - timedelta(days=10)
    init(tmp_path, CLUSTER, {"b": ()}, now=past, days=9)
    told = await stays_outside(a, b, Refusal.AUTHENTICATION)
    assert any("expired" in line for line in told)


async def test_a_node_has_no_name_but_those_of_its_certificate(tmp_path: Path) -> None:
    a, b = pair(tmp_path)
    init(tmp_path, CLUSTER, {"c": ("host-of-c",)}, now=datetime.now(UTC))
    told = await stays_outside(
        a, replace(b, credentials=files(tmp_path, "c")), Refusal.AUTHENTICATION
    )
    assert any(line == "calls itself 'b', and its certificate is for c, host-of-c" for line in told)


async def test_a_node_without_tls_is_refused_by_one_with_it(tmp_path: Path) -> None:
    a, b = pair(tmp_path)
    plain = replace(b, credentials=SharedSecret(b"for the alliance"))
    await stays_outside(a, plain, Refusal.TLS)


async def test_a_node_of_another_cluster_is_refused(tmp_path: Path) -> None:
    a, b = pair(tmp_path)
    await stays_outside(a, replace(b, cluster="outland"), Refusal.CLUSTER)


async def test_a_renewed_certificate_is_taken_without_a_restart(tmp_path: Path) -> None:
    a_plan, b_plan = pair(tmp_path)
    past = datetime.now(UTC) - timedelta(days=10)
    init(tmp_path, CLUSTER, {"b": ()}, now=past, days=9)
    with structlog.testing.capture_logs() as logged:
        async with opened(a_plan) as a, opened(b_plan) as b:
            await until(lambda: Refusal.AUTHENTICATION in a.refused)
            init(tmp_path, CLUSTER, {"b": ()}, now=datetime.now(UTC))
            await until(lambda: a.connected() and b.connected())
            b.network.send("a", TimeoutNow(1))
            await until(lambda: a.inbox)
            (tmp_path / "b.pem").write_text("half a certif")
            await until(lambda: any("stays with the certificate" in e["event"] for e in logged))
            assert b.connected()
    assert any(line["event"] == "took a renewed certificate into use" for line in logged)


async def test_renewed_files_that_could_not_be_read_at_first_are_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They belonged to another user for a moment: that changes no time of theirs."""
    tls_files(tmp_path, "a")
    authenticator = await open_authenticator(files(tmp_path, "a"))
    before = authenticator._contexts  # type: ignore[attr-defined]
    init(tmp_path, CLUSTER, {"a": ()}, now=datetime.now(UTC))

    def refuse(*_: object) -> ssl.SSLContext:
        raise StartError("permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(authentication, "_context", refuse)
        with pytest.raises(StartError):
            await authenticator.load()  # type: ignore[attr-defined]
    await authenticator.load()  # type: ignore[attr-defined]
    assert authenticator._contexts is not before  # type: ignore[attr-defined]


async def test_files_that_cannot_be_used_forbid_the_start(tmp_path: Path) -> None:
    tls_files(tmp_path, "a", "b")
    good = files(tmp_path, "a")
    (tmp_path / "text").write_text("no PEM")
    for bad, reason in (
        (replace(good, key=tmp_path / "none"), r"cannot read .*none.*cluster init"),
        (replace(good, key=tmp_path / "b.key"), r"ha\.tls_key: .*b\.key does not belong"),
        (replace(good, certificate=tmp_path / "text"), "must be PEM files"),
        (replace(good, authority=tmp_path / "text"), "must be PEM files"),
    ):
        with pytest.raises(StartError, match=reason):
            await open_authenticator(bad)


async def test_only_tls_1_3_with_certificates_on_both_sides_is_spoken(tmp_path: Path) -> None:
    tls_files(tmp_path, "a")
    authenticator = await open_authenticator(files(tmp_path, "a"))
    for context in authenticator._contexts:  # type: ignore[attr-defined]
        assert context.minimum_version is ssl.TLSVersion.TLSv1_3
        assert context.verify_mode is ssl.CERT_REQUIRED


async def test_keys_differ_by_direction_connection_and_secret() -> None:
    one = await open_authenticator(SharedSecret(b"for the alliance"))
    other = await open_authenticator(SharedSecret(b"for the horde"))
    numbers = bytes(32), b"\1" * 32
    keys = [*one.keys(*numbers), *one.keys(numbers[1], numbers[1]), *other.keys(*numbers)]
    keys += one.keys(numbers[0], numbers[0])
    assert len(set(keys)) == len(keys) == 8
    assert {len(seal(key, b"frame")) for key in keys} == {one.seal_bytes}
    assert seal(b"", b"frame") == b""
    assert "alliance" not in repr(SharedSecret(b"for the alliance"))
