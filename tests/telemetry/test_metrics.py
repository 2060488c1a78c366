"""Every metric is exposed with a unit and a help text, and v1.4's names are kept."""

from __future__ import annotations

from prometheus_client.exposition import generate_latest

from appliance.telemetry.metrics import PREFIX, Metrics

KEPT_FROM_1_4 = (
    "mcp_tool_invocations", "mcp_tool_duration_seconds", "mcp_tool_errors", "active_connections",
    "http_requests", "event_loop_lag_seconds", "db_query_duration_seconds", "db_query_errors",
    "db_connection_pool_size", "db_connection_pool_active", "db_connection_pool_idle",
)  # fmt: skip


def test_names_help_and_units() -> None:
    metrics = Metrics()
    families = [family for family in metrics.registry.collect() if family.name.startswith(PREFIX)]
    assert all(family.documentation.endswith(".") for family in families)
    assert all(
        family.name.endswith("_seconds") for family in families if family.type == "histogram"
    )
    names = {family.name for family in families}
    assert {f"{PREFIX}_{name}" for name in KEPT_FROM_1_4} <= names


def test_the_process_is_described() -> None:
    assert b"process_resident_memory_bytes" in generate_latest(Metrics().registry)
