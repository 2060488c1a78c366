"""Keystone dungeons of master: their timers, affixes and how a keystone's level scales them.

The client's files know them; 3.3.5 has no such mode.
"""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm


class Affix(NamedTuple):
    """An affix as the client describes it."""

    id: int
    name: str
    description: str


class Dungeon(NamedTuple):
    """A dungeon with keystones. `timers_s`: seconds for one, two and three levels up."""

    id: int
    name: str
    map: int
    expansion: int | None
    timers_s: tuple[int, ...]


class Scaling(NamedTuple):
    """What a keystone's level multiplies with; None where the file has no such row."""

    health: float | None
    damage: float | None
    missing: tuple[str, ...]


async def affixes(realm: Realm, locale: str = BASE_LOCALE) -> list[Affix]:
    """Every affix with a name, by id.

    Raises:
        Unavailable: KeystoneAffix is not there.
    """
    ids = [number for number, *_ in await client.scan(realm, "KeystoneAffix", ())]
    rows = await client.records(realm, "KeystoneAffix", ids, locale) if ids else {}
    return [
        Affix(number, row["Name"], row.get("Description", ""))
        for number, row in sorted(rows.items())
        if row["Name"]
    ]


async def dungeons(realm: Realm, locale: str = BASE_LOCALE) -> list[Dungeon]:
    """Every dungeon with keystones, by id.

    Raises:
        Unavailable: MapChallengeMode is not there.
    """
    ids = [number for number, *_ in await client.scan(realm, "MapChallengeMode", ())]
    rows = await client.records(realm, "MapChallengeMode", ids, locale) if ids else {}
    return [
        Dungeon(
            id=number,
            name=row["Name"],
            map=row["MapID"],
            expansion=row.get("ExpansionLevel"),
            timers_s=tuple(seconds for seconds in row["CriteriaCount"] if seconds > 0),
        )
        for number, row in sorted(rows.items())
    ]


async def scaling(realm: Realm, level: int) -> Scaling:
    """What ChallengeModeHealth and ChallengeModeDamage say of a keystone's level."""
    values: list[float | None] = []
    missing: list[str] = []
    for name in ("ChallengeModeHealth", "ChallengeModeDamage"):
        table = await realm.client.gametable(name)
        if table is None:
            missing.append(realm.client.missing(name, gametable=True))
            values.append(None)
            continue
        value = table.value(level, table.columns[0])
        if value is None:
            missing.append(f"{table.facts.path} has no row for keystone level {level}")
        values.append(value)
    return Scaling(values[0], values[1], tuple(missing))
