"""Worldservers and workspaces for the tools that measure and suggest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.server.arguments import validate
from appliance.settings.workspace import WorkspaceSettings, WorldserverSettings
from appliance.tools.context import ToolContext
from appliance.tools.registry import Tool
from appliance.workspace.folder import Workspace
from appliance.worldserver.process import Worldserver
from tests.support.programs import write_pid_file


def worldserver_of(pid: int, folder: Path) -> Worldserver:
    """The worldserver whose pid file, in `folder`, names `pid`."""
    return Worldserver(WorldserverSettings(pid_file=write_pid_file(folder, pid)))


def workspace_of(folder: Path, *, allow_write: bool = True) -> Workspace:
    """A workspace in `folder`."""
    return Workspace(WorkspaceSettings(path=folder, allow_write=allow_write))


async def call(tool: Tool[Any, Any], context: ToolContext, **arguments: Any) -> Any:
    """Call a tool the way a client does: its arguments by their names on the wire."""
    return await tool.function(validate(tool, arguments), context)
