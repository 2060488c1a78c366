"""Rules over what was measured of a worldserver process: a report of analyze-bot-performance, or
any JSON with the same fields.

`FIELDS` says where each number is looked for; what a report lacks, its rules are silent about.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from appliance.tuning.suggestions import Category, Difficulty, Evidence, Impact, Suggestion

MIB = 2**20
Report = Mapping[str, float]

FIELDS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "cores": (("machine.usableCores", 1), ("machine.cores", 1), ("cores", 1)),
    "cpu_percent": (
        ("cpu.percentOfCore.p95", 1), ("cpu.percentOfCore.mean", 1), ("cpu.percentOfCore", 1),
        ("cpuPercent", 1),
    ),
    "wait_percent": (("cpu.waitPercent", 1),),
    "rss_bytes": (("memory.rssBytes", 1), ("memory.rssMB", MIB), ("memory.rssMb", MIB)),
    "swap_bytes": (("memory.swapBytes", 1), ("memory.swapMB", MIB), ("memory.swapMb", MIB)),
    "growth": (("memory.growth.bytesPerS", 1), ("memory.growthBytesPerS", 1)),
    "growth_margin": (("memory.growth.marginBytesPerS", 1), ("memory.growthMarginBytesPerS", 1)),
    "window_s": (("window.seconds", 1),),
    "memory_bytes": (
        ("cgroup.memoryLimitBytes", 1), ("machine.memoryBytes", 1), ("memory.limitBytes", 1),
    ),
    "throttled_percent": (("cgroup.throttledPercent", 1),),
    "cpu_pressure": (("cgroup.pressurePercent.cpu", 1),),
    "memory_pressure": (("cgroup.pressurePercent.memory", 1),),
    "io_pressure": (("cgroup.pressurePercent.io", 1),),
    "open_files": (("process.openFiles", 1),),
    "open_files_limit": (("process.openFilesLimit", 1),),
    "send_queue_bytes": (("network.sendQueueBytes", 1),),
    "receive_queue_bytes": (("network.receiveQueueBytes", 1),),
}  # fmt: skip
"""Each number's places, the first that holds one counts, with the factor to its unit."""
THREADS = ("cpu.threads", "threads")
THREAD = "busiest_thread_percent"

LEAST, MOST = 1e-9, 1e18
"""Of numbers that are believed: nothing is measured so finely, nor is there so much of anything."""

THREAD_PERCENT = 90.0
MACHINE_PERCENT = 85.0
WAIT_PERCENT = 10.0
THROTTLED_PERCENT = 1.0
PRESSURE_PERCENT = 10.0
MEMORY_SHARE = 0.85
GROWTH_BYTES_PER_S = MIB / 60
GROWTH_WINDOW_S = 5.0
"""A slope of memory over less than this says nothing of the hours to come."""
SWAP_BYTES = 64 * MIB
FILES_SHARE = 0.8
QUEUE_BYTES = MIB


class Rule(NamedTuple):
    """What a rule needs to know, and the rule."""

    needs: tuple[str, ...]
    judge: Callable[[Report], Suggestion | None]


def read_report(document: Mapping[str, Any]) -> tuple[Report, str]:
    """The numbers of a report that rules know, and the name of its busiest thread ("" if none)."""
    found: dict[str, float] = {}
    for name, places in FIELDS.items():
        for path, factor in places:
            number = _number(_at(document, path))
            if number is not None:
                found[name] = number * factor
                break
    busiest = ""
    for path in THREADS:
        threads = _at(document, path)
        for thread in threads if isinstance(threads, list) else ():
            percent = _number(_at(thread, "percentOfCore"))
            if percent is not None and percent > found.get(THREAD, -1.0):
                found[THREAD] = percent
                busiest = str(_at(thread, "name") or "")[:40]
    return found, busiest


def suggest(report: Report, busiest: str = "") -> Iterator[Suggestion]:
    """What the rules say whose numbers are all there."""
    if THREAD in report and (found := _one_thread(report, busiest)) is not None:
        yield found
    for rule in RULES:
        if all(name in report for name in rule.needs) and (found := rule.judge(report)) is not None:
            yield found


def _at(document: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(document, Mapping):
            return None
        document = document.get(part)
    return document


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if value == 0 or LEAST <= abs(value) <= MOST else None


def _evidence(report: Report, *names: str, **derived: float) -> tuple[Evidence, ...]:
    shown = [Evidence(name, report[name], "performance report") for name in names]
    shown += [Evidence(name, value, "divided from these") for name, value in derived.items()]
    return tuple(shown)


def _one_thread(report: Report, name: str) -> Suggestion | None:
    if report[THREAD] < THREAD_PERCENT:
        return None
    named = (Evidence("busiest_thread", name, "performance report"),) if name else ()
    return Suggestion(
        "one-thread-at-its-limit", Category.CPU, Impact.HIGH, Difficulty.MEDIUM,
        "Spread the load: raise MapUpdate.Threads (worldserver.conf) where several maps are"
        " crowded. One map is updated by one thread, so a single crowded map needs fewer"
        " characters, or shorter Visibility.Distance.",
        f"a thread at {THREAD_PERCENT:g} % of a core: it has no reserve, and every update that"
        " takes longer delays all of its players",
        named + _evidence(report, THREAD),
        "More map threads need cores to run on.",
    )  # fmt: skip


def _whole_machine(report: Report) -> Suggestion | None:
    percent = report["cpu_percent"] / report["cores"] if report["cores"] else 0.0
    if percent < MACHINE_PERCENT:
        return None
    return Suggestion(
        "all-cores-busy", Category.CPU, Impact.HIGH, Difficulty.HARD,
        "Fewer characters, or more cores; move the database to another machine if it runs here.",
        f"{MACHINE_PERCENT:g} % of its cores, the process alone: queues grow without bound from"
        " there (our limit)",
        _evidence(report, "cpu_percent", "cores", percent_of_cores=percent),
    )  # fmt: skip


def _waiting(report: Report) -> Suggestion | None:
    if report["wait_percent"] < WAIT_PERCENT:
        return None
    return Suggestion(
        "waits-for-a-core", Category.CPU, Impact.MEDIUM, Difficulty.MEDIUM,
        "Find what else runs on the machine, or raise the priority (UseProcessors,"
        " ProcessPriority in worldserver.conf; CPUWeight in its systemd unit).",
        f"its threads were ready, and waited, {WAIT_PERCENT:g} % of the time they wanted to run",
        _evidence(report, "wait_percent"),
    )  # fmt: skip


def _throttled(report: Report) -> Suggestion | None:
    if report["throttled_percent"] < THROTTLED_PERCENT:
        return None
    return Suggestion(
        "cpu-limit-reached", Category.CPU, Impact.HIGH, Difficulty.EASY,
        "Raise the CPU limit of its container or unit (cpu.max, CPUQuota): the kernel stops all"
        " its threads each time it is used up.",
        f"{THROTTLED_PERCENT:g} % of the periods since the group was made (our limit; a period is"
        " 100 ms by default, two updates of the world)",
        _evidence(report, "throttled_percent"),
    )  # fmt: skip


def _growth(report: Report) -> Suggestion | None:
    surely = report["growth"] - abs(report["growth_margin"])
    if surely < GROWTH_BYTES_PER_S or report["window_s"] < GROWTH_WINDOW_S:
        return None
    derived = {}
    if report.get("memory_bytes", 0.0) > report.get("rss_bytes", math.inf):
        left = report["memory_bytes"] - report["rss_bytes"]
        derived = {"hours_to_limit": left / report["growth"] / 3600}
    soon = derived.get("hours_to_limit", math.inf) < 24
    return Suggestion(
        "memory-grows", Category.MEMORY, Impact.HIGH if soon else Impact.MEDIUM, Difficulty.HARD,
        "Measure again over a longer time and with nobody logging in: maps that load grow too."
        " If it goes on, look for what is never freed (heaptrack, AddressSanitizer).",
        f"more than 1 MiB a minute at 95 % confidence over {GROWTH_WINDOW_S:g} s or longer",
        _evidence(report, "growth", "growth_margin", "window_s", **derived),
    )  # fmt: skip


def _little_memory(report: Report) -> Suggestion | None:
    share = report["rss_bytes"] / report["memory_bytes"] if report["memory_bytes"] else 0.0
    if share < MEMORY_SHARE:
        return None
    return Suggestion(
        "memory-nearly-used-up", Category.MEMORY, Impact.HIGH, Difficulty.MEDIUM,
        "Give it more memory, or load less: GridUnload, fewer maps with vmaps and mmaps, fewer"
        " characters.",
        f"{MEMORY_SHARE:.0%} of its limit (the group's, else the machine's); at all of it the"
        " kernel ends the process",
        _evidence(report, "rss_bytes", "memory_bytes", used_share=share),
    )  # fmt: skip


def _swapped(report: Report) -> Suggestion | None:
    if report["swap_bytes"] < SWAP_BYTES:
        return None
    return Suggestion(
        "swapped-out", Category.MEMORY, Impact.MEDIUM, Difficulty.MEDIUM,
        "Free memory on the machine or lower vm.swappiness: an update that touches these pages"
        " waits for the disk.",
        f"{SWAP_BYTES // MIB} MiB (our limit: less is memory nobody uses)",
        _evidence(report, "swap_bytes"),
    )  # fmt: skip


def _pressure(name: str, category: Category, action: str) -> Rule:
    def judge(report: Report) -> Suggestion | None:
        if report[name] < PRESSURE_PERCENT:
            return None
        return Suggestion(
            name.replace("_", "-"), category, Impact.MEDIUM, Difficulty.MEDIUM, action,
            f"some task of its group (of the machine where the group is /) stalled"
            f" {PRESSURE_PERCENT:g} % of the last minute (pressure stall information; our limit:"
            " 5 ms of an update of 50 ms)",
            _evidence(report, name),
        )  # fmt: skip

    return Rule((name,), judge)


def _files(report: Report) -> Suggestion | None:
    limit = report["open_files_limit"]
    share = report["open_files"] / limit if limit else 0.0
    if share < FILES_SHARE:
        return None
    return Suggestion(
        "open-files-nearly-used-up", Category.ARCHITECTURE, Impact.HIGH, Difficulty.EASY,
        "Raise the limit of open files (LimitNOFILE, ulimit -n): each player is one.",
        f"{FILES_SHARE:.0%} of the limit; at all of it nobody can connect",
        _evidence(report, "open_files", "open_files_limit", used_share=share),
    )  # fmt: skip


def _queue(name: str, action: str) -> Rule:
    def judge(report: Report) -> Suggestion | None:
        if report[name] < QUEUE_BYTES:
            return None
        return Suggestion(
            name.removesuffix("_bytes").replace("_", "-"), Category.NETWORK, Impact.MEDIUM,
            Difficulty.MEDIUM, action,
            "1 MiB over all connections at the moment of the measurement (our limit)",
            _evidence(report, name),
        )  # fmt: skip

    return Rule((name,), judge)


RULES = (
    Rule(("cpu_percent", "cores"), _whole_machine),
    Rule(("wait_percent",), _waiting),
    Rule(("throttled_percent",), _throttled),
    Rule(("growth", "growth_margin", "window_s"), _growth),
    Rule(("rss_bytes", "memory_bytes"), _little_memory),
    Rule(("swap_bytes",), _swapped),
    _pressure("cpu_pressure", Category.CPU, "Give its group more CPU, or run less beside it."),
    _pressure("memory_pressure", Category.MEMORY, "Give its group more memory."),
    _pressure("io_pressure", Category.DATABASE, "Move logs or the database to another disk."),
    Rule(("open_files", "open_files_limit"), _files),
    _queue("send_queue_bytes", "Find the links that do not keep up, or lower what is sent"
           " (Compression, Visibility.Distance in worldserver.conf)."),
    _queue("receive_queue_bytes", "The server does not read as fast as players send: raise"
           " Network.Threads (worldserver.conf), or relieve the CPU."),
)  # fmt: skip
