"""`trinitycore-mcp cluster init`: an authority of the cluster's own and a certificate a node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from appliance.cli.cluster.asking import DONE, finish
from appliance.clock import SystemClock

HELP = """\
Make certificates with which the nodes of a cluster know each other.

NODES are name=host[,host]: the name that ha.peers has, and the names and addresses the node is
reached at. DIRECTORY gets ca.pem, ca.key, and NAME.pem, NAME.key for each node. Again with the same
directory, the same authority makes new certificates: that is how they are renewed. Keep ca.key away
from the nodes.
"""


@click.command("init", help=HELP)
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.argument("nodes", nargs=-1, required=True)
@click.option("--cluster", default="trinitycore", help="Name of the cluster.", show_default=True)
@click.option(
    "--days", default=825, type=click.IntRange(1, 3650), show_default=True, metavar="DAYS",
    help="How long the certificates are good.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    directory: Path, nodes: tuple[str, ...], cluster: str, days: int, *, as_json: bool
) -> None:
    """Make certificates with which the nodes of a cluster know each other."""
    # Here and not above: the other commands need no cryptography.
    from appliance.failover.certificates import init

    named = dict(map(_node, nodes))
    if len(named) < len(nodes):
        raise click.BadParameter("a node is named twice")
    made = init(directory, cluster, named, now=SystemClock().now(), days=days)
    data: dict[str, Any] = {"files": [str(path) for path in made]}
    lines = [f"written: {path}" for path in made]
    node = next(iter(named))
    lines += [
        "",
        f"On {node}: copy ca.pem, {node}.pem and {node}.key there, and set",
        f'  ha.tls_ca = "ca.pem", ha.tls_certificate = "{node}.pem", ha.tls_key = "{node}.key"',
    ]
    finish(data, lines, DONE, as_json=as_json)


def _node(text: str) -> tuple[str, list[str]]:
    name, equals, hosts = text.partition("=")
    found = [host.strip() for host in hosts.split(",") if host.strip()]
    if not equals or not name.strip() or not found:
        raise click.BadParameter(f"{text!r} is not of the form name=host[,host]")
    return name.strip(), found
