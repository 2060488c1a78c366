"""The cluster as metrics show it."""

from __future__ import annotations

import subprocess
import sys

from appliance.failover.gauges import show
from appliance.failover.status import ClusterStatus, Member, Role
from appliance.telemetry.metrics import Metrics


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"trinitycore_mcp_{name}", labels)


def test_gauges_follow_the_status() -> None:
    metrics = Metrics()
    members = (
        Member("a", Role.LEADER, heard_age_s=0.0),
        Member("b", Role.FOLLOWER, heard_age_s=0.05, round_trip_s=0.001),
        Member("c", Role.AWAY),
    )
    status = ClusterStatus(
        "peers", "test", "a", Role.LEADER, 7, "a", 0.31, 3, 2, 2, members
    )  # fmt: skip
    show(status, metrics, acts=True)
    assert value(metrics, "leader") == 1
    assert value(metrics, "leader_known") == 1
    assert value(metrics, "term") == 7
    assert value(metrics, "lease_remaining_seconds") == 0.31
    assert (value(metrics, "cluster_voters"), value(metrics, "cluster_voters_reachable")) == (3, 2)
    assert value(metrics, "heartbeat_age_seconds", peer="b") == 0.05
    assert value(metrics, "heartbeat_round_trip_seconds", peer="b") == 0.001
    assert value(metrics, "heartbeat_age_seconds", peer="a") is None
    show(ClusterStatus("peers", "test", "a", Role.CANDIDATE, 8, None), metrics, acts=False)
    assert value(metrics, "leader") == 0
    assert value(metrics, "leader_known") == 0
    assert value(metrics, "lease_remaining_seconds") == 0
    assert value(metrics, "heartbeat_age_seconds", peer="b") is None, "who is gone has no age"
    assert value(metrics, "heartbeat_round_trip_seconds", peer="b") is None


def test_a_node_that_is_alone_loads_no_election() -> None:
    script = "import appliance.app, sys; print(*(m for m in sys.modules if '.failover.' in m))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("appliance.failover.") for name in ran.stdout.split()}
    assert loaded == {"status", "leader", "facts", "gauges", "expiry", "health", "tasks"}
