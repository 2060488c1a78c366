"""The cluster in words, for people: made of the JSON that a node answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

HEAD = ("NODE", "ROLE", "TERM", "HEARD", "ROUND TRIP", "VERSION", "HEALTH", "READY", "ADDRESS")


def members_table(members: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line a node."""
    rows = [
        (
            _text(each.get("node")),
            _text(each.get("role")),
            _text(each.get("term")),
            ago(each.get("heardAgeSeconds")),
            seconds(each.get("roundTripSeconds")),
            _text(each.get("version")),
            _text(each.get("health")),
            _text(each.get("ready")),
            _text(each.get("address")),
        )
        for each in members
    ]
    return _columns([HEAD, *rows])


def failover_line(failover: Mapping[str, Any]) -> str:
    """One change of the leader."""
    before = failover.get("previous")
    who = f"{before} -> {failover.get('leader')}" if before else str(failover.get("leader"))
    lasted = failover.get("durationSeconds")
    without = "" if lasted is None else f", {seconds(lasted)} without a leader"
    reason = str(failover.get("reason")).replace("_", " ")
    return f"{failover.get('at')}  term {failover.get('term')}: {who} ({reason}{without})"


def ago(value: object) -> str:
    """How long ago."""
    return "never" if value is None else f"{seconds(value)} ago"


def seconds(value: object) -> str:
    """A duration, as short as it can be said."""
    if not isinstance(value, int | float):
        return "-"
    return f"{value * 1e3:.1f} ms" if value < 1 else f"{value:.1f} s"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else "".join(one for one in str(value) if one.isprintable())


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
