"""Tools that say how the server itself is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance import __version__
from appliance.telemetry.health import Status
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class GetHealthStatus(ToolInput):
    """No arguments."""


class HealthCheck(ToolOutput):
    """What one check found."""

    name: str
    status: Status
    message: str
    essential: Annotated[bool, Field(description="Decides whether the server takes calls.")]
    duration_ms: float | None = None


class HealthStatus(Answer):
    """The verdict and every check behind it."""

    status: Status
    live: bool
    ready: bool
    version: str
    checks: list[HealthCheck]


@tool(
    "get-health-status",
    title="Server health",
    scope=Scope.OPERATIONS_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="the server itself and a question to each database",
        master="the server itself and a question to each database",
    ),
)
async def get_health_status(_query: GetHealthStatus, context: ToolContext) -> HealthStatus:
    """Check this server and each database of the realm now: status, reason and latency of each.

    Use it when another tool fails or answers slowly.
    """
    report = await context.services.check_health()
    return HealthStatus(
        source="trinitycore-mcp",
        status=report.status,
        live=report.live,
        ready=report.ready,
        version=__version__,
        checks=[
            HealthCheck(
                name=check.name,
                status=check.status,
                message=check.message,
                essential=check.essential,
                duration_ms=None if check.duration_s is None else round(check.duration_s * 1e3, 3),
            )
            for check in report.checks
        ],
    )
