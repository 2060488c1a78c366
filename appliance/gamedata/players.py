"""What a player of a level has before any gear: attributes, health, mana, experience to gain."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata.realm import Branch, Realm

LEVELS_WRATH = """
SELECT race, class, str, agi, sta, inte, spi FROM player_levelstats
WHERE level = %s ORDER BY class, race
"""
POOLS_WRATH = """
SELECT class, basehp, basemana FROM player_classlevelstats WHERE level = %s ORDER BY class
"""
CLASSES_MASTER = """
SELECT class, str, agi, sta, inte FROM player_classlevelstats WHERE level = %s ORDER BY class
"""
RACES_MASTER = "SELECT race, str, agi, sta, inte FROM player_racestats ORDER BY race LIMIT 1000"
COMBINATIONS = """
SELECT race, class FROM playercreateinfo GROUP BY race, class ORDER BY race, class LIMIT 1000
"""
EXPERIENCE = "SELECT Level, Experience FROM player_xp_for_level ORDER BY Level LIMIT 1000"


class Attributes(NamedTuple):
    """Attributes of a race and class; spirit is 0 where the branch has none."""

    race: int
    class_id: int
    strength: int
    agility: int
    stamina: int
    intellect: int
    spirit: int = 0


class Pools(NamedTuple):
    """Health and mana of a class before attributes."""

    class_id: int
    health: int
    mana: int


class _Level(NamedTuple):
    level: int
    experience: int


class _Pair(NamedTuple):
    race: int
    class_id: int


async def attributes(realm: Realm, level: int) -> list[Attributes]:
    """Attributes of every race and class that can be played, by class and race.

    Empty where the realm has no rows for the level. Master adds a race's share to its class's
    (ObjectMgr::LoadPlayerInfo).
    """
    if realm.branch is Branch.WRATH:
        return await realm.world.fetch(LEVELS_WRATH, [level], row=Attributes)
    classes = {
        row[0]: row[1:] for row in await realm.world.fetch(CLASSES_MASTER, [level], row=_row)
    }
    races = {row[0]: row[1:] for row in await realm.world.fetch(RACES_MASTER, row=_row)}
    pairs = await realm.world.fetch(COMBINATIONS, row=_Pair)
    found = [
        Attributes(race, number, *map(sum, zip(classes[number], races[race], strict=True)))
        for race, number in pairs
        if number in classes and race in races
    ]
    return sorted(found, key=lambda each: (each.class_id, each.race))


async def pools(realm: Realm, level: int) -> dict[int, Pools]:
    """Health and mana of each class before attributes (3.3.5; master has GameTables)."""
    rows = await realm.world.fetch(POOLS_WRATH, [level], row=Pools)
    return {row.class_id: row for row in rows}


async def experience(realm: Realm) -> dict[int, int]:
    """Experience from each level to the next; levels that are missing are unknown.

    The world's player_xp_for_level; on master the GameTable xp (column Total) fills what the
    table lacks, as ObjectMgr::LoadPlayerInfo does.
    """
    found: dict[int, int] = {}
    if realm.branch is Branch.MASTER and (table := await realm.client.gametable("xp")) is not None:
        found = {level: int(table.value(level, "Total") or 0) for level in table.rows}
    if realm.schema.has("player_xp_for_level"):
        rows = await realm.world.fetch(EXPERIENCE, row=_Level)
        found |= {row.level: row.experience for row in rows}
    return {level: found[level] for level in sorted(found)}


async def game_number(realm: Realm, table: str, row: int, column: str) -> float | None:
    """One number of a GameTable; None where file, row or column is missing."""
    found = await realm.client.gametable(table)
    return None if found is None else found.value(row, column)


def _row(*values: int) -> tuple[int, ...]:
    return values
