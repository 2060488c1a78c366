"""What the tools about groups share: spells with their points, and who supplies what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from appliance.gamedata.groups.abilities import Ability, helpful
from appliance.gamedata.groups.capabilities import Capability, Kind, Reach
from appliance.tools.groups.bots import Member
from appliance.tools.models import Coded, ToolOutput

DIGITS = 4
"""Decimals told of points."""


class Supply(ToolOutput):
    """A spell that gives a capability, and who has it."""

    spell: Coded
    rank: str | None = None
    reach: Reach
    points_min: Annotated[float | None, Field(description="Before what the caster adds.")] = None
    points_max: float | None = None
    percent: bool | None = None
    duration_ms: Annotated[int | None, Field(description="-1: until cancelled.")] = None
    cooldown_ms: int | None = None
    needs_talent: bool | None = None
    specializations: Annotated[
        list[int] | None, Field(description="Only these have it; a member's may be unknown.")
    ] = None
    members: list[int]


class Covered(ToolOutput):
    """A capability somebody has; spells with the most points first."""

    kind: Kind
    capability: str
    members: int
    spells_total: int
    spells: list[Supply]


def supply(ability: Ability, one: Capability, members: Sequence[int]) -> Supply:
    """A spell with one of its capabilities."""
    pointless = not one.least and not one.most
    spell = ability.spell
    return Supply(
        spell=Coded(id=spell.id, name=spell.name),
        rank=spell.rank or None,
        reach=one.reach,
        points_min=None if pointless else round(one.least, DIGITS),
        points_max=None if pointless else round(one.most, DIGITS),
        percent=True if one.percent else None,
        duration_ms=ability.lasts_ms(one),
        cooldown_ms=spell.recovery_ms or None,
        needs_talent=True if ability.chosen else None,
        specializations=list(ability.specializations) or None,
        members=list(members),
    )


def coverage(
    members: Iterable[Member], kinds: Iterable[Kind] = tuple(Kind), *, limit: int
) -> list[Covered]:
    """Who supplies which capability, by kind and name."""
    wanted = set(kinds)
    who: dict[tuple[Kind, str], dict[tuple[int, Reach], list[int]]] = defaultdict(dict)
    what: dict[tuple[Kind, str, int, Reach], tuple[Ability, Capability]] = {}
    for member in members:
        for ability in member.abilities:
            for one in ability.capabilities:
                if one.kind not in wanted or not helpful(one):
                    continue
                spells = who[(one.kind, one.name)]
                places = spells.setdefault((ability.spell.id, one.reach), [])
                if member.place not in places:
                    places.append(member.place)
                what.setdefault((one.kind, one.name, ability.spell.id, one.reach), (ability, one))
    order = list(Kind)
    return [
        _covered(kind, name, spells, what, limit)
        for (kind, name), spells in sorted(
            who.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]


def _covered(
    kind: Kind,
    name: str,
    spells: dict[tuple[int, Reach], list[int]],
    what: dict[tuple[Kind, str, int, Reach], tuple[Ability, Capability]],
    limit: int,
) -> Covered:
    rows = [
        supply(*what[(kind, name, spell, reach)], places)
        for (spell, reach), places in spells.items()
    ]
    rows.sort(key=lambda row: (-abs(row.points_max or 0), row.spell.id, row.reach))
    everyone = {place for places in spells.values() for place in places}
    return Covered(
        kind=kind,
        capability=name,
        members=len(everyone),
        spells_total=len(rows),
        spells=rows[:limit],
    )
