"""Factions players have a standing with, and the faction templates that creatures carry.

Both are client tables: Faction and FactionTemplate. A template belongs to a faction and says whom
it fights and helps.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.formulas.reactions import PLAYERS, Group, Reaction, Side, rank_of, reaction
from appliance.gamedata import client
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm

AT_WAR = 0x2
"""FactionFlags (3.3.5), ReputationFlags (master): at war with the player from the start."""
ALLIANCE_RACES, HORDE_RACES = (1, 3, 4, 7, 11), (2, 5, 6, 8, 10)
"""Races (ChrRaces) that stand for a side; those of later expansions begin alike."""
_SLOTS = 4


class BaseStanding(NamedTuple):
    """Where some players begin with a faction: `races` and `classes` are masks, 0 for any."""

    races: int
    classes: int
    standing: int
    flags: int


@dataclass(frozen=True, slots=True)
class Faction:
    """A faction (Faction.dbc, Faction.db2).

    reputation_index: its place in a character's list, -1 without standing.
    spill_in, spill_out: factors of reputation it takes from, and gives to, others of its parent.
    spill_rank: ReputationRank above which it takes none.
    """

    id: int
    name: str
    description: str
    reputation_index: int
    bases: tuple[BaseStanding, ...]
    parent: int
    spill_in: float
    spill_out: float
    spill_rank: int

    @property
    def has_reputation(self) -> bool:
        """Whether players have a standing with it."""
        return self.reputation_index >= 0

    def base(self, race: int, player_class: int) -> BaseStanding | None:
        """`base_of` for a ChrRaces id below 32: others have bits that do not follow from it."""
        return self.base_of(1 << (race - 1), player_class)

    def base_of(self, race_bit: int, player_class: int) -> BaseStanding | None:
        """Where a player of this race (its bit in masks) and class begins; None: at 0, no flags.

        Source (both branches): ReputationMgr::GetBaseReputation.
        """
        class_bit = 1 << (player_class - 1)
        for base in self.bases:
            fits_race = base.races & race_bit or (not base.races and base.classes)
            if fits_race and (not base.classes or base.classes & class_bit):
                return base
        return None


@dataclass(frozen=True, slots=True)
class Template:
    """A faction template with its faction, None where Faction has no such record.

    alliance, horde: how it meets a player of that side; None where races of the side begin with
        different standings, so that the player's own counts.
    by_reputation: a player's standing with the faction decides; the reactions are those at start.
    """

    id: int
    flags: int
    faction: Faction | None
    faction_id: int
    alliance: Reaction | None
    horde: Reaction | None
    by_reputation: bool


async def factions(
    realm: Realm, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Faction]:
    """Factions by id; ids without a record are left out.

    Raises:
        Unavailable: there is no file Faction.
    """
    rows = await client.records(realm, "Faction", [number for number in ids if number > 0], locale)
    return {number: _faction(number, row) for number, row in rows.items()}


async def subfactions(realm: Realm, ids: Collection[int]) -> dict[int, list[int]]:
    """The factions below each of `ids` (DB2Manager::GetFactionTeamList), ascending.

    Raises:
        Unavailable: there is no file Faction.
    """
    found: dict[int, list[int]] = {}
    for row in await client.find(realm, "Faction", "ParentFactionID", ids):
        found.setdefault(row["ParentFactionID"], []).append(row["ID"])
    return found


async def templates(
    realm: Realm, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Template]:
    """Faction templates by id; none at all where one of the two files is not there."""
    if not ids or not (
        await client.has(realm, "FactionTemplate") and await client.has(realm, "Faction")
    ):
        return {}
    rows = await client.records(realm, "FactionTemplate", ids)
    groups = {number: _group(row) for number, row in rows.items()}
    known = await factions(realm, {group.faction for group in groups.values()}, locale)
    return {
        number: _template(number, group, known.get(group.faction))
        for number, group in groups.items()
    }


def _faction(number: int, row: Record) -> Faction:
    return Faction(
        id=number,
        name=row["Name"],
        description=row.get("Description", ""),
        reputation_index=row["ReputationIndex"],
        bases=tuple(
            BaseStanding(
                races=_race_mask(row, slot),
                classes=row["ReputationClassMask"][slot],
                standing=row["ReputationBase"][slot],
                flags=row["ReputationFlags"][slot],
            )
            for slot in range(_SLOTS)
        ),
        parent=row["ParentFactionID"],
        spill_in=row["ParentFactionMod"][0],
        spill_out=row["ParentFactionMod"][1],
        spill_rank=row["ParentFactionCap"][0],
    )


def _race_mask(row: Record, slot: int) -> int:
    """One number on most layouts, two halves of 32 bits on the latest."""
    halves = row.get(f"ReputationRaceMasks{slot}", (0, 0))
    masks = row.get("ReputationRaceMask", (0,) * _SLOTS)
    low, high = (half & 0xFFFFFFFF for half in halves)
    return int(masks[slot]) or low | high << 32


def _group(row: Record) -> Group:
    return Group(
        faction=row["Faction"],
        own=row["FactionGroup"],
        friends=row["FriendGroup"],
        enemies=row["EnemyGroup"],
        friend_factions=tuple(row["Friend"]),
        enemy_factions=tuple(row["Enemies"]),
        flags=row["Flags"],
    )


def _template(number: int, group: Group, faction: Faction | None) -> Template:
    by_reputation = faction is not None and faction.has_reputation

    def meets(side: Side) -> Reaction | None:
        if faction is not None and by_reputation:
            return _at_start(faction, ALLIANCE_RACES if side is Side.ALLIANCE else HORDE_RACES)
        return reaction(group, PLAYERS[side])

    return Template(
        id=number,
        flags=group.flags,
        faction=faction,
        faction_id=group.faction,
        alliance=meets(Side.ALLIANCE),
        horde=meets(Side.HORDE),
        by_reputation=by_reputation,
    )


def _at_start(faction: Faction, races: Collection[int]) -> Reaction | None:
    """The rank all races begin with whatever their class, neutral at best where at war."""
    ranks = set()
    for race in races:
        for player_class in range(1, 12):
            base = faction.base(race, player_class)
            rank = rank_of(base.standing if base else 0)
            at_war = base is not None and base.flags & AT_WAR
            ranks.add(min(rank, Reaction.NEUTRAL) if at_war else rank)
    return ranks.pop() if len(ranks) == 1 else None
