"""`trinitycore-mcp drill`: have the leader step down while clients call, and say what they saw."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from appliance.cli.cluster.asking import operations_url
from appliance.cli.options import settings_options
from appliance.cli.output import write

if TYPE_CHECKING:
    from appliance.drill.report import Report, View

HELP = """\
Have the leader step down while clients call, and say what they saw.

Safe on a cluster at work: leadership is handed over, nothing is stopped or cut off. --node names
the operations port of each node; without it, the one of the settings is asked. A node gives
leadership up only for its own machine: run this there, or reach the others through tunnels
(ssh -L 9091:127.0.0.1:9090 node2, then --node http://127.0.0.1:9091).

Exits with 0 when every promise held, 1 when one did not, 2 when rounds are missing.
"""

HELD: Final = 0
BROKEN: Final = 1
UNDONE: Final = 2


@click.command("drill", help=HELP)
@settings_options
@click.option("--node", "nodes", multiple=True, metavar="URL", help="Operations port of a node.")
@click.option(
    "--mcp", "endpoint", metavar="URL", help="Address that clients use, https://name/mcp."
)
@click.option(
    "--ca", "authority", type=click.Path(path_type=Path), metavar="FILE",
    help="Authority of its certificate, unless the system knows it.",
)  # fmt: skip
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 100),
              metavar="COUNT", help="How often the leader steps down.")  # fmt: skip
@click.option("--rate", default=20.0, show_default=True, type=click.FloatRange(0.1, 1000),
              metavar="NUMBER", help="Calls a second.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    nodes: Sequence[str],
    endpoint: str | None,
    authority: Path | None,
    rounds: int,
    rate: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Have the leader step down while clients call."""
    import trio

    from appliance.drill.service import Plan, run

    asked = tuple(nodes) or (operations_url(options),)
    report = trio.run(partial(run, Plan(asked, endpoint, authority, rounds, rate)))
    code = exit_code(report)
    write(as_data(report, code) if as_json else as_lines(report))
    sys.exit(code)


def exit_code(report: Report) -> int:
    """What the shell is told."""
    if report.problems:
        return BROKEN
    return UNDONE if report.undone else HELD


def as_data(report: Report, code: int) -> str:
    """The report as one JSON object."""
    found = {
        "exitCode": code,
        "before": [asdict(view) for view in report.before],
        "handOvers": [
            {"previous": each.previous, "leader": each.leader, "term": each.term,
             "seconds": round(each.seconds, 4), "toldSeconds": each.told_s}
            for each in report.hand_overs
        ],
        "after": [asdict(view) for view in report.after],
        "calls": {
            "made": report.calls.made,
            "failed": len(report.calls.failures),
            "longestSeconds": round(report.calls.longest_s, 4),
            "failures": sorted(set(report.calls.failures))[:10],
        },
        "problems": report.problems,
        "undone": report.undone or None,
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False) + "\n"


def as_lines(report: Report) -> str:
    """The report for people."""
    lines = ["before", *_views(report.before)]
    for number, each in enumerate(report.hand_overs, 1):
        told = "" if each.told_s is None else f"; nobody led for {each.told_s * 1e3:.1f} ms"
        lines.append(
            f"round {number}: {each.previous} -> {each.leader} in term {each.term},"
            f" seen from here after {each.seconds * 1e3:.0f} ms{told}"
        )
    if report.after:
        lines += ["after", *_views(report.after)]
    calls = report.calls
    if calls.made:
        longest = f"the longest took {calls.longest_s * 1e3:.0f} ms"
        lines.append(f"{calls.made} calls, {len(calls.failures)} failed; {longest}")
    lines += [f"PROBLEM: {each}" for each in report.problems]
    if report.undone:
        lines.append(f"rounds are missing: {report.undone}")
    elif not report.problems:
        lines.append("every promise held")
    return "\n".join(lines) + "\n"


def _views(views: Sequence[View]) -> list[str]:
    return [
        f"  {view.node}: {'leads' if view.leads else f'follows {view.leader}'} in term {view.term},"
        f" {'ready' if view.ready else 'not ready'}, version {view.version or 'unknown'}"
        for view in views
    ]
