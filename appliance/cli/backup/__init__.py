"""`trinitycore-mcp backup`: take, prove and restore backups; one file a command."""

from __future__ import annotations

import click

from appliance.cli.backup import drill, hold, listing, now, prune, restore, show, verify

HELP = """\
Take, prove and restore backups of the realm's databases.

Exit codes of every command: 0 done, 1 failed, 3 incomplete, 10 no repository, 11 another run is
at work, 130 interrupted. With --json, standard output holds one JSON object, an error's too.
"""


@click.group("backup", help=HELP)
def command() -> None:
    """The commands about backups."""


for _part in (
    now.command,
    listing.command,
    show.command,
    verify.command,
    restore.command,
    drill.command,
    prune.command,
    hold.command,
    hold.release,
):
    command.add_command(_part)
