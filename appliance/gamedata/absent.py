"""Client files an answer can do without: which are missing, and what is known all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.overlay import BASE_LOCALE
from appliance.gamedata.realm import Branch, Realm


def file_name(branch: Branch, table: str) -> str:
    """A client file by its table's name, as this branch's client calls it: "QuestXP.dbc"."""
    return f"{table}.dbc" if branch is Branch.WRATH else f"{table}.db2"


async def absent(realm: Realm, tables: Iterable[str]) -> list[str]:
    """Those of the client tables that are not there or cannot be read, in the order given."""
    return [table for table in tables if not await client.has(realm, table)]


async def known(
    realm: Realm, table: str, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Record]:
    """Those records of a client table that its file or the databases hold; none is no error."""
    return await client.known(realm, table, ids, locale)
