"""Sizes, times and backups in words and as JSON, the same in every command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from appliance.backup.notes import Backup, Proof
    from appliance.backup.verify import Verdict

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size(count: float) -> str:
    """Bytes, in steps of a thousand."""
    for unit in _UNITS[:-1]:
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} {_UNITS[-1]}"


def span(seconds: float) -> str:
    """A length of time."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 120:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 72 else f"{hours // 24} days"


def backup_data(backup: Backup) -> dict[str, Any]:
    """A backup of the catalogue as JSON."""
    manifest = backup.manifest
    data: dict[str, Any] = {"id": backup.id, "state": backup.state}
    if manifest is not None:
        data |= {
            "kind": manifest.kind,
            "engine": manifest.engine,
            "startedAt": manifest.started_at.isoformat(),
            "durationS": manifest.duration_s,
            "bytes": manifest.stored_bytes,
            "databases": [each.schema_name for each in manifest.databases],
            "reason": manifest.reason,
            "description": manifest.description,
            "takenBy": manifest.taken_by.model_dump(),
            "encrypted": bool(manifest.encryption),
        }
    if backup.proof is not None:
        data["provedAt"] = backup.proof.at.isoformat()
    if backup.check is not None:
        data["checkedAt"] = backup.check.at.isoformat()
    if backup.hold is not None:
        data["hold"] = backup.hold.model_dump(mode="json", exclude={"format_version"})
    if backup.problem:
        data["problem"] = backup.problem
    return data


def backup_row(backup: Backup) -> tuple[str, ...]:
    """A backup as a row of a table."""
    manifest = backup.manifest
    held = " (held)" if backup.hold is not None else ""
    if manifest is None:
        return (backup.id, backup.state + held, "", "", "", backup.problem)
    return (
        backup.id,
        backup.state + held,
        manifest.reason,
        size(manifest.stored_bytes),
        span(manifest.duration_s),
        ", ".join(each.schema_name for each in manifest.databases),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows in columns."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(row[column]) for row in lines) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in lines
    ]


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """What a look at a backup came to, as JSON."""
    return {
        "id": verdict.backup_id,
        "level": verdict.level,
        "sound": verdict.sound,
        "durationS": verdict.duration_s,
        "files": verdict.files,
        "tables": verdict.tables,
        "rows": verdict.rows,
        "problems": list(verdict.problems),
    }


def verdict_lines(verdict: Verdict) -> list[str]:
    """The same for people."""
    if not verdict.sound:
        return [f"{verdict.backup_id} is DAMAGED:", *(f"  {each}" for each in verdict.problems)]
    what = f"{verdict.files} files are what was written"
    if verdict.tables:
        what = f"{verdict.tables} tables with {verdict.rows} rows were restored and are the same"
    return [f"{verdict.backup_id} is sound: {what} ({span(verdict.duration_s)})"]


def proof_line(name: str, proof: Proof | None) -> str:
    """When a check found nothing wrong."""
    if proof is None:
        return f"{name:<12} never"
    return f"{name:<12} {proof.at:%F %T} UTC, took {span(proof.duration_s)}"
