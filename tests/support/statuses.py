"""What a node of three may know of its cluster."""

from __future__ import annotations

from appliance.failover.status import ClusterStatus, Failover, Member, Role
from tests.support.paper_cluster import NOW

LEADING = ClusterStatus(
    backend="peers",
    cluster="test",
    node="a",
    role=Role.LEADER,
    term=4,
    leader="a",
    lease_remaining_s=0.31234,
    voters=3,
    quorum=2,
    reachable=2,
    members=(
        Member("a", Role.LEADER, heard_age_s=0.0, term=4, version="2.0.0", health="ok", ready=True),
        Member(
            "b", Role.FOLLOWER, False, "b:3004", 0.05, 0.0012, 4, "2.1.0", "ok", True, 3, 0.0, 9
        ),
        Member("c", Role.AWAY, address="c:3004", heard_age_s=12.3),
    ),
    failovers=(Failover(NOW, 4, "c", "a", "leader_silent", 0.61234),),
)
FOLLOWING = ClusterStatus("peers", "test", "a", Role.FOLLOWER, 5, "b", None, 3, 2, 2)
LOST = ClusterStatus("peers", "test", "a", Role.CANDIDATE, 5, None, None, 3, 2, 1)
