"""`trinitycore-mcp cluster status`: who leads, and how the cluster is."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli.cluster.asking import DONE, FAILED, NO_LEADER, Shown, answer, node_options
from appliance.cli.cluster.words import failover_line, members_table, seconds

SHOWN = 5
"""Failovers that people are shown; --json has them all."""


@click.command("status", help="Say who leads and how every node is, as one node sees it.")
@node_options
def command(**options: Any) -> None:
    """Say who leads and how every node is."""
    answer(show, "/cluster", options)


def show(code: int, found: dict[str, Any]) -> Shown:
    """What is printed of an answer."""
    if code != 200:
        return found, [f"the node answers with status {code}"], FAILED
    leader = found.get("leader")
    lines = [
        f"cluster {found.get('cluster') or '(none)'}, elected by {found.get('backend')}",
        f"leader {leader or 'nobody'} in term {found.get('term')}",
    ]
    if (lease := found.get("leaseRemainingSeconds")) is not None:
        lines.append(f"this node, {found.get('node')}, may act for {seconds(lease)} more")
    if (quorum := found.get("quorum")) is not None:
        reach = f"{found.get('reachable')} of {found.get('voters')} voters heard"
        lines.append(f"{reach}, {quorum} are a majority")
    if problem := found.get("problem"):
        lines.append(f"problem: {problem}")
    lines += ["", *members_table(found.get("members", []))]
    if failovers := found.get("failovers"):
        lines += ["", "last changes of the leader:", *map(failover_line, failovers[:SHOWN])]
    return found, lines, DONE if leader else NO_LEADER
