"""The drill against operations ports that behave and that do not."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.drill import service
from appliance.drill.report import Report
from appliance.drill.service import Plan, run
from appliance.errors import ClusterError
from tests.support.drilled_cluster import DrilledCluster, drilled


async def drill(cluster: DrilledCluster, *names: str, **more: Any) -> Report:
    with drilled(cluster):
        nodes = tuple(cluster.urls[name] for name in names or cluster.names)
        plan = {"endpoint": cluster.endpoint, "pause_s": 0.05, "rate": 100.0} | more
        return await run(Plan(nodes, **plan))


async def test_leadership_goes_round_while_clients_call() -> None:
    report = await drill(DrilledCluster(), rounds=3)
    assert (report.problems, report.undone) == ([], "")
    passed = [(each.previous, each.leader, each.term) for each in report.hand_overs]
    assert passed == [("a", "b", 2), ("b", "c", 3), ("c", "a", 4)]
    assert {each.told_s for each in report.hand_overs} == {0.0015}
    assert report.calls.made > 0
    assert [view.leads for view in report.after] == [True, False, False]


async def test_calls_that_fail_are_a_broken_promise() -> None:
    report = await drill(DrilledCluster(answer=(502, {})), rounds=1)
    assert "calls failed: HTTP 502" in report.problems[0]


async def test_nobody_needs_to_call() -> None:
    report = await drill(DrilledCluster(), endpoint=None, rounds=1)
    assert (report.problems, report.calls.made) == ([], 0)


async def test_a_cluster_out_of_order_is_left_alone() -> None:
    cluster = DrilledCluster(not_ready=frozenset("b"))
    report = await drill(cluster)
    assert report.problems == ["before: b is not ready"]
    assert "nobody was asked" in report.undone
    assert cluster.term == 1


async def test_a_leader_that_may_not_be_asked_from_here_is_named() -> None:
    report = await drill(DrilledCluster(stays=403))
    assert report.problems == []
    assert report.undone == "a does not step down: only from this machine"


async def test_with_one_address_there_is_one_round() -> None:
    report = await drill(DrilledCluster(), "a")
    assert [each.leader for each in report.hand_overs] == ["b"]
    assert report.undone.startswith("b leads now")


async def test_a_cluster_that_stays_without_a_leader_breaks_its_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "LATEST_S", 0.3)
    report = await drill(DrilledCluster(vacant=True))
    assert report.problems[0].startswith("nobody led 0.3 s after a stepped down")
    assert "after: nobody leads" in report.problems


async def test_a_node_that_does_not_answer_ends_the_drill() -> None:
    with pytest.raises(ClusterError, match="no answer"):
        await run(Plan(("http://127.0.0.1:1",)))


async def test_what_is_no_node_is_said() -> None:
    cluster = DrilledCluster(names=("a",))
    with drilled(cluster), pytest.raises(ClusterError, match="not as a node"):
        await run(Plan((cluster.endpoint.removesuffix("/mcp"),)))
