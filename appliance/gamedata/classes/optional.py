"""Client tables that an answer can do without."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.realm import Realm


async def find(realm: Realm, name: str, field: str, values: Collection[int]) -> list[Record]:
    """Records whose `field` is one of `values`; none where the table is not there."""
    if not values or not await client.has(realm, name):
        return []
    return await client.find(realm, name, field, values)


async def scan(realm: Realm, name: str, fields: Sequence[str]) -> list[tuple[Any, ...]]:
    """(id, field, …) of every record; none where the table is not there."""
    return await client.scan(realm, name, fields) if await client.has(realm, name) else []


async def records(
    realm: Realm, name: str, ids: Collection[int], locale: str = "enUS"
) -> dict[int, Record]:
    """Records by id; none where the table is not there."""
    if not ids or not await client.has(realm, name):
        return {}
    return await client.records(realm, name, ids, locale)
