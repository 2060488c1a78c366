"""What a call leaves behind: its metrics and one line in the log."""

from __future__ import annotations

from typing import Any

import structlog

from appliance.errors import (
    ApplianceError,
    DatabaseBusy,
    DatabaseDenied,
    DatabaseUnavailable,
    Forbidden,
    InvalidArgument,
    NotFound,
    QueryFailed,
    QueryTimeout,
    SchemaUnsupported,
    ToolTimeout,
    Unavailable,
    UnknownTool,
)
from appliance.telemetry.metrics import Metrics

calls = structlog.get_logger("appliance.calls")

OUTCOMES = ("ok", "error", "cancelled", "failed")
INTERNAL = "internal"
UNKNOWN = "(unknown)"
"""The tool name under which calls of tools that do not exist are counted."""

_KINDS: dict[type[ApplianceError], str] = {
    DatabaseBusy: "database_busy",
    DatabaseDenied: "database_denied",
    DatabaseUnavailable: "database_unavailable",
    Forbidden: "forbidden",
    InvalidArgument: "invalid_argument",
    NotFound: "not_found",
    QueryFailed: "query_failed",
    QueryTimeout: "query_timeout",
    SchemaUnsupported: "schema_unsupported",
    ToolTimeout: "timeout",
    Unavailable: "unavailable",
    UnknownTool: "unknown_tool",
}


def kind(error: ApplianceError) -> str:
    """The error's kind as the metrics' label `error_type` has it."""
    return next((_KINDS[known] for known in type(error).mro() if known in _KINDS), "other")


class Recorder:
    """The metrics of one tool, looked up once."""

    def __init__(self, tool_name: str, metrics: Metrics) -> None:
        self.tool_name = tool_name
        self._errors = metrics.tool_errors
        self._by_outcome = {
            outcome: metrics.tool_calls.labels(tool_name, outcome) for outcome in OUTCOMES
        }
        self._duration = metrics.tool_duration.labels(tool_name)

    def record(
        self, outcome: str, *, error_type: str, duration_s: float | None, **line: Any
    ) -> None:
        """Count one call and log it.

        Args:
            outcome: one of OUTCOMES.
            error_type: the kind of error, empty when there was none.
            duration_s: seconds from the validated arguments on; None when it did not get there.
            line: what else the log line says.
        """
        self._by_outcome[outcome].inc()
        if duration_s is not None:
            self._duration.observe(duration_s)
            line["ms"] = round(duration_s * 1000, 3)
        if error_type:
            self._errors.labels(self.tool_name, error_type).inc()
            line["error"] = error_type
        calls.info("call", tool=self.tool_name, outcome=outcome, **line)
