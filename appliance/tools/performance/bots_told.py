"""What was read of a process, in the words of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from appliance.tools.performance.bots_models import (
    CgroupFacts,
    CpuFacts,
    Growth,
    MachineFacts,
    MemoryFacts,
    NetworkFacts,
    Percentiles,
    ProcessFacts,
    Sample,
    ThreadFacts,
    Traffic,
)
from appliance.tools.performance.sampling import (
    cpu_percents,
    memory_line,
    thread_loads,
    wait_percent,
)
from appliance.tuning import samples as series
from appliance.tuning.process import GROWTH_WINDOW_S
from appliance.worldserver.finding import Target
from appliance.worldserver.process import Machine
from appliance.worldserver.reading import Detail, Reading

MOST_THREADS = 10
MOST_SAMPLES = 30


def process(target: Target, last: Reading, detail: Detail) -> ProcessFacts:
    """Which process it is."""
    return ProcessFacts(
        pid=target.pid,
        name=target.name,
        found_by=target.found_by,
        started_at=round(target.started_at, 2),
        threads=last.threads,
        open_files=detail.open_files,
        open_files_limit=detail.open_files_limit,
    )


def machine(found: Machine, detail: Detail) -> MachineFacts:
    """What it runs on."""
    return MachineFacts(
        cores=found.cores,
        usable_cores=usable_cores(found, detail),
        memory_bytes=found.memory_bytes,
        available_bytes=found.available_bytes,
        load=found.load,
    )


def usable_cores(found: Machine, detail: Detail) -> float:
    """Cores the process may use: the fewest of machine, affinity and its group's limit."""
    limit = detail.cgroup.cpu_limit_cores if detail.cgroup else None
    return min(found.cores, detail.allowed_cores or found.cores, limit or found.cores)


def cpu(readings: Sequence[Reading], before: Detail, after: Detail, found: Machine) -> CpuFacts:
    """CPU over the window; its mean is over all of it, the others over single samples."""
    first, last = readings[0], readings[-1]
    loads = thread_loads(before, after)
    summary = series.summarize(cpu_percents(readings) or [0.0])
    (mean,) = cpu_percents([first, last]) or (0.0,)
    waited = wait_percent(loads)
    return CpuFacts(
        percent_of_core=Percentiles(
            **{name: round(value, 2) for name, value in summary._asdict().items()}
            | {"mean": round(mean, 2)}
        ),
        percent_of_machine=round(mean / found.cores, 2),
        user_seconds=round(last.user_s - first.user_s, 3),
        system_seconds=round(last.system_s - first.system_s, 3),
        wait_percent=None if waited is None else round(waited, 2),
        disk_wait_seconds=round(last.disk_wait_s - first.disk_wait_s, 3),
        threads=[
            ThreadFacts(
                id=load.thread_id,
                name=load.name,
                percent_of_core=round(load.percent, 2),
                wait_percent=None if load.wait_percent is None else round(load.wait_percent, 2),
            )
            for load in loads[:MOST_THREADS]
        ],
    )


def memory(readings: Sequence[Reading], detail: Detail) -> MemoryFacts:
    """Memory at the end, and what happened to it meanwhile; no growth from a short window."""
    first, last = readings[0], readings[-1]
    line = memory_line(readings) if last.at_s - first.at_s >= GROWTH_WINDOW_S else None
    return MemoryFacts(
        rss_bytes=last.rss_bytes,
        peak_rss_bytes=last.peak_rss_bytes,
        swap_bytes=last.swap_bytes,
        proportional_bytes=detail.proportional_bytes,
        private_dirty_bytes=detail.private_dirty_bytes,
        growth=None
        if line is None
        else Growth(
            bytes_per_s=round(line.slope, 1),
            standard_error=round(line.slope_error, 1),
            margin_bytes_per_s=round(line.slope_margin, 1),
        ),
        major_faults=last.major_faults - first.major_faults,
        read_bytes=_difference(first.read_bytes, last.read_bytes),
        written_bytes=_difference(first.written_bytes, last.written_bytes),
    )


def network(detail: Detail) -> NetworkFacts | None:
    """Connections; None where its sockets may not be looked at."""
    found = detail.sockets
    if found is None:
        return None
    return NetworkFacts(
        connections=found.states,
        listening_ports=list(found.listening_ports),
        receive_queue_bytes=found.receive_queue_bytes,
        send_queue_bytes=found.send_queue_bytes,
        largest_send_queue_bytes=found.largest_send_queue_bytes,
    )


def traffic(before: Detail, after: Detail) -> Traffic | None:
    """Bytes a second; None unless the process has a network of its own."""
    window_s = after.at_s - before.at_s
    if before.traffic is None or after.traffic is None or window_s <= 0:
        return None
    received, sent = (
        (later - earlier) / window_s
        for earlier, later in zip(before.traffic, after.traffic, strict=True)
    )
    return Traffic(received_bytes_per_s=round(received, 1), sent_bytes_per_s=round(sent, 1))


def cgroup(detail: Detail) -> CgroupFacts | None:
    """Limits and pressure; None where there is no group of version 2 to be seen."""
    found = detail.cgroup
    if found is None:
        return None
    throttled = None
    if found.periods and found.throttled_periods is not None:
        throttled = round(found.throttled_periods / found.periods * 100, 2)
    return CgroupFacts(
        path=found.path,
        cpu_limit_cores=found.cpu_limit_cores,
        memory_limit_bytes=found.memory_limit_bytes,
        memory_bytes=found.memory_bytes,
        throttled_percent=throttled,
        pressure_percent=found.pressure_percent,
    )


def samples(readings: Sequence[Reading], *, cpu: bool, memory: bool) -> list[Sample]:
    """The readings in at most 30 parts of equal length."""
    told = []
    steps = list(pairwise(readings))
    for part in series.parts(steps, MOST_SAMPLES):
        start, end = part[0][0], part[-1][1]
        percents = cpu_percents([start, *(later for _, later in part)]) or [0.0]
        (mean,) = cpu_percents([start, end]) or (0.0,)
        told.append(
            Sample(
                at_s=round(end.at_s - readings[0].at_s, 3),
                cpu_percent=round(mean, 2) if cpu else None,
                cpu_maximum=round(max(percents), 2) if cpu else None,
                rss_bytes=end.rss_bytes if memory else None,
            )
        )
    return told if cpu or memory else []


def notes_of(detail: Detail, owner: str) -> list[str]:
    """What could not be measured, and why."""
    notes = [
        f"The kernel refuses {part} of this process: run this server as {owner} to see them."
        for part in detail.refused
    ]
    if detail.sockets is not None and detail.traffic is None:
        notes.append(
            "Linux counts no network bytes by process, and this one has no network of its own:"
            " connections and their queues are all that is known."
        )
    return notes


def _difference(first: int | None, last: int | None) -> int | None:
    return None if first is None or last is None else last - first
