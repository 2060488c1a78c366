"""The cluster in health checks, and the facts a node tells of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
import trio
from trio.testing import MockClock

from appliance.failover.facts import NOTHING, Facts
from appliance.failover.health import OwnFacts, check_cluster
from appliance.failover.leader import SingleNode
from appliance.failover.status import ClusterStatus, Role
from appliance.telemetry.health import Status

WELL = ClusterStatus(
    "peers", "test", "a", Role.FOLLOWER, 4, "b", voters=3, quorum=2, reachable=3
)  # fmt: skip


class Shown(SingleNode):
    def __init__(self, status: ClusterStatus) -> None:
        super().__init__()
        self._status = status

    def status(self) -> ClusterStatus:
        return self._status


@pytest.mark.parametrize(
    ("status", "expected", "words"),
    [
        (WELL, Status.OK, "b leads in term 4; 3 of 3 nodes that vote are heard"),
        (replace(WELL, node="b"), Status.OK, "this node leads in term 4"),
        (replace(WELL, reachable=2), Status.WARNING, "2 of 3 nodes that vote are heard"),
        (replace(WELL, leader=None, reachable=1), Status.WARNING, "nobody leads; 1 of 3"),
        (replace(WELL, leader=None, reachable=1), Status.WARNING, "and 2 are a majority"),
        (replace(WELL, problem="disk full"), Status.WARNING, "disk full"),
        (
            replace(WELL, backend="etcd", reachable=None, quorum=None),
            Status.OK,
            "b leads in term 4; elected by etcd",
        ),
    ],
)
def test_a_cluster_is_one_check(status: ClusterStatus, expected: Status, words: str) -> None:
    (check,) = check_cluster(Shown(status))
    assert check.status is expected
    assert words in check.message
    assert not check.essential, "reads need no leader"


def test_a_node_that_is_alone_has_none() -> None:
    assert check_cluster(SingleNode()) == []


async def test_own_facts_are_looked_at_now_and_then(autojump_clock: MockClock) -> None:
    looks = 0

    def look() -> Facts:
        nonlocal looks
        looks += 1
        before = facts()  # health asks for the cluster, and that for the facts
        assert (before is NOTHING) == (looks == 1)
        return Facts(calls=looks)

    facts = OwnFacts(look)
    assert [facts().calls, facts().calls] == [1, 1]
    await trio.sleep(0.2)
    assert facts().calls == 2
