"""Every metric of the appliance, in one place: name, unit, labels, meaning.

A `Metrics` is built by `app.py` and handed down; nothing registers itself on import.
Label values come from fixed sets (tool names, databases, outcomes), never from callers.
Names that v1.4 had are kept, so that its dashboards find them.
"""

from __future__ import annotations

from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

PREFIX = "trinitycore_mcp"
# Upper bounds in seconds.
# fmt: off
CALL_BUCKETS_S = (
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
)
QUERY_BUCKETS_S = (
    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30,
)
FAILOVER_BUCKETS_S = (
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 1, 1.5, 2.5, 5, 10, 30,
)
LAG_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
# fmt: on


class Metrics:
    """The appliance's metrics on a registry of their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        counter = partial(Counter, namespace=PREFIX, registry=registry)
        gauge = partial(Gauge, namespace=PREFIX, registry=registry)
        histogram = partial(Histogram, namespace=PREFIX, registry=registry)

        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self.build = Info("build", "Version of the appliance.", namespace=PREFIX, registry=registry)
        self.ready = gauge("ready", "1 when the process accepts calls, else 0.")
        self.loop_lag = histogram(
            "event_loop_lag_seconds",
            "How much later than asked a timer of the event loop fired.",
            buckets=LAG_BUCKETS_S,
        )

        self.tool_calls = counter(
            "mcp_tool_invocations_total",
            "Tool calls by outcome: ok, error (told to the caller), cancelled, failed (a bug).",
            ["tool_name", "status"],
        )
        self.tool_duration = histogram(
            "mcp_tool_duration_seconds",
            "Seconds from a tool call's validated arguments to its encoded answer.",
            ["tool_name"],
            buckets=CALL_BUCKETS_S,
        )
        self.tool_errors = counter(
            "mcp_tool_errors_total",
            "Tool calls answered with an error, by kind.",
            ["tool_name", "error_type"],
        )
        self.calls_in_flight = gauge("calls_in_flight", "Tool calls being worked on.")

        self.connections = gauge("active_connections", "Open client connections of the MCP port.")
        self.connections_refused = counter(
            "connections_refused_total",
            "Connections answered 503 because the limit was reached.",
        )
        self.http_requests = counter(
            "http_requests_total",
            "HTTP requests of the MCP port by status code.",
            ["status_code"],
        )

        self.query_duration = histogram(
            "db_query_duration_seconds",
            "Seconds from asking the pool to the last row.",
            ["database"],
            buckets=QUERY_BUCKETS_S,
        )
        self.query_errors = counter(
            "db_query_errors_total",
            "Queries that failed, by kind: unavailable, busy, denied, timeout, refused.",
            ["database", "error_type"],
        )
        pool_gauge = partial(gauge, labelnames=["database"])
        self.pool_size = pool_gauge("db_connection_pool_size", "Connections a pool may open.")
        self.pool_active = pool_gauge("db_connection_pool_active", "Connections in use.")
        self.pool_idle = pool_gauge("db_connection_pool_idle", "Open connections not in use.")

        self._configuration(counter, gauge)
        self._backups(counter, gauge)
        self._cluster(counter, gauge, histogram)

    def _configuration(self, counter: partial[Counter], gauge: partial[Gauge]) -> None:
        self.reload_successful = gauge(
            "config_last_reload_successful",
            "1 when the last reload was applied, or none was asked for, 0 when it was refused.",
        )
        self.reload_success_at = gauge(
            "config_last_reload_success_timestamp_seconds",
            "When the configuration in use was read.",
        )
        self.reloads = counter(
            "config_reloads_total", "Reloads by result: applied, refused.", ["result"]
        )

    def _backups(self, counter: partial[Counter], gauge: partial[Gauge]) -> None:
        of_database = partial(gauge, labelnames=["database"])
        self.backup_taken = of_database(
            "backup_last_success_timestamp_seconds", "When the newest sound backup was taken."
        )
        self.backup_proved = of_database(
            "backup_last_proved_timestamp_seconds",
            "When the newest backup was taken that was restored and compared.",
        )
        self.backup_recoverable = of_database(
            "backup_recoverable_until_timestamp_seconds",
            "Last instant that the newest backup and the archived binary log can bring back.",
        )
        self.backup_interval = of_database(
            "backup_expected_interval_seconds", "Longest pause between two scheduled backups."
        )
        self.backup_duration = of_database(
            "backup_last_duration_seconds", "Seconds that the newest backup took."
        )
        self.backup_bytes = of_database("backup_last_size_bytes", "Stored size of the newest one.")
        self.backup_attempts = counter(
            "backup_attempts_total", "Backups that began, by database.", ["database"]
        )
        self.backup_failures = counter(
            "backup_failures_total", "Backups that failed, by database.", ["database"]
        )
        self.backup_running = gauge("backup_running", "1 while a backup or a proof runs, else 0.")
        self.backup_damaged = gauge("backup_damaged", "Damaged backups in the repository.")
        self.backup_free = gauge("backup_free_bytes", "Room left where the backups are.")
        self.binlog_streaming = gauge(
            "backup_binlog_streaming", "1 while the binary log is being archived, else 0."
        )
        self.binlog_lag = gauge(
            "backup_binlog_lag_seconds", "How far the archived binary log is behind the server."
        )
        self.binlog_unstored = gauge(
            "backup_binlog_unstored_bytes", "Archived and not in the repository yet."
        )
        self.binlog_gaps = gauge(
            "backup_binlog_gaps", "Times that a part of the binary log was lost since the start."
        )
        self.binlog_unproved = gauge(
            "backup_binlog_unproved", "Stored pieces of the binary log that nobody looked at yet."
        )
        self.backup_crashes = counter(
            "backup_service_crashes_total", "Times the backup service ended by a bug and restarted."
        )

    def _cluster(
        self, counter: partial[Counter], gauge: partial[Gauge], histogram: partial[Histogram]
    ) -> None:
        self.leader = gauge("leader", "1 while this node leads and may act, else 0.")
        self.leader_known = gauge("leader_known", "1 while this node knows a leader, else 0.")
        self.term = gauge("term", "The highest term this node has seen.")
        self.lease_remaining = gauge(
            "lease_remaining_seconds", "How long this node may still act as leader; 0 elsewhere."
        )
        self.voters = gauge("cluster_voters", "Nodes that vote.")
        self.voters_reachable = gauge(
            "cluster_voters_reachable", "Nodes that vote and were heard, this one among them."
        )
        of_peer = partial(gauge, labelnames=["peer"])
        self.heartbeat_age = of_peer(
            "heartbeat_age_seconds", "How long ago a peer was heard, here or by the leader."
        )
        self.heartbeat_round_trip = of_peer(
            "heartbeat_round_trip_seconds", "From a heartbeat to its answer, the newest one."
        )
        self.elections = counter(
            "elections_total", "Leaders that this node saw come, by reason.", ["reason"]
        )
        self.role_changes = counter(
            "role_changes_total", "Changes of this node's own role.", ["role", "reason"]
        )
        self.failover_duration = histogram(
            "failover_duration_seconds",
            "From the last sign of a leader to the first one of the next, as this node saw it.",
            buckets=FAILOVER_BUCKETS_S,
        )
        self.frames_dropped = counter(
            "cluster_frames_dropped_total", "What came to the cluster's port in vain.", ["reason"]
        )
        self.certificate_expiry = gauge(
            "cluster_certificate_expiry_timestamp_seconds",
            "When this node's certificate for the cluster expires; 0 without one.",
        )
        self.leader_task_crashes = counter(
            "leader_task_crashes_total", "Times that a task of the leader crashed.", ["task"]
        )
        self.fenced = counter(
            "fenced_effects_refused_total",
            "Changes that were refused because the term of this node was over.",
        )
