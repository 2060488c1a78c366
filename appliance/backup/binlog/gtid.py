"""Sets of MySQL's global transaction identifiers: `uuid:1-5:7, uuid:tag:1-3`. Pure.

MySQL manual, GTID Format and Storage. An interval is kept as first and last number.
"""

from __future__ import annotations

from collections.abc import Iterable

GtidSet = dict[str, list[tuple[int, int]]]
"""Merged, sorted intervals by `uuid` or `uuid:tag`."""


def parse_set(text: str) -> GtidSet:
    """The set a text names.

    Raises:
        ValueError: it names none.
    """
    found: GtidSet = {}
    for part in filter(None, (each.strip() for each in text.replace("\n", "").split(","))):
        uuid, *rest = part.lower().split(":")
        source = uuid
        if len(uuid) != 36 or not rest:
            raise ValueError(f"{part[:80]!r} is no set of GTIDs")
        for each in rest:
            if not each[:1].isdigit():
                source = f"{uuid}:{each}"
                continue
            first, _, last = each.partition("-")
            found.setdefault(source, []).append((int(first), int(last or first)))
    return {source: _merged(intervals) for source, intervals in found.items()}


def format_set(gtids: GtidSet) -> str:
    """The set as text."""
    return ",".join(
        f"{source}:" + ":".join(f"{a}-{b}" if a < b else str(a) for a, b in intervals)
        for source, intervals in sorted(gtids.items())
    )


def is_subset(part: GtidSet, whole: GtidSet) -> bool:
    """Whether all of `part` is in `whole`."""
    return all(
        any(first <= a and b <= last for first, last in whole.get(source, ()))
        for source, intervals in part.items()
        for a, b in intervals
    )


def _merged(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
