"""`trinitycore-mcp backup verify`: prove a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup.progress import shown
from appliance.cli.backup.running import DONE, FAILED, Outcome, backup_options, carry_out, working
from appliance.cli.backup.words import verdict_data, verdict_lines

if TYPE_CHECKING:
    from appliance.backup.site import Site

LEVELS = ("quick", "full")
HELP = """\
Prove a backup. ID may be `latest`.

full restores it into scratch schemas, compares rows, checksums and objects with what was counted
when it was taken, and drops them; it needs backup.scratch_user. quick hashes the stored files.
Exits with 1 when the backup is damaged.
"""


@click.command("verify", help=HELP)
@click.argument("backup_id", metavar="ID")
@click.option("--level", type=click.Choice(LEVELS), default="full", show_default=True)
@backup_options
def command(backup_id: str, level: str, **options: Any) -> None:
    """Prove a backup."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.latest import find_backup
        from appliance.backup.notes import Level
        from appliance.backup.verify import verify

        chosen = await find_backup(site, backup_id)
        async with working(site, f"proof of {chosen.id}") as mandate:
            with shown("proving") as progress:
                verdict = await verify(site, mandate, chosen.id, Level(level), progress=progress)
        code = DONE if verdict.sound else FAILED
        return Outcome(verdict_data(verdict), verdict_lines(verdict), code)

    carry_out(work, options)
