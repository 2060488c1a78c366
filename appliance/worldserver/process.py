"""The configured worldserver's figures in /proc, read in threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trio

from appliance.clock import SystemClock, WallClock
from appliance.errors import Unavailable
from appliance.settings.workspace import WorldserverSettings
from appliance.worldserver import finding, reading
from appliance.worldserver.finding import Target
from appliance.worldserver.procfs import parse_numbers
from appliance.worldserver.reading import Detail, Reading

PROC = Path("/proc")
MOST_MEASUREMENTS = 4
"""At a time: each reads /proc up to fifty times a second, beside the game."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine we run on. `load` is its load average of a minute; None: /proc does not say."""

    cores: int
    memory_bytes: int | None
    available_bytes: int | None
    load: float | None


class Worldserver:
    """The process whose load is measured, or none. Every method may raise:

    Unavailable: none is configured, it does not run, or it ended; says where it was looked for.
    """

    def __init__(
        self,
        settings: WorldserverSettings | None = None,
        *,
        proc: Path = PROC,
        clock: WallClock | None = None,
    ) -> None:
        self._settings = settings or WorldserverSettings()
        self._proc = proc
        self._clock = clock or SystemClock()
        self._measurements = 0

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Take one of the few measurements at a time for the block; Unavailable when all run."""
        if self._measurements >= MOST_MEASUREMENTS:
            raise Unavailable(
                f"{MOST_MEASUREMENTS} measurements are running already",
                hint="try again in a minute",
            )
        self._measurements += 1
        try:
            yield
        finally:
            self._measurements -= 1

    async def find(self) -> Target:
        """The process as it runs now."""
        return await trio.to_thread.run_sync(finding.find, self._settings, self._proc, self._clock)

    async def read(self, target: Target) -> Reading:
        """What the process has used so far; takes well under a millisecond."""
        return await trio.to_thread.run_sync(reading.take_reading, target, self._proc)

    async def inspect(self, target: Target, *, network: bool, mapped: bool = False) -> Detail:
        """Threads, files, sockets, control group; see `reading.take_detail`."""
        return await trio.to_thread.run_sync(
            lambda: reading.take_detail(target, self._proc, network=network, mapped=mapped)
        )

    async def owner(self, target: Target) -> str:
        """The account the process runs as: the one that may read everything of it."""
        return await trio.to_thread.run_sync(finding.owner, target.pid, self._proc)

    async def machine(self) -> Machine:
        """The machine's cores, memory and load."""
        return await trio.to_thread.run_sync(_machine, self._proc)


def _machine(proc: Path) -> Machine:
    memory = _text(proc / "meminfo")
    numbers = parse_numbers(memory)
    load = _text(proc / "loadavg").split()
    return Machine(
        cores=os.cpu_count() or 1,
        memory_bytes=numbers.get("MemTotal"),
        available_bytes=numbers.get("MemAvailable"),
        load=float(load[0]) if load else None,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
