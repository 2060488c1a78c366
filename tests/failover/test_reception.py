"""Strangers at the port: none gets in, each is counted by what it did, peers are heard."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from appliance.failover.messages import TimeoutNow
from appliance.failover.plan import Plan
from appliance.failover.refusals import Refusal
from tests.support.cluster_network import (
    HOST,
    QUICK,
    Node,
    Relay,
    at,
    make_plans,
    opened,
    tls_files,
    until,
)

GIB = (1 << 30).to_bytes(4)
HTTP = b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
HELLO_OF_TLS = bytes.fromhex("16030100c8010000c40303")


async def connect(node: Node) -> trio.SocketStream:
    return await trio.open_tcp_stream(HOST, node.network.port)


async def say(node: Node, text: bytes) -> bytes:
    """Say something to a node's port; return all that it says before it hangs up."""
    heard = b""
    async with await connect(node) as stream:
        try:
            await stream.send_all(text)
            while chunk := await stream.receive_some():
                heard += chunk
        except trio.BrokenResourceError:
            pass  # a reset is an answer, too
    return heard


async def scan(node: Node) -> None:
    """Connect and hang up."""
    await trio.aclose_forcefully(await connect(node))


async def mumble(node: Node, text: bytes) -> None:
    """Begin to say something, a byte at a time, and never come to an end."""
    async with await connect(node) as stream:
        with suppress(trio.BrokenResourceError):
            for byte in text:
                await stream.send_all(bytes([byte]))
                await trio.sleep(0.01)
            while await stream.receive_some():
                pass


SECRET_STRANGERS: list[tuple[str, Callable[[Node], Awaitable[object]], Refusal]] = [
    ("scan", scan, Refusal.CLOSED),
    ("noise", lambda node: say(node, b"\x93\x17" * 40), Refusal.SIZE),
    ("gigabyte", lambda node: say(node, GIB + b"x" * 100_000), Refusal.SIZE),
    ("http", lambda node: say(node, HTTP), Refusal.SIZE),
    ("tls", lambda node: say(node, HELLO_OF_TLS + bytes(200)), Refusal.SIZE),
    ("no frame", lambda node: say(node, (64).to_bytes(4) + bytes(64)), Refusal.MALFORMED),
]
TLS_STRANGERS: list[tuple[str, Callable[[Node], Awaitable[object]], Refusal]] = [
    ("scan", scan, Refusal.CLOSED),
    ("noise", lambda node: say(node, b"\x93\x17" * 40), Refusal.TLS),
    ("gigabyte", lambda node: say(node, GIB + b"x" * 100_000), Refusal.TLS),
    ("http", lambda node: say(node, HTTP), Refusal.TLS),
    ("plain frame", lambda node: say(node, (64).to_bytes(4) + b"TCHA" + bytes(60)), Refusal.TLS),
]


async def judged(
    plans: dict[str, Plan], visit: Callable[[Node], Awaitable[object]], reason: Refusal
) -> None:
    """Let a stranger visit a node with a peer: it is counted, and the peer is heard."""
    async with opened(plans["a"]) as a, opened(plans["b"]) as b:
        await until(lambda: b.connected())
        await visit(a)
        await until(lambda: a.refused)
        assert set(a.refused) == {reason}
        b.network.send("a", TimeoutNow(1))
        await until(lambda: a.inbox == [("b", TimeoutNow(1))])
        assert b.refused == []


@pytest.mark.parametrize(
    ("visit", "reason"),
    [each[1:] for each in SECRET_STRANGERS],
    ids=[e[0] for e in SECRET_STRANGERS],
)
async def test_strangers_where_a_secret_is_shared(
    visit: Callable[[Node], Awaitable[object]], reason: Refusal
) -> None:
    await judged(make_plans("a", "b"), visit, reason)


@pytest.mark.parametrize(
    ("visit", "reason"), [each[1:] for each in TLS_STRANGERS], ids=[e[0] for e in TLS_STRANGERS]
)
async def test_strangers_where_tls_is_spoken(
    visit: Callable[[Node], Awaitable[object]], reason: Refusal, tmp_path: Path
) -> None:
    await judged(make_plans("a", "b", credentials=tls_files(tmp_path, "a", "b")), visit, reason)


@pytest.mark.parametrize("secure", [False, True])
async def test_who_does_not_come_to_the_point_is_shown_out(secure: bool, tmp_path: Path) -> None:
    opening = HELLO_OF_TLS if secure else b"\0\0\1\0TCHA"
    plans = (
        make_plans("a", "b", credentials=tls_files(tmp_path, "a", "b"))
        if secure
        else make_plans("a", "b")
    )
    hasty = replace(plans["a"], limits=replace(QUICK, handshake_s=2.0))
    await judged(plans | {"a": hasty}, lambda node: mumble(node, opening), Refusal.TIMEOUT)


async def test_a_crowd_that_says_nothing_does_not_keep_peers_out() -> None:
    plans = make_plans("a", "b")
    few = replace(QUICK, strangers=4, handshake_s=30.0)
    async with opened(replace(plans["a"], limits=few)) as a:
        crowd = [await connect(a) for _ in range(20)]
        await until(lambda: a.refused.count(Refusal.BUSY) == 16)
        async with opened(plans["b"]) as b:
            await until(lambda: b.connected() == {"a"})
        for stream in crowd:
            await stream.aclose()
        await until(lambda: len(a.refused) == len(crowd))
        assert a.refused == [Refusal.BUSY] * 17 + [Refusal.CLOSED] * 3


async def test_a_recorded_connection_lets_nobody_in() -> None:
    plans = make_plans("a", "b")
    async with (
        opened(plans["a"]) as a,
        Relay(plans["a"].port).running() as relay,
        opened(at(plans["b"], a=relay.port)) as b,
    ):
        await until(lambda: b.connected())
        b.network.send("a", TimeoutNow(1))
        await until(lambda: a.inbox)
        await say(a, relay.recorded[0])
        assert a.refused == [Refusal.AUTHENTICATION]
        assert a.inbox == [("b", TimeoutNow(1))]


async def test_a_frame_that_was_doubled_on_the_way_ends_the_stream() -> None:
    plans = make_plans("a", "b")
    doubled = False

    def double(chunk: bytes) -> bytes:
        nonlocal doubled
        if doubled or not b.connected():
            return chunk
        doubled = True
        return chunk * 2

    async with opened(plans["a"]) as a:
        relay = Relay(plans["a"].port, double)
        async with relay.running(), opened(at(plans["b"], a=relay.port)) as b:
            await until(lambda: a.refused == [Refusal.SEQUENCE])

            def heard() -> bool:
                b.network.send("a", TimeoutNow(1))  # again, for what was on its way is lost
                return bool(a.inbox)

            await until(heard)
            assert set(a.inbox) == {("b", TimeoutNow(1))}
            assert a.refused == [Refusal.SEQUENCE]


async def test_an_older_tls_is_not_spoken(tmp_path: Path) -> None:
    files = tls_files(tmp_path, "a", "b")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.load_cert_chain(tmp_path / "b.pem", tmp_path / "b.key")
    context.maximum_version = ssl.TLSVersion.TLSv1_2

    async def visit(node: Node) -> None:
        stream = trio.SSLStream(await connect(node), context)
        with pytest.raises(trio.BrokenResourceError):
            await stream.do_handshake()
        await trio.aclose_forcefully(stream)

    await judged(make_plans("a", "b", credentials=files), visit, Refusal.TLS)
