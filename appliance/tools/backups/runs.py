"""How a run is answered: at once, or after a while of following it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from appliance.backup.runs import Run, Stage
from appliance.tools.context import ToolContext
from appliance.tools.models import Answer

WAIT_S = 50.0
"""Longest wait of one call: common clients give up after 60 s. The run goes on."""
TIMEOUT_S = 90.0


class BackupRun(Answer):
    """A backup or a proof that was asked for."""

    id: Annotated[str, Field(description="The backup's id.")]
    state: Literal["running", "done", "failed"]
    tables_done: int | None = None
    tables_total: int | None = None
    rows: int | None = None
    eta_seconds: float | None = None
    error: str | None = None
    notes: list[str]


async def follow(run: Run, context: ToolContext, *, wait: bool) -> BackupRun:
    """Wait for the run when asked to, telling how far it is, and answer."""
    address = context.services.backups.address

    async def tell(stage: Stage) -> None:
        total = float(stage.tables_total) if stage.tables_total else None
        await context.progress(float(stage.tables_done), total, f"{stage.rows} rows")

    over = await run.follow(WAIT_S, tell) if wait else run.done.is_set()
    if not over:
        stage = run.stage
        return BackupRun(
            source=address,
            id=run.id,
            state="running",
            tables_done=stage.tables_done,
            tables_total=stage.tables_total,
            rows=stage.rows,
            eta_seconds=None if stage.eta_s is None else round(stage.eta_s, 1),
            notes=["it goes on by itself: list-backups shows the backup when it is there"],
        )
    if run.error is not None:
        return BackupRun(
            source=address, id=run.id, state="failed", error=run.error.message, notes=[]
        )
    return BackupRun(
        source=address,
        id=run.id,
        state="done",
        tables_done=run.stage.tables_done,
        tables_total=run.stage.tables_total,
        rows=run.stage.rows,
        notes=list(run.notes),
    )
