from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
import trio
from trio.testing import MockClock

from appliance.errors import StartError
from appliance.failover.discovery import Directory, Target
from appliance.settings.peers import DnsPeers, FilePeers, Peer, Peers
from tests.support.cluster_network import resolving, until

REFRESH_S = 5.0
STATIC = (Peer("a", "a.tc", 3004), Peer("b", "b.tc", 3004), Peer("c", "::1", 3005))
B, C = Target("b", (("10.0.0.2", 3004),)), Target("c", (("::1", 3005),))


@asynccontextmanager
async def directory(
    peers: Peers, *, refresh_s: float = REFRESH_S
) -> AsyncIterator[list[tuple[Target, ...]]]:
    """What node a's directory tells, for as long as the block runs."""
    told: list[tuple[Target, ...]] = []
    async with trio.open_nursery() as nursery:
        await nursery.start(Directory(peers, node="a", refresh_s=refresh_s, tell=told.append).run)
        yield told
        nursery.cancel_scope.cancel()


async def test_the_names_are_told_at_once_and_the_addresses_when_they_are_known(
    autojump_clock: MockClock,
) -> None:
    names = {"b.tc": ["10.0.0.2"]}
    with resolving(names):
        async with directory(STATIC) as told:
            assert told[0] == (Target("b", ()), Target("c", ()))
            await trio.sleep(1)
            assert set(told[-1]) == {B, C}


async def test_a_node_that_moved_is_found_at_its_new_address(autojump_clock: MockClock) -> None:
    names = {"b.tc": ["10.0.0.2"]}
    with resolving(names):
        async with directory(STATIC) as told:
            await trio.sleep(1)
            names["b.tc"] = ["10.0.0.9", "10.0.0.8"]
            await trio.sleep(REFRESH_S)
            moved = Target("b", (("10.0.0.8", 3004), ("10.0.0.9", 3004)))
            assert set(told[-1]) == {moved, C}
            count = len(told)
            await trio.sleep(10 * REFRESH_S)
            assert len(told) == count


async def test_when_dns_is_away_the_addresses_stay(autojump_clock: MockClock) -> None:
    names = {"b.tc": ["10.0.0.2"]}
    with resolving(names), structlog.testing.capture_logs() as logged:
        async with directory(STATIC) as told:
            await trio.sleep(1)
            names.clear()
            await trio.sleep(119)
            assert set(told[-1]) == {B, C}
    assert [line["host"] for line in logged] == ["b.tc"] * 2  # once a minute


async def test_everybody_behind_one_name_is_a_target_without_a_name(
    autojump_clock: MockClock,
) -> None:
    names = {"tc.realm.svc": ["10.1.0.1", "10.1.0.2"]}
    with resolving(names):
        async with directory(DnsPeers("tc.realm.svc", 3004)) as told:
            assert told[0] == ()
            await trio.sleep(1)
            one, two = (Target(None, ((f"10.1.0.{host}", 3004),)) for host in (1, 2))
            assert told[-1] == (one, two)
            names["tc.realm.svc"] = ["10.1.0.2", "10.1.0.3"]
            await trio.sleep(REFRESH_S)
            assert told[-1] == (two, Target(None, (("10.1.0.3", 3004),)))


async def test_of_both_families_one_is_taken(autojump_clock: MockClock) -> None:
    with resolving({"tc": ["fd00::1", "10.1.0.1"], "tc6": ["fd00::1"]}):
        async with directory(DnsPeers("tc", 3004)) as told:
            await trio.sleep(1)
            assert told[-1] == (Target(None, (("10.1.0.1", 3004),)),)
        async with directory(DnsPeers("tc6", 3004)) as told:
            await trio.sleep(1)
            assert told[-1] == (Target(None, (("fd00::1", 3004),)),)


async def test_a_file_is_followed_one_node_at_a_time(tmp_path: Path) -> None:
    listed = tmp_path / "peers"

    def write(*names: str) -> None:
        lines = [f"{name}=127.0.0.1:{3000 + ord(name)}" for name in names]
        listed.write_text("\n".join(["# the realm's nodes", *lines]))

    def names(targets: tuple[Target, ...]) -> str:
        return "".join(sorted(target.name or "" for target in targets))

    write("a", "b", "c")
    with structlog.testing.capture_logs() as logged:
        async with directory(FilePeers(listed), refresh_s=0.01) as told:
            assert names(told[0]) == "bc"
            write("a", "b", "c", "d")
            await until(lambda: names(told[-1]) == "bcd")
            write("a", "e", "f")
            await until(lambda: logged)
            assert "more than one node" in logged[0]["reason"]
            listed.write_text("a=")
            write("a", "b", "d")
            await until(lambda: names(told[-1]) == "bd")
            listed.unlink()
            await trio.sleep(0.1)
            assert names(told[-1]) == "bd"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"", "names no node"),
        (b"a=", "expected name=host:port"),
        (b"a=h:1\na=i:2", "named twice"),
        (b"\xff\xfe", "utf-8"),
        (b"#" * 70_000, "longer than 65536 bytes"),
    ],
)
async def test_a_file_that_means_nothing_forbids_the_start(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    listed = tmp_path / "peers"
    if content is not None:
        listed.write_bytes(content)
    with pytest.raises(StartError, match=reason):
        await Directory(FilePeers(listed), node="a", refresh_s=1, tell=lambda _targets: None).run()
