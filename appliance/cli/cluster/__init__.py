"""`trinitycore-mcp cluster`: set up, look at and steer a cluster of nodes; one file a command."""

from __future__ import annotations

import click

from appliance.cli.cluster import init, members, status, step_down

HELP = """\
Set up, look at and steer a cluster of nodes.

status, members and step-down ask the operations port of a node, the one of the settings unless
--url names another. Exit codes: 0 done, 1 failed or refused, 2 (status) nobody leads. With --json,
standard output holds one JSON object, an error's too.
"""


@click.group("cluster", help=HELP)
def command() -> None:
    """The commands about the cluster."""


for _part in (init.command, status.command, members.command, step_down.command):
    command.add_command(_part)
