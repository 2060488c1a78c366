"""One replica after the other is replaced by the next minor version, and back again.

There is one program: the replicas run the same code and claim the version.
"""

from __future__ import annotations

import trio

from appliance import __version__
from chaos.drill import Drill
from chaos.node import Node
from chaos.trial import Trial

HEARD_S = 5.0
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


async def _sees_all(node: Node) -> bool:
    with trio.move_on_after(HEARD_S):
        while True:
            if (await node.told("/cluster"))["reachable"] == 3:
                return True
            await trio.sleep(0.05)
    return False


async def _versions(node: Node) -> list[str]:
    return [member["version"] for member in (await node.told("/cluster"))["members"]]


DRILL = Drill(
    "rolling_upgrade", "upgrade by a minor version, one after the other", run, once_may_fail=False
)
