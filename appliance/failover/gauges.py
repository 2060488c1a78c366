"""The cluster as metrics show it. Apart from the elections: a node that is alone has these only."""

from __future__ import annotations

from appliance.failover.status import ClusterStatus
from appliance.telemetry.metrics import Metrics


def show(status: ClusterStatus, metrics: Metrics, *, acts: bool) -> None:
    """Set the gauges to what a node knows now; call it when they are asked for.

    Args:
        acts: whether this node leads and may act.
    """
    metrics.leader.set(acts)
    metrics.leader_known.set(status.leader is not None)
    metrics.term.set(status.term)
    metrics.lease_remaining.set(status.lease_remaining_s or 0.0)
    metrics.voters.set(status.voters)
    metrics.voters_reachable.set(status.reachable or 0)
    metrics.heartbeat_age.clear()  # of nodes that have left the cluster, too
    metrics.heartbeat_round_trip.clear()
    for member in status.members:
        if member.node == status.node:
            continue
        if member.heard_age_s is not None:
            metrics.heartbeat_age.labels(member.node).set(member.heard_age_s)
        if member.round_trip_s is not None:
            metrics.heartbeat_round_trip.labels(member.node).set(member.round_trip_s)
