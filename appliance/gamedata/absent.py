"""Client files an answer can do without: which are missing, and how they are called."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.gamedata import client
from appliance.gamedata.realm import Branch, Realm


def file_name(branch: Branch, table: str) -> str:
    """A client file by its table's name, as this branch's client calls it: "QuestXP.dbc"."""
    return f"{table}.dbc" if branch is Branch.WRATH else f"{table}.db2"


async def absent(realm: Realm, tables: Iterable[str]) -> list[str]:
    """Those of the client tables that are not there or cannot be read, in the order given."""
    return [table for table in tables if not await client.has(realm, table)]
