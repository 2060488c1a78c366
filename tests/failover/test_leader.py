"""The node that is alone, the process beside a cluster, and the shift."""

from __future__ import annotations

import math
import subprocess
import sys

import trio
from trio.testing import MockClock

from appliance.failover.leader import Bystander, Leadership, Shift, SingleNode
from appliance.failover.status import Role


async def test_a_single_node_leads_from_start_to_end(autojump_clock: MockClock) -> None:
    node: Leadership = SingleNode("here")
    assert (node.term(), node.lease_until()) == (1, math.inf)
    status = node.status()
    assert (status.role, status.leader, status.has_quorum) == (Role.LEADER, "here", True)
    async with trio.open_nursery() as nursery:
        await nursery.start(node.run)
        await node.step_down("nobody else could")
        assert node.term() == 1
        with trio.move_on_after(3600) as waited:
            await node.changed()
        assert waited.cancelled_caught
        nursery.cancel_scope.cancel()


async def test_a_bystander_never_acts(autojump_clock: MockClock) -> None:
    process: Leadership = Bystander()
    assert process.term() is None
    assert process.lease_until() == -math.inf
    assert process.status().problem
    assert not process.status().has_quorum
    await process.step_down("")
    async with trio.open_nursery() as nursery:
        await nursery.start(process.run)
        with trio.move_on_after(1):
            await process.changed()
        nursery.cancel_scope.cancel()


async def test_the_end_of_a_shift_is_waited_for(autojump_clock: MockClock) -> None:
    shift = Shift()
    await shift.stopped()

    async def work() -> None:
        with shift:
            await trio.sleep(2)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(work)
        await trio.sleep(1)
        await shift.stopped()
        assert round(trio.current_time() - autojump_clock.current_time(), 6) == 0
    await shift.stopped()


def test_who_is_alone_loads_no_network() -> None:
    program = (
        "import sys, appliance.app\n"
        "from appliance.failover import tasks\n"
        "print([m for m in sys.modules if m in ("
        "'appliance.failover.network', 'appliance.failover.service', "
        "'appliance.failover.etcd', 'appliance.failover.kubernetes')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
