"""Leadership by a real etcd."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.clock import SystemClock
from appliance.failover.chronicle import Chronicle
from appliance.failover.engine import EngineLeadership
from appliance.failover.etcd.gateway import EtcdPlan
from appliance.failover.etcd.service import etcd_leadership, examine
from appliance.failover.facts import Facts
from appliance.failover.service import Surroundings
from appliance.failover.status import Role
from tests.failover.etcd.conftest import program
from tests.support.engine_node import (
    NodeProcess,
    check_ledger,
    node_process,
    read_ledger,
    wait_for,
)
from tests.support.etcd_server import EtcdCluster, running_etcd

VERSIONS = ("3.4", "3.5")
Leading = EngineLeadership[Any, Any]
TTL_S = 2
"""Etcd's own minimum with the election timeout of the tests is 1 s."""


async def nothing_runs() -> None:
    """No leader-only task is at work."""


def surroundings(node: str) -> Surroundings:
    return Surroundings(
        SystemClock(), Chronicle(node), lambda: Facts(version=f"1.{node}"), nothing_runs
    )


def plan(etcd: EtcdCluster, node: str, cluster: str) -> EtcdPlan:
    return EtcdPlan(node, cluster, etcd.endpoints, ttl_s=TTL_S)


@asynccontextmanager
async def taking_part(*plans: EtcdPlan) -> AsyncIterator[list[Leading]]:
    """Nodes that have heard from etcd, in this order."""
    made = [etcd_leadership(each, surroundings(each.node)) for each in plans]
    async with trio.open_nursery() as nursery:
        for leadership in made:
            await nursery.start(leadership.run)
        yield made
        nursery.cancel_scope.cancel()


async def leading(leadership: Leading) -> int:
    with trio.fail_after(20):
        while (term := leadership.term()) is None:
            await leadership.changed()
    return term


async def ctl(etcd: EtcdCluster, *arguments: str) -> list[str]:
    """What etcdctl prints, while leases are renewed."""
    done = await trio.to_thread.run_sync(partial(etcd.ctl, *arguments))
    return done.stdout.split()


async def test_one_leads_the_others_know_and_a_hand_over_is_at_once(etcd: EtcdCluster) -> None:
    async with taking_part(plan(etcd, "a", "hand-over")) as (first,):
        term = await leading(first)
        async with taking_part(plan(etcd, "b", "hand-over")) as (second,):
            await hand_over(first, second, term)


async def hand_over(first: Leading, second: Leading, term: int) -> None:
    """Of two, the first leads and steps down."""
    await first.step_down("upgrade of the node")
    assert first.term() is None
    higher = await leading(second)
    assert higher > term
    status = second.status()
    assert (status.backend, status.cluster, status.node) == ("etcd", "hand-over", "b")
    assert (status.role, status.leader, status.term) == (Role.LEADER, "b", higher)
    assert status.failovers[0].reason == "handed_over"
    with trio.fail_after(10):
        while first.status().leader != "b" or len(first.status().members) < 2:
            await first.changed()
    roles = {member.node: (member.role, member.version) for member in first.status().members}
    assert roles == {"a": (Role.FOLLOWER, "1.a"), "b": (Role.LEADER, "1.b")}


async def test_a_stop_leaves_nothing_behind_but_a_word(etcd: EtcdCluster) -> None:
    async with taking_part(plan(etcd, "a", "stop")) as (only,):
        await leading(only)
        kept = await ctl(etcd, "get", "--prefix", "--keys-only", "/trinitycore-mcp/stop/")
        assert "/trinitycore-mcp/stop/leader" in kept
    left = await ctl(etcd, "get", "--prefix", "--keys-only", "/trinitycore-mcp/stop/")
    assert left == ["/trinitycore-mcp/stop/parting"]


async def test_a_key_deleted_by_hand_ends_the_term(etcd: EtcdCluster) -> None:
    async with taking_part(plan(etcd, "a", "deleted")) as (only,):
        term = await leading(only)
        await ctl(etcd, "del", "/trinitycore-mcp/deleted/leader")
        with trio.fail_after(30):
            while (only.term() or 0) <= term:
                await only.changed()


async def test_an_etcd_that_is_away_ends_the_lease_and_is_told(etcd: EtcdCluster) -> None:
    async with taking_part(plan(etcd, "a", "paused")) as (only,):
        await leading(only)
        etcd.members[0].send(signal.SIGSTOP)
        try:
            until = only.lease_until()
            with trio.fail_after(30):
                while only.term() is not None:
                    until = max(until, only.lease_until())
                    await only.changed()
            assert trio.current_time() < until + 5
            with trio.fail_after(30):
                while "did not answer within" not in only.status().problem:
                    await only.changed()
        finally:
            etcd.members[0].send(signal.SIGCONT)
        await leading(only)


async def test_no_such_etcd_is_one_line(etcd: EtcdCluster, tmp_path: Path) -> None:
    away = replace(plan(etcd, "a", "away"), endpoints=("http://127.0.0.1:1",))
    assert await examine(away) == ("http://127.0.0.1:1: nothing listens there",)
    encrypted = replace(away, endpoints=(etcd.endpoints[0].replace("http", "https"),))
    assert await examine(encrypted) == (
        f"{encrypted.endpoints[0]} broke TLS off (if it speaks none, write http://)",
    )
    assert await examine(plan(etcd, "a", "there")) == ()


async def test_a_dead_endpoint_is_passed_over(etcd: EtcdCluster) -> None:
    both = ("http://127.0.0.1:1", *etcd.endpoints)
    async with taking_part(replace(plan(etcd, "a", "dead"), endpoints=both)) as (only,):
        await leading(only)


@contextmanager
def nodes(etcd: EtcdCluster, ledger: Path, ttl_s: int) -> Iterator[dict[str, NodeProcess]]:
    """Three nodes in processes of their own."""
    with ExitStack() as stack:
        yield {
            node: stack.enter_context(
                node_process(
                    "etcd",
                    {
                        "node": node,
                        "cluster": "drill",
                        "endpoints": etcd.endpoints,
                        "ttl_s": ttl_s,
                    },
                    ledger,
                )
            )
            for node in "abc"
        }


def last(ledger: Path) -> tuple[str, int]:
    act = read_ledger(ledger)[-1]
    return act.node, act.term


@pytest.mark.sweep
@pytest.mark.parametrize("version", VERSIONS)
def test_killed_and_paused_nodes_never_lead_together(version: str, tmp_path: Path) -> None:
    ledger, ttl_s = tmp_path / "ledger", 10
    with running_etcd(program(version), tmp_path) as etcd, nodes(etcd, ledger, ttl_s) as running:
        wait_for(ledger, lambda acts: len(acts) > 20)
        paused, term = last(ledger)
        running[paused].send(signal.SIGSTOP)
        wait_for(ledger, lambda acts: acts[-1].node != paused and acts[-1].term > term)
        second, higher = last(ledger)
        running[paused].send(signal.SIGCONT)
        time.sleep(ttl_s)
        assert last(ledger) == (second, higher)
        running[second].send(signal.SIGKILL)
        wait_for(ledger, lambda acts: acts[-1].term > higher)
        check_ledger(read_ledger(ledger))


@pytest.mark.sweep
@pytest.mark.parametrize("version", VERSIONS)
def test_etcds_own_leader_may_die_or_hang(version: str, tmp_path: Path) -> None:
    ledger, ttl_s, outage_s = tmp_path / "ledger", 10, 5
    with (
        running_etcd(program(version), tmp_path, members=3) as etcd,
        nodes(etcd, ledger, ttl_s),
    ):
        wait_for(ledger, lambda acts: len(acts) > 20)
        before = last(ledger)
        hung = etcd.leader()
        hung.send(signal.SIGSTOP)
        time.sleep(outage_s)
        hung.send(signal.SIGCONT)
        etcd.wait_ready()
        etcd.leader().send(signal.SIGKILL)
        time.sleep(outage_s)
        count = len(read_ledger(ledger))
        wait_for(ledger, lambda acts: len(acts) > count)
        check_ledger(read_ledger(ledger))
        assert last(ledger) == before, "an election of etcd cost a leader of ours"


@pytest.mark.sweep
def test_an_etcd_without_a_majority_ends_the_lease(tmp_path: Path) -> None:
    """Its leader answers keep-alives for a while yet; they must not count."""
    ledger, ttl_s = tmp_path / "ledger", 5
    with (
        running_etcd(program("3.4"), tmp_path, members=3) as etcd,
        nodes(etcd, ledger, ttl_s),
    ):
        wait_for(ledger, lambda acts: len(acts) > 20)
        leader = etcd.leader()
        followers = [member for member in etcd.members if member is not leader]
        for member in followers:
            member.send(signal.SIGSTOP)
        stopped_at = time.monotonic()
        time.sleep(ttl_s)
        assert read_ledger(ledger)[-1].at < stopped_at + 0.8 * ttl_s
        for member in followers:
            member.send(signal.SIGCONT)
        count = len(read_ledger(ledger))
        wait_for(ledger, lambda acts: len(acts) > count)
        check_ledger(read_ledger(ledger))
