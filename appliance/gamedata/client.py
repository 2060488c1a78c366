"""Client tables as the server sees them: the file, and what the databases lay over it.

3.3.5: rows of world.spell_dbc, spelldifficulty_dbc and achievement_dbc win over the file of that
name. Master: rows of the hotfixes database win, and records it removes are gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import trio

from appliance.clientdata.interface import GameTable, Record, Table
from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm

BASE_LOCALE = "enUS"


async def has(realm: Realm, name: str) -> bool:
    """Whether the table's file is there and readable by name."""
    return await realm.client.table(name) is not None


async def table(realm: Realm, name: str, locale: str = BASE_LOCALE) -> Table:
    """The file alone, without what databases lay over it.

    Raises:
        Unavailable: there is no such file; names it and the setting.
    """
    found = await realm.client.table(name, locale)
    if found is None:
        raise Unavailable(realm.client.missing(name))
    return found


async def gametable(realm: Realm, name: str) -> GameTable:
    """A GameTable.

    Raises:
        Unavailable: there is no such file; names it and the setting.
    """
    found = await realm.client.gametable(name)
    if found is None:
        raise Unavailable(realm.client.missing(name, gametable=True))
    return found


async def records(
    realm: Realm, name: str, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Record]:
    """Records by id; ids that do not exist are left out.

    Raises:
        Unavailable: there is no such file.
    """
    found = await table(realm, name, locale)
    return {number: row for number in sorted(set(ids)) if (row := found.get(number)) is not None}


async def record(realm: Realm, name: str, number: int, locale: str = BASE_LOCALE) -> Record | None:
    """One record, or None when it does not exist."""
    return (await records(realm, name, [number], locale)).get(number)


async def find(
    realm: Realm, name: str, field: str, values: Collection[int], locale: str = BASE_LOCALE
) -> list[Record]:
    """Records whose integer `field` is one of `values`, by ascending id."""
    found = await table(realm, name, locale)
    ids = await trio.to_thread.run_sync(_ids_with, found, field, sorted(set(values)))
    return [row for number in ids if (row := found.get(number)) is not None]


async def scan(realm: Realm, name: str, fields: Sequence[str]) -> list[tuple[Any, ...]]:
    """(id, field, …) of every record, by ascending id."""
    found = await table(realm, name)
    return await trio.to_thread.run_sync(_scan, found, tuple(fields))


async def names(
    realm: Realm, name: str, ids: Collection[int], field: str, locale: str = BASE_LOCALE
) -> dict[int, str]:
    """The text `field` of records, by id; nothing at all where the file is not there."""
    if not await has(realm, name):
        return {}
    found = await records(realm, name, ids, locale)
    return {number: row[field] for number, row in found.items() if row.get(field)}


def _ids_with(table: Table, field: str, values: Sequence[int]) -> list[int]:
    return sorted({number for value in values for number in table.find(field, value)})


def _scan(table: Table, fields: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(table.scan(*fields))
