"""What a node tells of itself with each heartbeat and each answer to one. Pure.

A leader also tells what it heard of the others, so that every node can show the whole cluster. The
election looks at none of it. Nodes of two versions talk to each other during an upgrade: what one
does not know it skips, what it misses is None; what is no such thing at all counts as nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from appliance.failover.status import Member, Role

LIMIT_BYTES = 8 * 1024
"""Longest report that is read; a node takes some 200 bytes of it."""
MOST_NODES = 32
_LONGEST_TEXT = 64
_OTHERS, _CAUSE = "others", "cause"


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of a node, in its own words; None: not told.

    Attributes:
        version: of its program.
        witness: whether it votes only.
        health: ok, warning or failed.
        ready: whether it takes calls.
        calls: tool calls it is working on.
        lag_s: how late its event loop ran timers lately.
        generation: the catalogue of backups it has seen.
    """

    version: str | None = None
    witness: bool | None = None
    health: str | None = None
    ready: bool | None = None
    calls: int | None = None
    lag_s: float | None = None
    generation: int | None = None


NOTHING = Facts()
_KINDS: Mapping[str, type] = {
    "version": str,
    "witness": bool,
    "health": str,
    "ready": bool,
    "calls": int,
    "lag_s": float,
    "generation": int,
    "age_s": float,
    "rtt_s": float,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What the leader knows of another node: its facts, how old they are, its round trip."""

    facts: Facts
    age_s: float | None = None
    rtt_s: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What travels with a message.

    Attributes:
        own: the facts of its sender.
        others: what a leader heard of the rest.
        cause: why the leader was elected.
    """

    own: Facts = NOTHING
    others: Mapping[str, Heard] = field(default_factory=dict)
    cause: str = ""


def encode(report: Report) -> bytes:
    """The report as bytes, without what is not known; of others only what still can be read."""
    content: dict[str, Any] = _known(report.own)
    if report.cause:
        content[_CAUSE] = report.cause
    if report.others:
        others = {node: _known(each.facts) | _known(each) for node, each in report.others.items()}
        if len(whole := _json(content | {_OTHERS: others})) <= LIMIT_BYTES:
            return whole
    return _json(content)


def decode(content: bytes) -> Report:
    """The report in bytes from another node; what does not fit is left out, never an error."""
    if not content or len(content) > LIMIT_BYTES:
        return Report()
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return Report()
    if not isinstance(found, dict):
        return Report()
    others = found.get(_OTHERS)
    heard = list(others.items())[:MOST_NODES] if isinstance(others, dict) else []
    cause = found.get(_CAUSE)
    return Report(
        _facts(found),
        {_text(node): _heard(each) for node, each in heard if isinstance(each, dict)},
        _text(cause) if isinstance(cause, str) else "",
    )


def told(member: Member, facts: Facts) -> Member:
    """The member with what it, or somebody who heard it, told of it."""
    role = Role.WITNESS if facts.witness and member.role is Role.FOLLOWER else member.role
    return replace(
        member,
        role=role,
        witness=bool(facts.witness),
        version=facts.version,
        health=facts.health,
        ready=facts.ready,
        calls_in_flight=facts.calls,
        loop_lag_s=facts.lag_s,
        generation=facts.generation,
    )


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


def _known(part: Facts | Heard) -> dict[str, Any]:
    names = [each.name for each in fields(part) if each.name in _KINDS]
    found = {name: getattr(part, name) for name in names}
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in found.items()
        if value is not None
    }


def _facts(found: Mapping[str, Any]) -> Facts:
    return Facts(**{each.name: _fitting(each.name, found) for each in fields(Facts)})


def _heard(found: Mapping[str, Any]) -> Heard:
    return Heard(_facts(found), _fitting("age_s", found), _fitting("rtt_s", found))


def _fitting(name: str, found: Mapping[str, Any]) -> Any:
    value, kind = found.get(name), _KINDS[name]
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value) if abs(value) < 2**53 else None
    if type(value) is not kind:
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float) and not 0 <= value < 2**53:  # NaN is neither
        return None
    return value


def _text(value: str) -> str:
    return "".join(each for each in value[:_LONGEST_TEXT] if each.isprintable())
