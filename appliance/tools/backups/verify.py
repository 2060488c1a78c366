"""The tool that proves a backup."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.backup.notes import Level
from appliance.tools.backups.runs import TIMEOUT_S, BackupRun, follow
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import ToolInput
from appliance.tools.registry import Sources, tool


class VerifyBackup(ToolInput):
    """What to prove."""

    backup_id: Annotated[str, Field(max_length=64)]
    level: Annotated[
        Level | None,
        Field(description="quick: hashes. full: restores. Default: the best possible."),
    ] = None
    wait: Annotated[bool, Field(description="Wait up to 50 s.")] = True


@tool(
    "verify-backup",
    title="Prove a backup",
    scope=Scope.OPERATIONS_WRITE,
    read_only=False,
    timeout_s=TIMEOUT_S,
    sources=Sources(
        wrath="the stored files, restored into scratch schemas that are dropped again",
        master="the stored files, restored into scratch schemas that are dropped again",
    ),
)
async def verify_backup(query: VerifyBackup, context: ToolContext) -> BackupRun:
    """Prove a backup by restoring it into scratch schemas and comparing rows and checksums."""
    run = await context.services.backups.verify(query.backup_id, query.level)
    return await follow(run, context, wait=query.wait)
