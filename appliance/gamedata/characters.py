"""Characters of the realm, for tools that answer about one of them."""

from __future__ import annotations

from typing import NamedTuple

from appliance.database.interface import Database
from appliance.errors import NotFound, Unavailable
from appliance.gamedata.realm import Realm

BY_GUID = """
SELECT guid, account, name, race, class, level FROM characters WHERE guid = %s LIMIT 1
"""
BY_NAME = """
SELECT guid, account, name, race, class, level FROM characters
WHERE name = %s ORDER BY guid LIMIT 1
"""


class Character(NamedTuple):
    """A player's character; a deleted one has no name and no account."""

    guid: int
    account: int
    name: str | None
    race: int
    player_class: int
    level: int


def require(realm: Realm) -> Database:
    """The characters database.

    Raises:
        Unavailable: none is configured, or it is away.
    """
    return _there(realm.characters, "characters")


def require_auth(realm: Realm) -> Database:
    """The auth database.

    Raises:
        Unavailable: none is configured, or it is away.
    """
    return _there(realm.auth, "auth")


def _there(database: Database | None, kind: str) -> Database:
    if database is None:
        raise Unavailable(
            f"the {kind} database is not available",
            hint=f"set database.{kind} and grant SELECT on it; get-health-status says more",
        )
    return database


async def find(realm: Realm, *, guid: int | None = None, name: str | None = None) -> Character:
    """One character, by guid or else by name.

    Raises:
        NotFound: there is no such character.
        Unavailable: no characters database.
    """
    database = require(realm)
    sql, wanted = (BY_GUID, guid) if guid is not None else (BY_NAME, name)
    rows = await database.fetch(sql, [wanted], row=Character)
    if not rows:
        raise NotFound("the realm has no such character")
    return rows[0]
