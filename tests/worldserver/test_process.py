"""The worldserver as tools ask for it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.settings.workspace import WorldserverSettings
from appliance.worldserver.finding import account
from appliance.worldserver.process import MOST_MEASUREMENTS, Machine, Worldserver
from tests.support.programs import IDLE, program, write_pid_file


async def test_a_running_worldserver_is_measured(tmp_path: Path) -> None:
    with program(IDLE) as process:
        settings = WorldserverSettings(pid_file=write_pid_file(tmp_path, process.pid))
        worldserver = Worldserver(settings)
        target = await worldserver.find()
        assert (await worldserver.read(target)).rss_bytes > 0
        assert (await worldserver.inspect(target, network=True)).threads
        assert await worldserver.owner(target) == account(os.getuid())


async def test_without_settings_nothing_is_looked_for() -> None:
    with pytest.raises(Unavailable, match="no worldserver is configured"):
        await Worldserver().find()


async def test_the_machine_is_known_without_a_worldserver(tmp_path: Path) -> None:
    machine = await Worldserver().machine()
    assert machine.cores >= 1
    assert machine.memory_bytes is not None
    assert machine.available_bytes is not None
    assert machine.memory_bytes > machine.available_bytes > 0
    assert machine.load is not None
    bare = await Worldserver(proc=tmp_path).machine()
    assert bare == Machine(machine.cores, None, None, None)


async def test_few_measure_at_a_time() -> None:
    worldserver = Worldserver()
    with ExitStack() as stack:
        for _ in range(MOST_MEASUREMENTS):
            stack.enter_context(worldserver.measuring())
        with pytest.raises(Unavailable, match="running already"), worldserver.measuring():
            pass
    with worldserver.measuring():
        pass
