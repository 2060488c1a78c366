"""The tool that takes a backup."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.backup.names import Kind
from appliance.tools.backups.runs import TIMEOUT_S, BackupRun, follow
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import ToolInput
from appliance.tools.registry import Sources, tool


class TriggerBackup(ToolInput):
    """What to take."""

    type: Kind = Kind.FULL
    description: Annotated[str, Field(max_length=500)] = ""
    wait: Annotated[bool, Field(description="Wait up to 50 s.")] = False


@tool(
    "trigger-backup",
    title="Take a backup",
    scope=Scope.OPERATIONS_WRITE,
    read_only=False,
    timeout_s=TIMEOUT_S,
    sources=Sources(
        wrath="auth, characters and world, read in one snapshot",
        master="auth, characters, world and hotfixes, read in one snapshot",
    ),
)
async def trigger_backup(query: TriggerBackup, context: ToolContext) -> BackupRun:
    """Back up all databases of the realm now; the server then proves it by restoring it."""
    run = context.services.backups.trigger(query.type, query.description)
    return await follow(run, context, wait=query.wait)
