"""`trinitycore-mcp cluster step-down`: have another node lead."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli.cluster.asking import DONE, FAILED, Shown, answer, node_options

HELP = """\
Have another node lead. Run it on the machine of the node that leads now.

Its tasks are stopped first, then leadership is handed over: that takes some milliseconds, and calls
go on.
"""


@click.command("step-down", help=HELP)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log of the node.")
@node_options
def command(reason: str, **options: Any) -> None:
    """Have another node lead."""
    body = {"reason": reason} if reason else {}
    answer(show, "/cluster/step-down", options, method="POST", body=body)


def show(code: int, found: dict[str, Any]) -> Shown:
    """What is printed of an answer."""
    if found.get("steppedDown"):
        return found, ["this node no longer leads"], DONE
    if code == 409 and "error" not in found:
        leads = found.get("leader")
        return found, [f"this node does not lead; {leads or 'nobody'} does"], FAILED
    return found, [f"refused: {found.get('error', f'status {code}')}"], FAILED
