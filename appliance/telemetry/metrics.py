"""Every metric of the appliance, in one place: name, unit, labels, meaning.

A `Metrics` is built by `app.py` and handed down; nothing registers itself on import.
Label values come from fixed sets (tool names, databases, outcomes), never from callers.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

PREFIX = "trinitycore_mcp"
CALL_BUCKETS_S = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    30,
)
QUERY_BUCKETS_S = (
    0.00025,
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    5,
    30,
)
LAG_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Metrics:
    """The appliance's metrics on a registry of their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self.build = Info(f"{PREFIX}_build", "Version of the appliance.", registry=registry)
        self.tool_calls = Counter(
            f"{PREFIX}_mcp_tool_invocations_total",
            "Tool calls by outcome: ok, error (told to the caller), cancelled, failed (a bug).",
            ["tool_name", "status"],
            registry=registry,
        )
        self.tool_duration = Histogram(
            f"{PREFIX}_mcp_tool_duration_seconds",
            "Seconds from a tool call's validated arguments to its encoded answer.",
            ["tool_name"],
            buckets=CALL_BUCKETS_S,
            registry=registry,
        )
        self.tool_errors = Counter(
            f"{PREFIX}_mcp_tool_errors_total",
            "Tool calls answered with an error, by kind.",
            ["tool_name", "error_type"],
            registry=registry,
        )
        self.calls_in_flight = Gauge(
            f"{PREFIX}_calls_in_flight", "Tool calls being worked on.", registry=registry
        )
        self.connections = Gauge(
            f"{PREFIX}_active_connections",
            "Open client connections of the MCP port.",
            registry=registry,
        )
        self.connections_refused = Counter(
            f"{PREFIX}_connections_refused_total",
            "Connections answered 503 because the limit was reached.",
            registry=registry,
        )
        self.http_requests = Counter(
            f"{PREFIX}_http_requests_total",
            "HTTP requests of the MCP port by status code.",
            ["status_code"],
            registry=registry,
        )
        self.query_duration = Histogram(
            f"{PREFIX}_db_query_duration_seconds",
            "Seconds from asking the pool to the last row.",
            ["database"],
            buckets=QUERY_BUCKETS_S,
            registry=registry,
        )
        self.query_errors = Counter(
            f"{PREFIX}_db_query_errors_total",
            "Queries that failed, by kind: unavailable, denied, timeout, refused.",
            ["database", "error_type"],
            registry=registry,
        )
        self.pool_size = Gauge(
            f"{PREFIX}_db_connection_pool_size",
            "Connections a pool may open.",
            ["database"],
            registry=registry,
        )
        self.pool_active = Gauge(
            f"{PREFIX}_db_connection_pool_active",
            "Connections in use.",
            ["database"],
            registry=registry,
        )
        self.pool_idle = Gauge(
            f"{PREFIX}_db_connection_pool_idle",
            "Open connections not in use.",
            ["database"],
            registry=registry,
        )
        self.loop_lag = Histogram(
            f"{PREFIX}_event_loop_lag_seconds",
            "How much later than asked a timer of the event loop fired.",
            buckets=LAG_BUCKETS_S,
            registry=registry,
        )
        self.ready = Gauge(
            f"{PREFIX}_ready", "1 when the process accepts calls, else 0.", registry=registry
        )
