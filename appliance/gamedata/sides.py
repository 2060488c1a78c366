"""Alliance and Horde: whose a race is, and who talks to whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from appliance.formulas.reactions import Reaction, Side
from appliance.gamedata import client
from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.world import factions

FACTIONS = "SELECT entry, faction FROM creature_template WHERE entry IN ({ids}) ORDER BY entry"

_ALLIANCE = frozenset(
    (
        *("human", "dwarf", "night elf", "gnome", "draenei", "worgen", "pandaren (alliance)"),
        *("void elf", "lightforged draenei", "kul tiran", "dark iron dwarf", "mechagnome"),
        *("dracthyr (alliance)", "earthen (alliance)"),
    )
)
_NEUTRAL = frozenset(("none", "pandaren (neutral)"))
_TEAMS = {0: Side.ALLIANCE, 1: Side.HORDE}
"""ChrRaces.Alliance."""


class _Row(NamedTuple):
    entry: int
    faction: int


def race_bit(realm: Realm, race: int) -> int:
    """A race's bit in masks like AllowableRaces; 0 for a race this branch does not know.

    Later races of master have bits that do not follow from their number (RaceMask::GetRaceBit).
    """
    known = enums(realm.branch)
    name = known.name("Races", race)
    bits = {known.name("RaceMask", bit): bit for bit in known.values("RaceMask")}
    return bits.get(name, 0) if name else 0


async def side_of_race(realm: Realm, race: int) -> Side | None:
    """The side a race belongs to; None where it has yet to choose, or is unknown."""
    if await client.has(realm, "ChrRaces"):
        row = await client.record(realm, "ChrRaces", race)
        if row is not None and "Alliance" in row:
            return _TEAMS.get(row["Alliance"])
    name = enums(realm.branch).name("Races", race)
    return _side(name) if name else None


def races_of(realm: Realm, side: Side) -> int:
    """The mask of all races of a side."""
    known = enums(realm.branch)
    found = 0
    for bit in known.values("RaceMask"):
        name = known.name("RaceMask", bit)
        if name is not None and _side(name) is side:
            found |= bit
    return found


async def enemies(realm: Realm, creatures: Collection[int], side: Side) -> frozenset[int]:
    """Those of the creatures that fight players of a side from the start.

    Nobody is known to where the client's FactionTemplate and Faction are missing.
    """
    rows = await fetch_by_ids(realm.world, FACTIONS, creatures, row=_Row)
    known = await factions.templates(realm, {row.faction for row in rows})
    found = set()
    for row in rows:
        template = known.get(row.faction)
        if template is not None:
            met = template.alliance if side is Side.ALLIANCE else template.horde
            if met is not None and met <= Reaction.HOSTILE:
                found.add(row.entry)
    return frozenset(found)


def sides(realm: Realm, races: int) -> frozenset[Side]:
    """The sides a mask of races leaves in; both for 0."""
    return frozenset(side for side in Side if not races or races & races_of(realm, side))


def _side(name: str) -> Side | None:
    if name in _NEUTRAL:
        return None
    return Side.ALLIANCE if name in _ALLIANCE else Side.HORDE
