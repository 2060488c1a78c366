"""What is printed and kept of the trials: a JSON line each, and a table at the end."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from chaos.clients import percentile
from chaos.trial import Record

HEAD = (
    "| drill | trials | new leader p50 / max s | nobody led, longest s | calls | reads failed"
    " | others failed | refused | slow | p99 s | longest s | terms | verdict |"
)


def line(record: Record) -> str:
    """One trial in a line for people."""
    took = "-" if record.new_leader_s is None else f"{record.new_leader_s:.3f} s"
    verdict = "ok" if not record.problems else "; ".join(record.problems)
    acted = " ".join(f"{term}:{node}" for term, node in record.acted.items())
    return (
        f"{record.drill:22} {record.fault:44} new leader {took:8} calls {record.calls:6}"
        f" failed {record.reads_failed}+{record.once_failed} refused {record.refused}"
        f" slow {record.slow} [{acted}] {verdict}"
    )


def broken(records: Iterable[Record]) -> str:
    """What did not hold and which failures clients saw, trial by trial; empty where all held."""
    return "".join(
        f"{found.drill}, trial {found.trial} ({found.fault}): {each}\n"
        for found in records
        if found.problems
        for each in (*found.problems, *found.failures)
    )


def keep(path: Path, record: Record) -> None:
    """Append the trial to a file of JSON lines."""
    with path.open("a") as out:
        out.write(json.dumps(record.plain()) + "\n")


def table(records: Sequence[Record]) -> str:
    """All drills, a row each, in Markdown."""
    by_drill: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_drill[record.drill].append(record)
    rows = [HEAD, "|" + "---|" * HEAD.count(" | ") + "---|"]
    rows += [_row(drill, found) for drill, found in by_drill.items()]
    return "\n".join(rows) + "\n"


def _row(drill: str, records: list[Record]) -> str:
    took = [found.new_leader_s for found in records if found.new_leader_s is not None]
    silent = [found.without_leader_s for found in records if found.without_leader_s is not None]
    elected = f"{percentile(took, 0.5):.3f} / {max(took):.3f}" if took else "-"
    bad = sum(bool(found.problems) for found in records)
    cells = [
        drill,
        len(records),
        elected,
        f"{max(silent):.3f}" if silent else "-",
        sum(found.calls for found in records),
        sum(found.reads_failed for found in records),
        sum(found.once_failed for found in records),
        sum(found.refused for found in records),
        sum(found.slow for found in records),
        f"{max(found.p99_s for found in records):.3f}",
        f"{max(found.longest_s for found in records):.3f}",
        _terms(records),
        "holds" if not bad else f"**broken in {bad}**",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def _terms(records: list[Record]) -> str:
    """How often leadership changed, over all trials."""
    changes = sum(max(0, len(found.acted) - 1) for found in records)
    return f"{changes} changes"


def histogram(seconds: Sequence[float], width_s: float = 0.05) -> str:
    """A text histogram of times; infinite ones count as never."""
    finite = [value for value in seconds if math.isfinite(value)]
    counts: dict[int, int] = defaultdict(int)
    for value in finite:
        counts[int(value / width_s)] += 1
    rows = []
    for bucket in range(min(counts, default=0), max(counts, default=-1) + 1):
        low, high = bucket * width_s * 1000, (bucket + 1) * width_s * 1000
        rows.append(f"{low:5.0f}-{high:<5.0f} ms {counts[bucket]:4} {'#' * counts[bucket]}")
    if len(finite) < len(seconds):
        rows.append(f"never        {len(seconds) - len(finite):4}")
    return "\n".join(rows) + "\n"
