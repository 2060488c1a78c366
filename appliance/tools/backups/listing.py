"""The tool that lists the backups."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.backup.notes import Backup, State
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class BackupStatus(StrEnum):
    """What is known of a backup."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    DAMAGED = "damaged"


class ListBackups(ToolInput):
    """Which backups to list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 20
    status: BackupStatus | None = None


class BackupFacts(ToolOutput):
    """One backup."""

    id: str
    status: str
    databases: list[str]
    type: str | None = None
    engine: str | None = None
    started_at: str | None = None
    duration_seconds: float | None = None
    bytes: int | None = None
    node: str | None = None
    term: int | None = None
    reason: str | None = None
    description: str | None = None
    verified_at: str | None = None
    held: str | None = None
    kept_for: list[str]
    problem: str | None = None


class BackupList(Answer):
    """The backups, newest first."""

    backups: list[BackupFacts]
    total: int
    truncated: bool
    next_due: dict[str, str]


@tool(
    "list-backups",
    title="List backups",
    scope=Scope.OPERATIONS_READ,
    read_only=True,
    timeout_s=30,
    sources=Sources(wrath="the catalogue of backups", master="the catalogue of backups"),
)
async def list_backups(query: ListBackups, context: ToolContext) -> BackupList:
    """List the backups, newest first: status, contents, why each is kept; when the next is due."""
    state = None if query.status is None else State(query.status)
    found = await context.services.backups.list(limit=query.limit, state=state)
    return BackupList(
        source=found.address,
        backups=[_facts(each, found.kept_for.get(each.id, ())) for each in found.backups],
        total=found.total,
        truncated=found.total > len(found.backups),
        next_due=found.next_due,
    )


def _facts(backup: Backup, kept_for: tuple[str, ...]) -> BackupFacts:
    manifest = backup.manifest
    known = BackupFacts(
        id=backup.id,
        status=backup.state,
        databases=sorted(backup.schemas),
        verified_at=None if backup.proof is None else _moment(backup.proof.at.isoformat()),
        held=None if backup.hold is None else backup.hold.reason or "no reason given",
        kept_for=list(kept_for),
        problem=backup.problem or None,
    )
    if manifest is None:
        return known
    return known.model_copy(
        update={
            "type": manifest.kind,
            "engine": manifest.engine,
            "started_at": _moment(manifest.started_at.isoformat()),
            "duration_seconds": manifest.duration_s,
            "bytes": manifest.stored_bytes,
            "node": manifest.taken_by.node,
            "term": manifest.taken_by.term,
            "reason": manifest.reason,
            "description": manifest.description or None,
        }
    )


def _moment(text: str) -> str:
    """An instant to the second."""
    return f"{text[:19]}Z"
