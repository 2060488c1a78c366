"""`trinitycore-mcp backup list`: what backups there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup.running import Outcome, backup_options, carry_out
from appliance.cli.backup.words import backup_data, backup_row, table

if TYPE_CHECKING:
    from appliance.backup.site import Site

STATES = ("unverified", "verified", "damaged", "unreadable")
HEAD = ("ID", "STATE", "REASON", "SIZE", "TOOK", "DATABASES")


@click.command("list", help="List the backups, newest first.")
@click.option(
    "--limit", default=50, type=click.IntRange(1), metavar="COUNT", help="Most that are shown."
)
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@backup_options
def command(limit: int, state: str | None, **options: Any) -> None:
    """List the backups."""

    async def work(site: Site) -> Outcome:
        found = await site.backups()
        matching = [each for each in found if state is None or each.state == state]
        shown = matching[:limit]
        data = {
            "repository": site.catalogue.address,
            "total": len(matching),
            "backups": [backup_data(each) for each in shown],
        }
        lines = table(HEAD, map(backup_row, shown)) if shown else ["no backups"]
        if len(matching) > limit:
            lines.append(f"and {len(matching) - limit} more: --limit {len(matching)}")
        return Outcome(data, lines)

    carry_out(work, options)
