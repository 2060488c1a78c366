"""Leadership by a Lease, over real HTTPS."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.clock import SystemClock
from appliance.errors import ClusterError
from appliance.failover.chronicle import Chronicle
from appliance.failover.engine import EngineLeadership
from appliance.failover.facts import Facts
from appliance.failover.kubernetes.service import KubernetesPlan, examine, kubernetes_leadership
from appliance.failover.service import Surroundings
from appliance.failover.status import Role
from tests.failover.kubernetes.conftest import Kubernetes
from tests.support.engine_node import check_ledger, node_process, read_ledger, wait_for

Leading = EngineLeadership[Any, Any]


async def nothing_runs() -> None:
    """No leader-only task is at work."""


@asynccontextmanager
async def taking_part(*plans: KubernetesPlan) -> AsyncIterator[list[Leading]]:
    """Nodes that have asked the API, one after the other."""
    made = [
        kubernetes_leadership(
            plan,
            Surroundings(
                SystemClock(), Chronicle(plan.node), lambda: Facts(version="1.2"), nothing_runs
            ),
        )
        for plan in plans
    ]
    async with trio.open_nursery() as nursery:
        for leadership in made:
            await nursery.start(leadership.run)
        yield made
        nursery.cancel_scope.cancel()


async def leading(leadership: Leading) -> int:
    with trio.fail_after(30):
        while (term := leadership.term()) is None:
            await leadership.changed()
    return term


async def seen(leadership: Leading, leader: str, members: int) -> None:
    """Until a node knows of so many members and who leads."""
    with trio.fail_after(30):
        while True:
            status = leadership.status()
            if status.leader == leader and len(status.members) == members:
                return
            await trio.sleep(0.05)


async def test_one_leads_and_a_release_hands_over(kubernetes: Kubernetes) -> None:
    async with (
        taking_part(kubernetes.plan("a")) as (first,),
        taking_part(kubernetes.plan("B.example")) as (second,),
    ):
        term = await leading(first)
        spec = kubernetes.api.leases["mcp"]["spec"]
        assert spec["holderIdentity"].startswith("a/")
        assert (spec["leaseTransitions"], spec["leaseDurationSeconds"]) == (term, 5)
        await first.step_down("upgrade of the node")
        assert first.term() is None
        assert await leading(second) == term + 1
        status = second.status()
        assert (status.backend, status.cluster, status.role) == ("kubernetes", "test", Role.LEADER)
        assert status.failovers[0].reason == "handed_over"
        assert (status.failovers[0].previous, status.failovers[0].leader) == ("a", "B.example")
        await seen(first, "B.example", 2)
        assert set(kubernetes.api.leases) == {"mcp", "mcp-a", "mcp-b.example"}
    assert set(kubernetes.api.leases) == {"mcp"}
    assert "holderIdentity" not in kubernetes.api.leases["mcp"]["spec"]


async def test_what_others_put_into_the_lease_stays(kubernetes: Kubernetes) -> None:
    async with taking_part(kubernetes.plan("a")) as (only,):
        await leading(only)
        kubernetes.api.edit("mcp", lambda lease: lease["metadata"].update(labels={"team": "x"}))
    assert kubernetes.api.leases["mcp"]["metadata"]["labels"] == {"team": "x"}


async def test_a_rotated_token_is_read_again(kubernetes: Kubernetes) -> None:
    async with taking_part(kubernetes.plan("a")) as (only,):
        await leading(only)
        (kubernetes.pod.account / "token").write_text("token-2")
        kubernetes.api.tokens = {"token-2"}
        until = only.lease_until()
        with trio.fail_after(10):
            while only.lease_until() <= until:
                await only.changed()
        assert only.status().problem == ""


async def test_an_old_token_alone_is_one_line(kubernetes: Kubernetes) -> None:
    kubernetes.api.tokens = {"token-2"}
    async with taking_part(kubernetes.plan("a")) as (only,):
        assert "does not know the pod's token" in only.status().problem


@pytest.mark.parametrize("verb", ["get", "create"])
async def test_a_missing_right_is_told_as_a_rule(kubernetes: Kubernetes, verb: str) -> None:
    kubernetes.api.verbs.discard(verb)
    async with taking_part(kubernetes.plan("a")) as (only,):
        with trio.fail_after(10):
            while not only.status().problem:
                await only.changed()
        problem = only.status().problem
        assert f"apiGroups [coordination.k8s.io], resources [leases], verbs [{verb}]" in problem
        assert "namespace realm" in problem


async def test_without_the_right_to_list_a_leader_is_elected_all_the_same(
    kubernetes: Kubernetes,
) -> None:
    kubernetes.api.verbs -= {"list", "delete"}
    async with taking_part(kubernetes.plan("a")) as (only,):
        await leading(only)
        assert only.status().problem == ""


@pytest.mark.sweep
async def test_errors_conflicts_and_lost_answers_pass(kubernetes: Kubernetes) -> None:
    api, plan = kubernetes.api, kubernetes.plan("a")
    patient = replace(plan, place=replace(plan.place, duration_s=10))
    async with taking_part(patient) as (only,):
        term = await leading(only)
        for code, reason in ((409, "Conflict"), (410, "Expired"), (500, ""), (429, "")):
            api.fail(code, reason)
            until = only.lease_until()
            with trio.fail_after(60):
                while only.lease_until() <= until:
                    await only.changed()
            assert only.term() == term
        api.deaf = True
        with trio.fail_after(60):
            while only.status().problem == "":
                await only.changed()
        api.deaf = False
        until = only.lease_until()
        with trio.fail_after(60):
            while only.lease_until() <= until:
                await only.changed()
        assert only.term() == term


async def test_an_api_that_hangs_ends_the_lease(kubernetes: Kubernetes) -> None:
    async with taking_part(kubernetes.plan("a")) as (only,):
        await leading(only)
        kubernetes.api.gate.clear()
        with trio.fail_after(60):
            while only.term() is not None:
                until = only.lease_until()
                await only.changed()
        assert trio.current_time() >= until
        with trio.fail_after(60):
            while "did not answer within" not in only.status().problem:
                await only.changed()
        kubernetes.api.gate.set()
        await leading(only)


async def test_another_clusters_lease_is_not_taken(kubernetes: Kubernetes) -> None:
    async with taking_part(kubernetes.plan("a")) as (only,):
        await leading(only)
        plan = kubernetes.plan("b")
        other = replace(plan, place=replace(plan.place, cluster="other"))
        with pytest.raises(ClusterError, match=r"is that of cluster 'test' \(give each cluster"):
            await examine(other, SystemClock())
        await examine(plan, SystemClock())


async def test_a_namespace_that_is_not_there_is_one_line(kubernetes: Kubernetes) -> None:
    plan = kubernetes.plan("a")
    elsewhere = replace(
        plan,
        pod=replace(plan.pod, namespace="elsewhere"),
        place=replace(plan.place, namespace="elsewhere"),
    )
    async with taking_part(elsewhere) as (only,):
        with trio.fail_after(10):
            while not only.status().problem:
                await only.changed()
        assert "ha.kubernetes_namespace must exist" in only.status().problem


@pytest.mark.parametrize("verb", ["get", "create", "update", "list", "delete"])
async def test_an_examination_names_the_right_that_is_missing(
    kubernetes: Kubernetes, verb: str
) -> None:
    await examine(kubernetes.plan("a"), SystemClock())
    assert kubernetes.api.leases == {}
    kubernetes.api.verbs.discard(verb)
    with pytest.raises(ClusterError, match=rf"verbs \[{verb}\]"):
        await examine(kubernetes.plan("a"), SystemClock())


@pytest.mark.sweep
def test_killed_and_paused_pods_never_lead_together(kubernetes: Kubernetes, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    plan = {
        "api": kubernetes.pod.api,
        "namespace": kubernetes.pod.namespace,
        "account": str(kubernetes.pod.account),
        "duration_s": 5,
    }
    with ExitStack() as stack:
        running = {
            node: stack.enter_context(node_process("kubernetes", plan | {"node": node}, ledger))
            for node in "abc"
        }
        wait_for(ledger, lambda acts: len(acts) > 20)
        paused = read_ledger(ledger)[-1]
        running[paused.node].send(signal.SIGSTOP)
        wait_for(ledger, lambda acts: acts[-1].term > paused.term)
        second = read_ledger(ledger)[-1]
        running[paused.node].send(signal.SIGCONT)
        running[second.node].send(signal.SIGKILL)
        wait_for(ledger, lambda acts: acts[-1].term > second.term)
        third = read_ledger(ledger)[-1]
        running[third.node].send(signal.SIGTERM)
        wait_for(ledger, lambda acts: acts[-1].term > third.term, timeout_s=10)
        check_ledger(read_ledger(ledger))
