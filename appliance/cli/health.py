"""`trinitycore-mcp health`: asks a node's probe and says in one line how it is."""

from __future__ import annotations

import sys
from typing import Any, Final

import click

from appliance.cli.cluster.asking import operations_url
from appliance.cli.options import settings_options
from appliance.cli.output import write
from appliance.console.client import fetch
from appliance.errors import ClusterError

HELP = """\
Say whether a node wants calls, for probes.

Asks /readyz of its operations port, the one of the settings unless --url names another. Prints one
line. Exits with 0 when it is ready (with --live: alive), with 1 when it is not or nobody answers.
"""
WELL: Final = 200
UNWELL: Final = 503


@click.command("health", help=HELP)
@click.option("--live", is_flag=True, help="Only whether it is alive: /livez.")
@click.option("--url", metavar="URL", help="Operations port of the node, http://host:port.")
@click.option(
    "--timeout", "timeout_s", default=3.0, show_default=True, metavar="SECONDS",
    type=click.FloatRange(0.1, 60), help="Longest wait for an answer.",
)  # fmt: skip
@settings_options
def command(live: bool, url: str | None, timeout_s: float, **options: Any) -> None:
    """Say whether a node wants calls."""
    path, wanted = ("/livez", "live") if live else ("/readyz", "ready")
    place = url or operations_url(options)
    try:
        status, content = fetch(place, f"{path}?verbose", timeout_s=timeout_s)
    except ClusterError as error:
        why = error.message
    else:
        why = reason(status, content.decode("utf-8", "replace"), place)
        if status == WELL:
            write(f"{wanted}\n")
            return
    write(f"not {wanted}{': ' if why else ''}{why}\n")
    sys.exit(1)


def reason(status: int, text: str, place: str) -> str:
    """Why a node is not well: the checks that failed; empty when it does not say."""
    if status not in (WELL, UNWELL):
        return f"{place} answers with status {status}"
    failed = [
        line.removeprefix("[failed] ") for line in text.splitlines() if line.startswith("[failed] ")
    ]
    return "; ".join(failed)
