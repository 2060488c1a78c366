"""Readings of a process at equal intervals, and what they say together."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import trio

from appliance.tools.context import Progress
from appliance.tuning.regression import FEWEST_POINTS, Line, fit_line
from appliance.worldserver.finding import Target
from appliance.worldserver.process import Worldserver
from appliance.worldserver.reading import Detail, Reading

PROGRESS_S = 1.0
COLUMNS = (
    "at_s", "cpu_percent_of_core", "rss_bytes", "swap_bytes", "threads", "minor_faults",
    "major_faults", "read_bytes", "written_bytes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThreadLoad:
    """What one thread did meanwhile, in percent of one core; waiting is None where unknown."""

    thread_id: int
    name: str
    percent: float
    wait_percent: float | None


async def take_samples(
    worldserver: Worldserver,
    target: Target,
    *,
    duration_s: float,
    interval_s: float,
    progress: Progress,
) -> tuple[list[Reading], int]:
    """Read the process at once, every `interval_s` and at the end.

    Returns the readings and how many were left out because an earlier one took too long.

    Raises:
        Unavailable: the process ended.
    """
    start = trio.current_time()
    readings, missed, told_s = [await worldserver.read(target)], 0, 0.0
    steps = math.ceil(duration_s / interval_s)
    for step in range(1, steps + 1):
        due = start + min(step * interval_s, duration_s)
        # The last one is taken however late it is: it ends the window.
        if step < steps and trio.current_time() > due + interval_s:
            missed += 1
            continue
        await trio.sleep_until(due)
        readings.append(await worldserver.read(target))
        elapsed_s = trio.current_time() - start
        if elapsed_s >= told_s + PROGRESS_S:
            told_s = elapsed_s
            await progress(min(elapsed_s, duration_s), duration_s, "measuring the worldserver")
    return readings, missed


def cpu_percents(readings: Sequence[Reading]) -> list[float]:
    """CPU between each two readings, in percent of one core."""
    return [
        max(0.0, later.cpu_s - earlier.cpu_s) / (later.at_s - earlier.at_s) * 100
        for earlier, later in pairwise(readings)
        if later.at_s > earlier.at_s
    ]


def memory_line(readings: Sequence[Reading]) -> Line | None:
    """Resident memory over time as a straight line; None when there are too few readings."""
    if len(readings) < FEWEST_POINTS or readings[-1].at_s <= readings[0].at_s:
        return None
    return fit_line(
        [reading.at_s - readings[0].at_s for reading in readings],
        [float(reading.rss_bytes) for reading in readings],
    )


def thread_loads(before: Detail, after: Detail) -> list[ThreadLoad]:
    """What each thread that lived all the time did, the busiest first."""
    window_s = after.at_s - before.at_s
    known = {thread.thread_id: thread for thread in before.threads}
    loads = []
    for thread in after.threads:
        was = known.get(thread.thread_id)
        if was is None or window_s <= 0:
            continue
        waited = None
        if thread.wait_s is not None and was.wait_s is not None:
            waited = max(0.0, thread.wait_s - was.wait_s) / window_s * 100
        percent = max(0.0, thread.run_s - was.run_s) / window_s * 100
        loads.append(ThreadLoad(thread.thread_id, thread.name, percent, waited))
    return sorted(loads, key=lambda load: (-load.percent, load.thread_id))


def wait_percent(loads: Sequence[ThreadLoad]) -> float | None:
    """How much of the time its threads wanted to run they waited for a core; None: unknown."""
    known = [(load.percent, load.wait_percent) for load in loads if load.wait_percent is not None]
    wanted = sum(ran + waited for ran, waited in known)
    return sum(waited for _, waited in known) / wanted * 100 if wanted else None


def to_csv(readings: Sequence[Reading]) -> str:
    """Every reading after the first as a line of numbers: no cell can be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for earlier, later in pairwise(readings):
        (percent,) = cpu_percents([earlier, later]) or (0.0,)
        writer.writerow(
            [
                round(later.at_s - readings[0].at_s, 6), round(percent, 3), later.rss_bytes,
                later.swap_bytes, later.threads, later.minor_faults, later.major_faults,
                later.read_bytes, later.written_bytes,
            ]
        )  # fmt: skip
    return text.getvalue()
