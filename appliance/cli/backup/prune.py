"""`trinitycore-mcp backup prune`: remove what retention does not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup.running import Outcome, backup_options, carry_out, working
from appliance.cli.backup.words import table

if TYPE_CHECKING:
    from appliance.backup.site import Site

HELP = """\
Show which backups retention keeps and which it removes, with the reasons.

Removes nothing without --confirm. The service prunes by itself after each proved backup.
"""


@click.command("prune", help=HELP)
@click.option("--confirm", is_flag=True, help="Remove them.")
@backup_options
def command(confirm: bool, **options: Any) -> None:
    """Remove what retention does not keep."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.prune import prune, verdicts

        if confirm:
            async with working(site, "pruning") as mandate:
                found = await prune(site, mandate)
        else:
            found = await verdicts(site)
        removed = sum(not each.keep for each in found)
        data = {
            "removed": confirm,
            "verdicts": [
                {"id": each.id, "keep": each.keep, "reasons": list(each.reasons)} for each in found
            ],
        }
        rows = [
            (each.id, "keep" if each.keep else "remove", "; ".join(each.reasons)) for each in found
        ]
        lines = table(("ID", "VERDICT", "WHY"), rows) if found else ["no backups"]
        lines.append(f"{removed} removed" if confirm else f"{removed} to remove: --confirm")
        return Outcome(data, lines)

    carry_out(work, options)
