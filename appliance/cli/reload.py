"""`trinitycore-mcp reload`: have the server of this machine take another configuration into use."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli.cluster.asking import DONE, FAILED, Shown, answer, node_options
from appliance.errors import ClusterError

PATIENCE_S = 300.0
"""The server asks the new databases first, each within its deadlines."""

NO_ANSWER = (
    "start the server, or name its operations port with --url; one that was changed in the "
    "configuration needs a restart"
)

HELP = """\
Have the server of this machine take its changed configuration into use.

The server reads its files and secrets again, checks everything, and applies it without dropping a
call; or it refuses with the reasons and goes on as before. What needs a restart is said. systemd
copies credentials when it starts the service, so changed ones need a restart.
Exit codes: 0 applied, 1 refused or failed.
"""


@click.command("reload", help=HELP)
@node_options
def command(**options: Any) -> None:
    """Have the server of this machine take its changed configuration into use."""
    try:
        answer(show, "/reload", options, method="POST", body={}, timeout_s=PATIENCE_S)
    except ClusterError as error:
        raise ClusterError(error.message, hint=NO_ANSWER) from error


def show(code: int, found: dict[str, Any]) -> Shown:
    """What is printed of an answer."""
    if not found.get("reloaded"):
        problems = found.get("problems") or [f"the server answers with status {code}"]
        return found, ["refused, all stays as it was:", *(f"  {each}" for each in problems)], FAILED
    changed = found.get("changed", [])
    lines = [f"reloaded, {len(changed)} changed" if changed else "reloaded, nothing changed"]
    lines += [f"  {key}" for key in changed]
    lines += [
        f"{each['key']} needs a restart: {each['stays']} stays"
        for each in found.get("needsRestart", [])
    ]
    lines += [f"note: {note}" for note in found.get("notes", [])]
    return found, lines, DONE
