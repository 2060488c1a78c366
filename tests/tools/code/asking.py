"""Ask a tool about code, with or without a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm
from appliance.settings.workspace import WorkspaceSettings
from appliance.sourcetree.opcodes import SourceTree
from appliance.telemetry.health import HealthReport
from appliance.tools.context import Services, ToolContext
from appliance.tools.registry import Tool
from appliance.workspace.folder import Workspace


class _NoRealm:
    def current(self) -> Realm:
        raise Unavailable("the world database is away")


async def _no_health() -> HealthReport:
    raise AssertionError("these tools do not ask for health")


async def ask(
    tool: Tool[Any, Any],
    where: Path | WorkspaceSettings | None = None,
    tree: Path | None = None,
    **arguments: Any,
) -> Any:
    """The tool's answer, without a realm; in a folder in which everything is allowed."""
    if isinstance(where, Path):
        where = WorkspaceSettings(path=where, allow_write=True, allow_run=True)
    services = Services(
        _NoRealm(), _no_health, source_tree=SourceTree(tree), workspace=Workspace(where)
    )
    return await tool.function(tool.input_type.model_validate(arguments), ToolContext(services))
