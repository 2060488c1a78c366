"""What the account may do with a schema, read from SHOW GRANTS of MySQL and MariaDB.

Without FOR, both servers list what counts in this session: the account's own rights, those of
its active roles and those of everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import trio

from appliance.database.connections import DRIVER_ERRORS
from appliance.database.errors import translate
from appliance.database.login import prepare
from appliance.database.mysql import open_connection
from appliance.errors import QueryTimeout
from appliance.settings.model import DatabaseSettings

HARMLESS = frozenset({"SELECT", "USAGE", "SHOW VIEW", "SHOW DATABASES"})
ALL = "ALL PRIVILEGES"
# An account that has these has as good as all, but MySQL lists each of them.
_AS_GOOD_AS_ALL = frozenset({"INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"})
_NAME = r"\*|`(?:[^`]|``)*`"
_RIGHTS = re.compile(
    rf"(?P<verb>GRANT|REVOKE) (?P<privileges>.+?)"
    rf" ON (?P<routine>(?:FUNCTION|PROCEDURE|PACKAGE|PACKAGE BODY) )?"
    rf"(?P<schema>{_NAME})\.(?P<table>{_NAME}) (?:TO|FROM) (?P<rest>.*)\Z",
    re.DOTALL,
)
_PRIVILEGE = re.compile(r"\s*([A-Z][A-Z_ ]*?)\s*(\((?:`(?:[^`]|``)*`|[^`)])*\))?\s*(?:,|\Z)")


@dataclass(frozen=True, slots=True)
class Grants:
    """What an account may do with one schema.

    `can_select` says whether it may read all tables. `beyond_select` names what else it may do,
    to the schema, a part of it or the whole server.
    """

    can_select: bool
    beyond_select: tuple[str, ...]


async def inspect_grants(settings: DatabaseSettings, schema: str) -> Grants:
    """Log in and ask what the account may do with `schema`.

    Raises:
        DatabaseError, SettingsError: as a query of a pool would.
    """
    login = prepare(settings, schema)
    try:
        connection = await open_connection(login, {})
        try:
            with trio.fail_after(settings.query_timeout_s):
                rows = await connection.run(b"SHOW GRANTS")
        finally:
            await connection.aclose()
    except trio.TooSlowError:
        raise QueryTimeout(f"{login.place}: no answer to SHOW GRANTS") from None
    except DRIVER_ERRORS as error:
        raise translate(error, login.place, connecting=True) from error
    return read_grants((line for (line,) in rows), schema)


def read_grants(lines: Iterable[str], schema: str) -> Grants:
    """Draw the sum of the lines of SHOW GRANTS for one schema. Pure."""
    whole, parts = _sum(lines, schema)
    beyond = (whole | parts) - HARMLESS
    if ALL in beyond or beyond >= _AS_GOOD_AS_ALL:
        beyond = {ALL} | (beyond & {"GRANT OPTION"})
    return Grants(bool(whole & {"SELECT", ALL}), tuple(sorted(beyond)))


def held_rights(lines: Iterable[str], schema: str) -> frozenset[str]:
    """What an account may do with the whole of a schema, ALL PRIVILEGES standing for itself."""
    return frozenset(_sum(lines, schema)[0])


def _sum(lines: Iterable[str], schema: str) -> tuple[set[str], set[str]]:
    """Rights on the whole schema, and rights on parts of it."""
    whole: set[str] = set()
    parts: set[str] = set()
    revoked: set[str] = set()
    for line in lines:
        found = _RIGHTS.match(line)
        if found is None or not _covers(found["schema"], schema, found["table"]):
            continue
        names = _privileges(found["privileges"])
        if "WITH GRANT OPTION" in found["rest"]:
            names["GRANT OPTION"] = True
        if found["verb"] == "REVOKE":
            revoked |= names.keys()
        elif found["table"] == "*" and not found["routine"]:
            whole |= {name for name, all_columns in names.items() if all_columns}
        else:
            parts |= names.keys()
    return whole - revoked, parts


def _privileges(text: str) -> dict[str, bool]:
    """Each privilege of a list, and whether it is for all columns."""
    return {name: not columns for name, columns in _PRIVILEGE.findall(text)}


def _covers(pattern: str, schema: str, table: str) -> bool:
    """Whether a grant on `pattern`.`table` concerns `schema`.

    In grants on whole schemas `%` and `_` are wildcards unless escaped; in those on one table or
    routine the name is just a name. Names are compared without case, as servers may be set to.
    """
    if pattern == "*":
        return True
    name = pattern[1:-1].replace("``", "`")
    if table != "*":
        return name.lower() == schema.lower()
    expression = ""
    letters = iter(name)
    for letter in letters:
        if letter == "\\":
            expression += re.escape(next(letters, "\\"))
        else:
            expression += {"%": ".*", "_": "."}.get(letter, re.escape(letter))
    return re.fullmatch(expression, schema, re.IGNORECASE | re.DOTALL) is not None
