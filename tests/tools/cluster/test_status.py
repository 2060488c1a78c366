"""get-cluster-status tells who leads, who follows and who is away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.errors import Unavailable
from appliance.failover.leader import Bystander, Leadership, SingleNode
from appliance.failover.status import ClusterStatus
from appliance.gamedata.realm import Realm
from appliance.telemetry.health import HealthReport, judge
from appliance.tools.cluster.status import ClusterFacts, ClusterQuery, get_cluster_status
from appliance.tools.context import Services, ToolContext
from tests.support.statuses import FOLLOWING, LEADING, LOST


class Away:
    def current(self) -> Realm:
        raise Unavailable("away")


class Node(SingleNode):
    def __init__(self, status: ClusterStatus) -> None:
        super().__init__()
        self._status = status

    def status(self) -> ClusterStatus:
        return self._status


async def asked(leadership: Leadership) -> ClusterFacts:
    async def examine() -> HealthReport:
        return judge([])

    context = ToolContext(Services(Away(), examine, leadership=leadership))
    return await get_cluster_status.function(ClusterQuery(), context)


async def test_the_leader_tells_its_lease_and_its_members() -> None:
    told = await asked(Node(LEADING))
    assert told.source == "cluster test as a sees it"
    assert (told.role, told.leader, told.term) == ("leader", "a", 4)
    assert told.lease_remaining_seconds == 0.3123
    assert (told.has_quorum, told.quorum, told.reachable, told.voters) == (True, 2, 2, 3)
    follower = told.members[1]
    assert (follower.node, follower.role, follower.version) == ("b", "follower", "2.1.0")
    assert (follower.heard_age_seconds, follower.round_trip_seconds) == (0.05, 0.0012)
    assert (follower.calls_in_flight, follower.catalogue_generation) == (3, 9)
    assert (told.members[2].role, told.members[2].heard_age_seconds) == ("away", 12.3)
    (failover,) = told.failovers
    assert (failover.previous, failover.leader, failover.reason) == ("c", "a", "leader_silent")
    assert failover.duration_seconds == 0.6123
    assert told.notes == []


async def test_a_follower_has_no_lease() -> None:
    told = await asked(Node(FOLLOWING))
    assert (told.role, told.leader, told.lease_remaining_seconds) == ("follower", "b", None)


async def test_without_a_majority_it_says_what_that_means() -> None:
    told = await asked(Node(LOST))
    assert (told.leader, told.has_quorum) == (None, False)
    assert told.notes == ["no majority is heard: nobody can lead; reads are answered all the same"]


async def test_where_an_engine_elects_there_is_no_majority_to_speak_of() -> None:
    told = await asked(Node(replace(LOST, backend="etcd", quorum=None, reachable=None)))
    assert told.notes == ["nobody leads; reads are answered all the same"]
    assert len((await asked(Bystander())).notes) == 1


@pytest.mark.parametrize(
    ("leadership", "note"),
    [(SingleNode(), "ha.enabled is false"), (Bystander(), "takes no part in the cluster")],
)
async def test_who_is_in_no_cluster_says_so(leadership: Leadership, note: str) -> None:
    told = await asked(leadership)
    assert note in " ".join(told.notes)
    assert told.failovers == []
