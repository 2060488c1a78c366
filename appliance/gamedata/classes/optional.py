"""Client tables that an answer can do without."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.realm import Realm


async def has(realm: Realm, name: str, *fields: str) -> bool:
    """Whether the table is there and its layout has these fields."""
    if not await client.has(realm, name):
        return False
    known = {field.name for field in (await client.table(realm, name)).fields}
    return known.issuperset(fields)


async def find(realm: Realm, name: str, field: str, values: Collection[int]) -> list[Record]:
    """Records whose `field` is one of `values`; none where table or field are not there."""
    if not values or not await has(realm, name, field):
        return []
    return await client.find(realm, name, field, values)


async def scan(realm: Realm, name: str, fields: Sequence[str]) -> list[tuple[Any, ...]]:
    """(id, field, …) of every record; none where the table or a field are not there."""
    return await client.scan(realm, name, fields) if await has(realm, name, *fields) else []


async def records(
    realm: Realm, name: str, ids: Collection[int], locale: str = "enUS"
) -> dict[int, Record]:
    """Records by id; none where the table is not there."""
    if not ids or not await client.has(realm, name):
        return {}
    return await client.records(realm, name, ids, locale)
