"""`trinitycore-mcp backup drill`: rehearse the worst day."""

from __future__ import annotations

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
from appliance.cli.backup.words import span, verdict_data, verdict_lines

if TYPE_CHECKING:
    from appliance.backup.drill import Drill
    from appliance.backup.site import Site

HELP = """\
Restore the newest backup of every database into scratch schemas, and time it.

Prints how long a recovery takes (RTO) and how much work it would lose (RPO). Exits with 3 when a
database has no backup, with 1 when one is damaged.
"""


@click.command("drill", help=HELP)
@backup_options
def command(**options: Any) -> None:
    """Rehearse the worst day."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.drill import drill

        async with working(site, "drill") as mandate:
            with shown("restoring") as progress:
                found = await drill(site, mandate, progress=progress)
        return _told(site, found)

    carry_out(work, options)


def _told(site: Site, found: Drill) -> Outcome:
    lost_s = found.lost_s(site.clock.now())
    data = {
        "passed": found.passed,
        "recoveryTimeS": found.recovery_time_s,
        "recoveryPointS": round(lost_s, 3),
        "covers": found.covers,
        "missing": list(found.missing),
        "verdicts": [verdict_data(each) for each in found.verdicts],
    }
    lines = [line for each in found.verdicts for line in verdict_lines(each)]
    lines += [f"NO BACKUP of {schema}" for schema in found.missing]
    lines += [
        f"recovery time (RTO)   {span(found.recovery_time_s)}",
        f"recovery point (RPO)  {span(lost_s)} of work would be lost now",
    ]
    code = INCOMPLETE if found.missing else DONE
    return Outcome(data, lines, code if found.passed else FAILED)
