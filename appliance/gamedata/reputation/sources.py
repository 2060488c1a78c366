"""What gives reputation with a faction: kills and quests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.formulas.reactions import Reaction, Side
from appliance.formulas.reputation import quest_points
from appliance.gamedata import client
from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import fetch_by_ids, numbered
from appliance.gamedata.quests import parties
from appliance.gamedata.realm import Realm

KILLS = """
SELECT creature_id, RewOnKillRepFaction1, RewOnKillRepValue1, MaxStanding1,
       RewOnKillRepFaction2, RewOnKillRepValue2, MaxStanding2, TeamDependent
FROM creature_onkill_reputation
WHERE RewOnKillRepFaction1 = %s OR RewOnKillRepFaction2 = %s ORDER BY creature_id LIMIT 5000
"""
SPAWNS = "SELECT id, COUNT(*) FROM creature WHERE id IN ({ids}) GROUP BY id ORDER BY id"
QUESTS = """
SELECT {columns} FROM quest_template
WHERE %s IN (RewardFactionID1, RewardFactionID2, RewardFactionID3, RewardFactionID4,
             RewardFactionID5)
ORDER BY ID LIMIT 5000
"""
ADDONS = """
SELECT ID, SpecialFlags, AllowableClasses, ExclusiveGroup FROM quest_template_addon
WHERE ID IN ({ids}) ORDER BY ID
"""
DISABLED = """
SELECT entry FROM disables WHERE sourceType = 1 AND entry IN ({ids}) ORDER BY entry
"""
_SLOTS = 5
_QUEST_COLUMNS = (
    *("ID", "QuestLevel", "MinLevel", "AllowableRaces", "Flags"),
    *numbered("RewardFactionID", _SLOTS),
    *numbered("RewardFactionValue", _SLOTS),
    *numbered("RewardFactionOverride", _SLOTS),
)
DAILY, WEEKLY = 0x1000, 0x8000
"""quest_template.Flags (QuestFlags)."""
REPEATABLE, MONTHLY = 0x1, 0x10
"""quest_template_addon.SpecialFlags (QuestSpecialFlags)."""


class Kill(NamedTuple):
    """A creature whose death gives reputation, up to the end of `last_rank`.

    alliance, horde: whether that side gets it. spawns: places in the world, 0 for none.
    """

    creature: int
    points: int
    last_rank: int
    alliance: bool
    horde: bool
    spawns: int = 0


class RewardedQuest(NamedTuple):
    """A quest that gives reputation.

    points: before rates; None where the client's QuestFactionReward is not at hand.
    period: "once", "repeatable", "daily", "weekly" or "monthly".
    races, classes: masks, 0 for any. group: of quests of one group only one can be done; 0: none.
    """

    quest: int
    level: int | None
    min_level: int | None
    races: int
    points: int | None
    period: str
    classes: int
    group: int


class _Addon(NamedTuple):
    id: int
    special_flags: int = 0
    classes: int = 0
    group: int = 0


class _Quest(NamedTuple):
    id: int
    level: int | None
    min_level: int | None
    races: int
    flags: int
    factions: tuple[int, ...]
    values: tuple[int, ...]
    overrides: tuple[int, ...]


class _Pair(NamedTuple):
    id: int
    number: int


async def kills(realm: Realm, faction: int) -> list[Kill]:
    """Creatures that give or take reputation with a faction when they die, by entry.

    The first slot counts for the Alliance and the second for the Horde where the row depends on
    the team; else both count for both. Source: Player::RewardReputation(Unit*).
    """
    if not realm.schema.has("creature_onkill_reputation"):
        return []
    rows = await realm.world.fetch(KILLS, [faction, faction], row=lambda *row: row)
    found = [kill for row in rows for kill in _kills(faction, *row)]
    counts = await fetch_by_ids(realm.world, SPAWNS, {kill.creature for kill in found}, row=_Pair)
    spawns = dict(counts)
    return [kill._replace(spawns=spawns.get(kill.creature, 0)) for kill in found]


async def quests(realm: Realm, faction: int, side: Side | None) -> list[RewardedQuest]:
    """Quests whose reward changes the standing with a faction, by id.

    Without disabled ones and, for a side, without those that only its enemies offer.
    """
    columns = select_list(realm.schema, "quest_template", _QUEST_COLUMNS, {})
    sql = QUESTS.replace("{columns}", columns)
    rows = await realm.world.fetch(sql, [faction], row=_quest)
    ids = [row.id for row in rows]
    rest = {row.id: row for row in await fetch_by_ids(realm.world, ADDONS, ids, row=_Addon)}
    off = set(await fetch_by_ids(realm.world, DISABLED, ids, row=int))
    if side is not None:
        off |= await parties.of_enemies(realm, await parties.starters(realm, ids), side)
    table = await _rewards(realm)
    kept = [row for row in rows if row.id not in off]
    return [_rewarded(row, rest.get(row.id, _Addon(row.id)), faction, table) for row in kept]


def _rewarded(
    row: _Quest, addon: _Addon, faction: int, table: Mapping[int, Collection[int]] | None
) -> RewardedQuest:
    return RewardedQuest(
        quest=row.id,
        level=row.level,
        min_level=row.min_level,
        races=row.races,
        points=_points(row, faction, table),
        period=_period(row.flags, addon.special_flags),
        classes=addon.classes,
        group=max(0, addon.group),
    )


def _quest(
    number: int, level: int | None, least: int | None, races: int, flags: int, *rest: int
) -> _Quest:
    factions, values, overrides = (
        tuple(rest[start : start + _SLOTS]) for start in range(0, 3 * _SLOTS, _SLOTS)
    )
    return _Quest(number, level, least, races, flags, factions, values, overrides)


def _kills(faction: int, creature: int, *row: int) -> list[Kill]:
    first, second, team = row[:3], row[3:6], bool(row[6])
    found = []
    for slot, alliance, horde in ((first, True, not team), (second, not team, True)):
        if slot[0] == faction and slot[1]:
            last = min(max(slot[2], 0), int(Reaction.EXALTED))
            found.append(Kill(creature, slot[1], last, alliance, horde))
    return found


async def _rewards(realm: Realm) -> Mapping[int, Collection[int]] | None:
    """QuestFactionReward's two rows: gains and losses; None without the file."""
    if not await client.has(realm, "QuestFactionReward"):
        return None
    rows = await client.records(realm, "QuestFactionReward", [1, 2])
    return {number: row["Difficulty"] for number, row in rows.items()}


def _points(row: _Quest, faction: int, table: Mapping[int, Collection[int]] | None) -> int | None:
    """Of the first slot with the faction; a quest names a faction once."""
    slot = row.factions.index(faction)
    value, override = row.values[slot], row.overrides[slot]
    known = None
    if table is not None:
        numbers = tuple(table.get(2 if value < 0 else 1, ()))
        known = numbers[abs(value)] if abs(value) < len(numbers) else 0
    return quest_points(known, override)


def _period(flags: int, special: int) -> str:
    if flags & DAILY:
        return "daily"
    if flags & WEEKLY:
        return "weekly"
    if special & MONTHLY:
        return "monthly"
    return "repeatable" if special & REPEATABLE else "once"
