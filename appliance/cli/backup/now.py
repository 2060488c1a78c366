"""`trinitycore-mcp backup now`: take a backup, and prove it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup.progress import shown
from appliance.cli.backup.running import (
    DONE,
    FAILED,
    INCOMPLETE,
    Outcome,
    backup_options,
    carry_out,
    working,
)
from appliance.cli.backup.words import size, span, verdict_data, verdict_lines
from appliance.errors import BackupError, DatabaseError

if TYPE_CHECKING:
    from appliance.backup.logical.plan import Target
    from appliance.backup.site import Site

ROLES = ("auth", "characters", "world", "hotfixes")
HELP = """\
Take a backup of the realm's databases now, and prove it by restoring it.

The proof needs backup.scratch_user; without it the stored files are hashed. Exits with 3 when
something that should be in the backup is not, and with 1 when it is stored and could not be proved.
"""


@click.command("now", help=HELP)
@click.option(
    "--database",
    "databases",
    multiple=True,
    metavar="ROLE",
    shell_complete=lambda _context, _option, begun: [
        role for role in ROLES if role.startswith(begun)
    ],
    help="Only this one (auth, characters, world, hotfixes); may be repeated.",
)
@click.option("--description", default="", metavar="TEXT", help="A note kept with the backup.")
@click.option("--no-verify", is_flag=True, help="Do not prove it now.")
@click.option(
    "--incremental", is_flag=True,
    help="Only what the binary log holds since the last time; while no server archives it.",
)  # fmt: skip
@backup_options
def command(
    databases: tuple[str, ...],
    description: str,
    no_verify: bool,
    incremental: bool,
    **options: Any,
) -> None:
    """Take a backup, and prove it."""

    async def work(site: Site) -> Outcome:
        if incremental:
            return await _close_segment(site)
        return await _work(site, choose(site, databases), description, prove=not no_verify)

    carry_out(work, options, create=True)


async def _close_segment(site: Site) -> Outcome:
    """Fetch and store the binary log up to now."""
    from appliance.backup.archiver import archiving, told_pieces
    from appliance.backup.names import Kind
    from appliance.backup.take import fresh_id

    backup_id = fresh_id(site, Kind.INCREMENTAL)
    async with (
        working(site, f"incremental backup {backup_id}") as mandate,
        archiving(site, mandate) as archive,
    ):
        stored = await archive.close_segment(backup_id)
        gap = archive.status.gap
    lines = [*told_pieces(stored), *([f"MISSING: {gap}; take a full backup"] if gap else [])]
    data = {"id": backup_id if stored else None, "pieces": list(stored), "gap": gap or None}
    return Outcome(data, lines, INCOMPLETE if gap else DONE)


async def _work(site: Site, targets: Sequence[Target], description: str, *, prove: bool) -> Outcome:
    from appliance.backup.manifest import Reason
    from appliance.backup.notes import Level
    from appliance.backup.take import fresh_id, take
    from appliance.backup.verify import best_level, lacking, verify

    backup_id = fresh_id(site)
    async with working(site, f"backup {backup_id}") as mandate:
        with shown("backing up") as progress:
            taken = await take(
                site,
                mandate,
                backup_id=backup_id,
                targets=targets,
                reason=Reason.MANUAL,
                description=description,
                progress=progress,
            )
        verdict, unproved = None, ""
        if prove:
            try:
                with shown("proving") as progress:
                    verdict = await verify(
                        site, mandate, backup_id, best_level(site, taken.manifest),
                        progress=progress,
                    )  # fmt: skip
            except (BackupError, DatabaseError) as error:
                unproved = str(error)
    manifest = taken.manifest
    data: dict[str, Any] = {
        "id": manifest.id,
        "engine": manifest.engine,
        "why": taken.why,
        "bytes": manifest.stored_bytes,
        "durationS": manifest.duration_s,
        "databases": [each.schema_name for each in manifest.databases],
        "missing": list(taken.missing),
        "notes": list(taken.notes),
        "verdict": None if verdict is None else verdict_data(verdict),
    }
    if unproved:
        data["notProved"] = unproved
    lines = [
        f"{manifest.id}: {', '.join(data['databases'])}, {size(manifest.stored_bytes)} "
        f"in {span(manifest.duration_s)}",
        f"engine {manifest.engine}: {taken.why}",
        *(f"note: {note}" for note in taken.notes),
        *(f"MISSING: {each}" for each in taken.missing),
        *([] if verdict is None else verdict_lines(verdict)),
        *([f"NOT PROVED, though stored: {unproved}"] if unproved else []),
    ]
    if verdict is not None and verdict.level is Level.QUICK:
        lines.append(
            f"not proved by a restore: {lacking(site, manifest.engine, manifest.encryption)}"
        )
    code = INCOMPLETE if taken.missing else DONE
    failed = bool(unproved) or (verdict is not None and not verdict.sound)
    return Outcome(data, lines, FAILED if failed else code)


def choose(site: Site, roles: Sequence[str]) -> list[Target]:
    """The schemas of these roles; all when none is named.

    Raises:
        BackupError: the realm has no such role.
    """
    known = {target.role: target for target in site.targets}
    for role in roles:
        if role not in known:
            raise BackupError(
                f"the realm has no database {role!r}", hint=f"one of {', '.join(known)}"
            )
    return [target for target in site.targets if not roles or target.role in roles]
