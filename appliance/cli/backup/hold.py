"""`trinitycore-mcp backup hold` and `release`: keep a backup whatever retention says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup.running import Outcome, backup_options, carry_out, working
from appliance.errors import BackupError

if TYPE_CHECKING:
    from appliance.backup.site import Site


@click.command("hold", help="Keep a backup, whatever retention says. ID may be `latest`.")
@click.argument("backup_id", metavar="ID")
@click.option("--reason", default="", metavar="TEXT", help="Why; `prune` shows it.")
@click.option(
    "--until",
    type=click.DateTime(),
    metavar="DAY",
    help="Day (UTC) from which retention decides again.",
)
@backup_options
def command(backup_id: str, reason: str, until: datetime | None, **options: Any) -> None:
    """Keep a backup."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.latest import find_backup
        from appliance.backup.take import one_line

        chosen = (await find_backup(site, backup_id)).id
        end = None if until is None else until.replace(tzinfo=UTC)
        if end is not None and end <= site.clock.now():
            raise BackupError(f"--until {end:%F %T}: that is over")
        async with working(site, f"hold of {chosen}") as mandate:
            await site.catalogue.hold(chosen, one_line(reason), until=end, term=mandate.term())
        told = "until it is released" if end is None else f"until {end:%F %T} UTC"
        data = {"id": chosen, "held": True, "until": end and end.isoformat()}
        return Outcome(data, [f"{chosen} is kept {told}"])

    carry_out(work, options)


@click.command("release", help="End the hold of a backup: retention decides again.")
@click.argument("backup_id", metavar="ID")
@backup_options
def release(backup_id: str, **options: Any) -> None:
    """End a hold."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.latest import find_backup

        chosen = (await find_backup(site, backup_id)).id
        async with working(site, f"release of {chosen}") as mandate:
            await site.catalogue.release(chosen, term=mandate.term())
        return Outcome({"id": chosen, "held": False}, [f"{chosen} is not held: retention decides"])

    carry_out(work, options)
