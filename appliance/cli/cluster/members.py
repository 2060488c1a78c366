"""`trinitycore-mcp cluster members`: the nodes, one line each."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli.cluster.asking import DONE, FAILED, Shown, answer, node_options
from appliance.cli.cluster.words import members_table


@click.command("members", help="List the nodes, as one node sees them.")
@node_options
def command(**options: Any) -> None:
    """List the nodes."""
    answer(show, "/cluster", options)


def show(code: int, found: dict[str, Any]) -> Shown:
    """What is printed of an answer."""
    if code != 200:
        return found, [f"the node answers with status {code}"], FAILED
    members = found.get("members", [])
    return {"members": members}, members_table(members), DONE
