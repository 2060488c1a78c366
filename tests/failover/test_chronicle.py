"""What happens in the cluster, in log lines and figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from structlog.testing import capture_logs

from appliance.failover.chronicle import Chronicle
from appliance.failover.refusals import Refusal
from appliance.failover.state import Became, Reason, Role
from appliance.failover.status import Failover
from appliance.telemetry.metrics import Metrics

FAILOVER = Failover(
    datetime(2026, 6, 1, tzinfo=UTC), 5, "a", "b", Reason.LEADER_SILENT, 0.61234
)  # fmt: skip


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"trinitycore_mcp_{name}", labels)


def test_a_failover_can_be_told_from_the_lines() -> None:
    metrics = Metrics()
    chronicle = Chronicle("b", metrics)
    with capture_logs() as lines:
        chronicle.became(Became(Role.PRE_CANDIDATE, 4, Reason.LEADER_SILENT), None, 1.0)
        chronicle.became(Became(Role.CANDIDATE, 5, Reason.WOULD_WIN), None, 1.1)
        chronicle.failover(FAILOVER)
        chronicle.became(Became(Role.LEADER, 5, Reason.ELECTED), "b", 1.2)
    assert [line["event"] for line in lines] == [
        "became pre-candidate",
        "became candidate",
        "leader found",
        "became leader",
    ]
    assert [line["term"] for line in lines] == [4, 5, 5, 5]
    assert lines[2]["previous"] == "a"
    assert lines[2]["seconds_without"] == 0.6123
    assert value(metrics, "elections_total", reason="leader_silent") == 1
    assert value(metrics, "role_changes_total", role="leader", reason="elected") == 1
    assert value(metrics, "failover_duration_seconds_sum") == 0.61234


def test_a_node_alone_does_not_fill_the_log() -> None:
    chronicle = Chronicle("b")
    with capture_logs() as lines:
        for second in range(100):
            chronicle.became(Became(Role.PRE_CANDIDATE, 4, Reason.LOST), None, float(second))
            chronicle.unsaved("disk full", float(second))
            chronicle.overrun(float(second))
    assert len(lines) == 30
    assert lines[3]["unsaid_before"] == 9


def test_what_may_happen_is_counted_from_the_start() -> None:
    metrics = Metrics()
    chronicle = Chronicle("b", metrics)
    assert value(metrics, "elections_total", reason="leader_silent") == 0
    for refusal in Refusal:
        assert value(metrics, "cluster_frames_dropped_total", reason=refusal) == 0
    chronicle.refused(Refusal.CLUSTER)
    assert value(metrics, "cluster_frames_dropped_total", reason="cluster") == 1


def test_what_another_node_says_makes_no_label_of_its_own() -> None:
    metrics = Metrics()
    Chronicle("b", metrics).failover(replace(FAILOVER, reason="because of the moon"))
    assert value(metrics, "elections_total", reason="unknown") == 1
    assert value(metrics, "elections_total", reason="because of the moon") is None
