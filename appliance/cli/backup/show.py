"""`trinitycore-mcp backup show`: everything that is known of a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup.running import Outcome, backup_options, carry_out
from appliance.cli.backup.words import backup_data, proof_line, size, span, table

if TYPE_CHECKING:
    from appliance.backup.binlog.selecting import Reach
    from appliance.backup.manifest import Manifest
    from appliance.backup.notes import Backup
    from appliance.backup.site import Site


@click.command("show", help="Show what is known of a backup. ID may be `latest`.")
@click.argument("backup_id", metavar="ID")
@click.option("--tables", is_flag=True, help="Every table with its rows and checksum.")
@backup_options
def command(backup_id: str, tables: bool, **options: Any) -> None:
    """Show a backup."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.condition import reach_of
        from appliance.backup.latest import find_backup
        from appliance.backup.names import Kind

        backup = await find_backup(site, backup_id)
        data = backup_data(backup)
        lines = _lines(backup)
        if backup.manifest is not None:
            data |= _facts(backup.manifest, tables=tables)
            lines += _manifest_lines(backup.manifest, tables=tables)
            if backup.manifest.kind is Kind.FULL:
                found = reach_of(backup.manifest, await site.backups())
                data["recoverableUntil"] = found.until and found.until.isoformat()
                lines += _reach_lines(found)
        return Outcome(data, lines)

    carry_out(work, options)


def _lines(backup: Backup) -> list[str]:
    lines = [f"{'id':<12} {backup.id}", f"{'state':<12} {backup.state}"]
    if backup.problem:
        lines.append(f"{'problem':<12} {backup.problem}")
    lines += [proof_line("proved", backup.proof), proof_line("hashed", backup.check)]
    if backup.hold is not None:
        until = f" until {backup.hold.until:%F %T} UTC" if backup.hold.until else ""
        lines.append(f"{'held':<12} {backup.hold.reason}{until}")
    return lines


def _reach_lines(found: Reach) -> list[str]:
    """How far the archived binary log leads on from it."""
    if found.until is None:
        return []
    gap = ", and then has a gap" if found.broken else ""
    return [
        f"{'leads on':<12} to {found.until:%F %T} UTC through {found.pieces} pieces of the binary "
        f"log{gap}"
    ]


def _facts(manifest: Manifest, *, tables: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "server": manifest.server.model_dump(mode="json"),
        "position": manifest.position.model_dump() if manifest.position else None,
        "productVersion": manifest.product_version,
        "contents": [
            {
                "role": each.role,
                "schema": each.schema_name,
                "schemaVersion": each.schema_version,
                "tables": len(each.tables),
                "rows": sum(table.rows or 0 for table in each.tables),
                "objects": each.objects.model_dump(),
            }
            for each in manifest.databases
        ],
    }
    if tables:
        found["tables"] = {
            each.schema_name: [table.model_dump() for table in each.tables]
            for each in manifest.databases
        }
    return found


def _manifest_lines(manifest: Manifest, *, tables: bool) -> list[str]:
    server, position = manifest.server, manifest.position
    term = f" in term {manifest.taken_by.term}" if manifest.taken_by.term else ""
    facts = {
        "taken": f"{manifest.started_at:%F %T} UTC in {span(manifest.duration_s)}, "
        f"{manifest.reason}, by {manifest.taken_by.node}{term}",
        "engine": f"{manifest.engine}, version {manifest.product_version}",
        "server": f"{server.flavour} {server.version}",
        "position": "" if position is None else position.gtid or position.file,
        "stored": f"{size(manifest.stored_bytes)} in {len(manifest.files)} files"
        + (", encrypted" if manifest.encryption else ""),
        "description": manifest.description,
    }
    lines = [f"{name:<12} {text}" for name, text in facts.items() if text]
    for each in manifest.databases:
        objects = each.objects
        lines.append(
            f"{each.role:<12} {each.schema_name}: {len(each.tables)} tables, "
            f"{sum(table.rows or 0 for table in each.tables)} rows, "
            f"{len(objects.views)} views, {len(objects.routines)} routines, "
            f"{len(objects.triggers)} triggers, {len(objects.events)} events"
        )
        if tables:
            rows = [
                (t.name, "-" if t.rows is None else str(t.rows), str(t.checksum or "-"))
                for t in each.tables
            ]
            lines += [f"  {line}" for line in table(("TABLE", "ROWS", "CHECKSUM"), rows)]
    return lines
