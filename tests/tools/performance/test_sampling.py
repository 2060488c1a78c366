"""Readings at equal intervals, on real processes and made up."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from appliance.errors import Unavailable
from appliance.tools.context import no_progress
from appliance.tools.performance.sampling import (
    COLUMNS,
    cpu_percents,
    memory_line,
    take_samples,
    thread_loads,
    to_csv,
    wait_percent,
)
from appliance.worldserver.finding import Target
from appliance.worldserver.process import Worldserver
from appliance.worldserver.reading import Detail, Reading, ThreadReading
from tests.support.performance import worldserver_of
from tests.support.programs import IDLE, program

READING = Reading(0.0, 0.0, 0.0, 0.0, 2**30, 2**30, 0, 9, 100, 0, 0.0, None, None)
DETAIL = Detail(0.0, (), 2, None, None, None, None, None, None, None, ())
TARGET = Target(1, "worldserver", 1, 0.0, "test")


class Scripted(Worldserver):
    """Reads at virtual time; `slow` names the readings that take longer than they should."""

    def __init__(self, slow: dict[int, float]) -> None:
        super().__init__()
        self.slow = slow
        self.at: list[float] = []

    async def read(self, _target: Target) -> Reading:
        self.at.append(round(trio.current_time(), 6))
        await trio.sleep(self.slow.get(len(self.at), 0.0))
        return replace(READING, at_s=trio.current_time())


async def test_samples_are_taken_on_time_and_the_last_ends_the_window(
    autojump_clock: MockClock,
) -> None:
    scripted, start = Scripted({}), trio.current_time()
    readings, missed = await take_samples(
        scripted, TARGET, duration_s=1.05, interval_s=0.25, progress=no_progress
    )
    assert [round(at - start, 6) for at in scripted.at] == [0, 0.25, 0.5, 0.75, 1.0, 1.05]
    assert (len(readings), missed) == (6, 0)


async def test_a_slow_reading_costs_those_behind_it_and_is_counted(
    autojump_clock: MockClock,
) -> None:
    scripted, start = Scripted({2: 0.9}), trio.current_time()
    readings, missed = await take_samples(
        scripted, TARGET, duration_s=2.0, interval_s=0.2, progress=no_progress
    )
    assert [round(at - start, 6) for at in scripted.at][:4] == [0, 0.2, 1.1, 1.2]
    assert missed == 3
    assert len(readings) == 11 - missed


async def test_progress_is_told_about_once_a_second(autojump_clock: MockClock) -> None:
    told: list[float] = []

    async def progress(done: float, total: float | None = None, message: str | None = None) -> None:
        assert total == 5.0
        told.append(done)

    await take_samples(Scripted({}), TARGET, duration_s=5.0, interval_s=0.1, progress=progress)
    assert told == pytest.approx([1, 2, 3, 4, 5], abs=0.11)


async def test_a_process_that_ends_meanwhile_is_an_error(tmp_path: Path) -> None:
    with program(IDLE) as process:
        worldserver = worldserver_of(process.pid, tmp_path)
        target = await worldserver.find()

        async def kill(*_: object, **__: object) -> None:
            process.kill()

        with pytest.raises(Unavailable, match="ended while it was measured"):
            await take_samples(worldserver, target, duration_s=50, interval_s=0.05, progress=kill)


def test_shares_are_of_the_time_that_passed() -> None:
    readings = [
        replace(READING, at_s=at, cpu_s=cpu) for at, cpu in ((0, 5), (0.5, 5.25), (1.5, 7.25))
    ]
    assert cpu_percents(readings) == [50, 200]
    assert cpu_percents([readings[0], readings[0]]) == []


def test_the_slope_of_memory_needs_three_readings() -> None:
    readings = [replace(READING, at_s=float(at), rss_bytes=100 * at) for at in range(5)]
    line = memory_line(readings)
    assert line is not None
    assert line.slope == pytest.approx(100)
    assert memory_line(readings[:2]) is None


def test_threads_are_compared_with_themselves() -> None:
    before = replace(
        DETAIL,
        at_s=10.0,
        threads=(ThreadReading(1, "world", 5.0, 1.0), ThreadReading(2, "gone", 9.0, 9.0)),
    )
    after = replace(
        DETAIL,
        at_s=12.0,
        threads=(ThreadReading(1, "world", 6.0, 1.5), ThreadReading(3, "new", 2.0, 0.0)),
    )
    (load,) = thread_loads(before, after)
    assert (load.name, load.percent, load.wait_percent) == ("world", 50, 25)
    assert wait_percent([load]) == pytest.approx(100 / 3)
    assert wait_percent([]) is None
    assert thread_loads(after, after) == []


def test_csv_holds_numbers_and_nothing_that_is_a_formula() -> None:
    readings = [
        replace(READING, at_s=at, cpu_s=at / 2, read_bytes=7, minor_faults=int(at * 10))
        for at in (100.0, 100.5, 101.0)
    ]
    rows = list(csv.reader(io.StringIO(to_csv(readings))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == ["0.5", "50.0", "1073741824", "0", "9", "1005", "0", "7", ""]
    assert len(rows) == 3
    for row in rows[1:]:
        assert all(cell == "" or float(cell) >= 0 for cell in row)
