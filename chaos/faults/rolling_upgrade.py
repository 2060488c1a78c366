"""One replica after the other is replaced by the next minor version, and back again.

There is one program: the replicas run the same code and claim the version.
"""

from __future__ import annotations

import json

from appliance import __version__
from chaos.drill import Drill
from chaos.node import Node
from chaos.trial import Trial, calm

HEARD_S = 0.5
"""By then a node that is ready has heard the others."""


def next_minor(version: str) -> str:
    """The first release of the next minor version."""
    major, minor = version.split(".")[:2]
    return f"{major}.{int(minor) + 1}.0"


async def run(trial: Trial) -> None:
    """Upgrade all, the leader last; members of both versions have to stay one cluster."""
    newer = next_minor(__version__)
    order = [*trial.followers, trial.leader]
    trial.fault(f"{__version__} to {newer}, one after the other")
    for node in order:
        await _replace(node, newer)
        trial.expect(await _sees_all(node), f"{node.name} at {newer} does not hear all others")
    versions = await _versions(order[0])
    trial.expect(set(versions) == {newer}, f"versions after the upgrade: {versions}")


async def _replace(node: Node, version: str) -> None:
    await node.stop()
    node.start(CHAOS_VERSION=version)
    await node.wait_until("/readyz", 200)
    await calm(HEARD_S)


async def _sees_all(node: Node) -> bool:
    status, text = await node.ask("/cluster")
    return status == 200 and json.loads(text)["reachable"] == 3


async def _versions(node: Node) -> list[str]:
    return [member["version"] for member in json.loads((await node.ask("/cluster"))[1])["members"]]


DRILL = Drill(
    "rolling_upgrade", "upgrade by a minor version, one after the other", run, once_may_fail=False
)
