"""Which TrinityCore is this? Read from the tables and columns themselves, never from a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from appliance.database.interface import Database
from appliance.errors import SchemaUnsupported
from appliance.gamedata.realm import Branch, Schema
from appliance.gamedata.required import first_missing

Tables = Mapping[str, frozenset[str]]

VERSION = "SELECT core_version, db_version FROM version ORDER BY core_version LIMIT 1"

IMPORT_WORLD = "import your branch's TDB world file and its updates, or correct database.world"
UPDATE_WORLD = "apply the updates of the same branch: worldserver does, see Updates.EnableDatabases"

_OTHER_SCHEMAS = (
    ("account", "auth", "database.auth"),
    ("characters", "characters", "database.characters"),
    ("hotfix_data", "hotfixes", "database.hotfixes"),
)
"""A table that only this schema of a realm has, the schema's name, its setting."""

_RELATIVES = (
    ("acore_string", "AzerothCore"),
    ("version_db_world", "AzerothCore"),
    ("mangos_string", "CMaNGOS"),
    ("db_version", "CMaNGOS"),
)
"""A table that only a relative of TrinityCore has, and the relative's name."""


class _Version(NamedTuple):
    core: str | None
    database: str | None


async def detect(world: Database, hotfixes: Database | None) -> Schema:
    """Name the branch of `world` and remember its tables, and those of `hotfixes` when given.

    Raises:
        SchemaUnsupported: not a TrinityCore world of a supported branch; names the first missing
            table or column, and what to do.
        DatabaseError: the database does not answer.
    """
    tables = await world.tables()
    branch = identify(tables, world.name)
    missing = first_missing(tables, branch)
    if missing is not None:
        kind = "column" if "." in missing else "table"
        raise SchemaUnsupported(
            f"`{world.name}` looks like a {branch} world but lacks the {kind} {missing}",
            hint=UPDATE_WORLD,
        )
    version = await _version(world, tables)
    return Schema(
        branch=branch,
        core_version=version.core or "",
        db_version=version.database or "",
        tables=tables,
        hotfix_tables=await hotfixes.tables() if hotfixes is not None else {},
    )


def identify(tables: Tables, name: str) -> Branch:
    """The branch whose layout `tables` have.

    Args:
        name: the schema's name, for the message.

    Raises:
        SchemaUnsupported: they have neither; says what it is instead when that can be told.
    """
    _refuse_strangers(tables, name)
    columns = {column.lower() for column in tables["creature_template"]}
    if "requiredexpansion" in columns:
        return Branch.MASTER
    for column in ("minlevel", "rank", "exp"):
        if column not in columns:
            raise SchemaUnsupported(
                f"`{name}` is not the 3.3.5 or master branch of TrinityCore: "
                f"no column creature_template.{column}, nor master's RequiredExpansion",
                hint="only these two branches are supported",
            )
    if "item_template" not in tables:
        raise SchemaUnsupported(
            f"`{name}` is not the 3.3.5 branch of TrinityCore: no table item_template",
            hint=f"{UPDATE_WORLD}; branches between 3.3.5 and master are not supported",
        )
    return Branch.WRATH


def _refuse_strangers(tables: Tables, name: str) -> None:
    if not tables:
        raise SchemaUnsupported(
            f"`{name}` has no tables: it is empty, or the user may not read it",
            hint=f"{IMPORT_WORLD}; GRANT SELECT ON `{name}`.* to the user",
        )
    for table, relative in _RELATIVES:
        if table in tables:
            raise SchemaUnsupported(
                f"`{name}` is a world of {relative}, not of TrinityCore (table {table})",
                hint="only TrinityCore 3.3.5 and master are supported",
            )
    if "creature_template" in tables:
        return
    for table, schema, setting in _OTHER_SCHEMAS:
        if table in tables:
            raise SchemaUnsupported(
                f"`{name}` is the {schema} database, not the world: no table creature_template",
                hint=f"set database.world to the world schema, {setting} to this one",
            )
    raise SchemaUnsupported(
        f"`{name}` is not a TrinityCore world: no table creature_template", hint=IMPORT_WORLD
    )


async def _version(world: Database, tables: Tables) -> _Version:
    if "version" not in tables:
        return _Version(None, None)
    rows = await world.fetch(VERSION, row=_Version)
    return rows[0] if rows else _Version(None, None)
