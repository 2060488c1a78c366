"""Creatures that a player of some level can kill for money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.formulas.reactions import Reaction, Side
from appliance.gamedata.content_tuning import tuning_levels
from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.world import factions

ATTACKABLE = """
t.npcflag = 0 AND (t.unit_flags & %s) = 0 AND (t.flags_extra & %s) = 0
  AND t.type NOT IN (11, 12, 13)
"""
OF_TEMPLATE = f"""
SELECT {{columns}} FROM creature_template t
WHERE t.minlevel <= %s AND t.maxlevel >= %s AND {ATTACKABLE}
  AND (t.lootid > 0 OR t.maxgold > 0 OR t.skinloot > 0)
ORDER BY t.entry LIMIT %s
"""
OF_DIFFICULTY = f"""
SELECT t.entry, d.ContentTuningID, d.LevelScalingDeltaMin, d.LevelScalingDeltaMax,
  t.Classification, t.faction, d.TypeFlags, d.GoldMin, d.GoldMax, d.LootID, d.SkinLootID,
  d.PickPocketLootID
FROM creature_template t JOIN creature_template_difficulty d
  ON d.Entry = t.entry AND d.DifficultyID = 0
WHERE {ATTACKABLE} AND (d.LootID > 0 OR d.GoldMax > 0 OR d.SkinLootID > 0)
  AND d.ContentTuningID IN ({{ids}})
ORDER BY t.entry
"""
TUNINGS = """
SELECT ContentTuningID FROM creature_template_difficulty WHERE DifficultyID = 0
GROUP BY ContentTuningID ORDER BY ContentTuningID LIMIT 50000
"""

MOST = 20_000
"""Creatures looked at."""
NOT_ATTACKABLE = 0x2 | 0x80 | 0x100 | 0x10000 | 0x2000000
"""UnitFlags: not attackable in one of four ways, or not to be selected."""
NO_PREY = 0x2 | 0x80 | 0x8000 | 0x10000000
"""CreatureFlagsExtra: civilian, trigger, guard, dungeon boss."""
NORMAL, ELITE, RARE_ELITE, BOSS, RARE = range(5)
"""CreatureEliteType; master's trivial and minus follow."""
SOLO_RANKS = frozenset((NORMAL, RARE, 5, 6))


class Prey(NamedTuple):
    """A creature with what it leaves behind: copper, and loot templates (0 for none)."""

    entry: int
    min_level: int
    max_level: int
    rank: int
    faction: int
    type_flags: int
    money_min: int
    money_max: int
    loot: int
    skin_loot: int
    pickpocket_loot: int


_COLUMNS = {
    "min_level": ("minlevel",),
    "max_level": ("maxlevel",),
    "rank": ("rank", "Classification"),
    "money_min": ("mingold",),
    "money_max": ("maxgold",),
    "loot": ("lootid",),
    "skin_loot": ("skinloot",),
    "pickpocket_loot": ("pickpocketloot",),
}


class _Tuned(NamedTuple):
    entry: int
    tuning: int
    delta_min: int
    delta_max: int
    rank: int
    faction: int
    type_flags: int
    money_min: int
    money_max: int
    loot: int
    skin_loot: int
    pickpocket_loot: int


@dataclass(frozen=True, slots=True)
class Found:
    """Creatures to kill, by entry.

    levels_known: False where only client files or hotfixes that are not there know any levels.
    sides_known: False where the client's faction files are missing: friends may be among them.
    """

    prey: list[Prey]
    levels_known: bool
    sides_known: bool
    truncated: bool


async def prey(
    realm: Realm, levels: range, *, elites: bool = False, side: Side | None = None
) -> Found:
    """Creatures of these levels that can be attacked and leave something; no bosses.

    elites: also those that are made for a group. side: whose player; None for either. Friends of
    that side (of both) are left out as far as their factions are known.
    """
    if realm.schema.has("creature_template", "lootid"):
        rows = await _of_template(realm, levels)
        levels_known = True
    else:
        tunings = await _tunings(realm)
        rows = await _of_difficulty(realm, levels, tunings)
        levels_known = bool(tunings)
    ranks = SOLO_RANKS | {ELITE, RARE_ELITE} if elites else SOLO_RANKS
    chosen = [row for row in rows[:MOST] if row.rank in ranks]
    known = await factions.templates(realm, {row.faction for row in chosen})
    return Found(
        [row for row in chosen if not _is_friend(known.get(row.faction), side)],
        levels_known,
        bool(known) or not chosen,
        len(rows) > MOST,
    )


def _is_friend(template: factions.Template | None, side: Side | None) -> bool:
    """Whether it cannot be attacked by a player of the side (of either side)."""
    if template is None:
        return False
    met = {Side.ALLIANCE: template.alliance, Side.HORDE: template.horde}
    asked = list(met.values()) if side is None else [met[side]]
    return all(reaction is not None and reaction >= Reaction.FRIENDLY for reaction in asked)


async def _of_template(realm: Realm, levels: range) -> list[Prey]:
    """Creatures whose template says it all (3.3.5, and 9.2 where nothing scales)."""
    columns = select_list(realm.schema, "creature_template", Prey._fields, _COLUMNS)
    sql = OF_TEMPLATE.replace("{columns}", columns)
    low, high = levels[0], levels[-1]
    return await realm.world.fetch(sql, [high, low, NOT_ATTACKABLE, NO_PREY, MOST + 1], row=Prey)


async def _tunings(realm: Realm) -> dict[int, tuple[int, int]]:
    """Levels of the content tunings that creatures have, as far as they are known."""
    ids = await realm.world.fetch(TUNINGS, row=int)
    found = await tuning_levels(realm, ids)
    return {
        number: (one.min, one.max)
        for number, one in found.items()
        if one.min is not None and one.max is not None
    }


async def _of_difficulty(
    realm: Realm, levels: range, tunings: Mapping[int, tuple[int, int]]
) -> list[Prey]:
    """Creatures of master in the open world (difficulty 0)."""
    rows = await _tuned(realm, tunings)
    found: list[Prey] = []
    for row in rows:
        low, high = tunings[row.tuning]
        deltas = sorted((row.delta_min, row.delta_max))
        low, high = max(1, low + deltas[0]), max(1, high + deltas[1])
        if low <= levels[-1] and high >= levels[0]:
            found.append(Prey(row.entry, low, high, *row[4:]))
    return found


async def _tuned(realm: Realm, tunings: Collection[int]) -> list[_Tuned]:
    return await fetch_by_ids(
        realm.world, OF_DIFFICULTY, tunings, row=_Tuned, before=[NOT_ATTACKABLE, NO_PREY]
    )
