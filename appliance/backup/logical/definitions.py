"""Reads the definition of every object of a schema, byte for byte as the server shows it.

But for views: those do not name their own schema.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from appliance.backup.logical.objects import (
    ROUTINES,
    Creation,
    ObjectKind,
    SchemaObject,
    definer_clause,
    unqualified_view,
)
from appliance.backup.logical.plan import Table
from appliance.backup.logical.rights import hidden_routine
from appliance.database.session import Session, identifier
from appliance.errors import QueryFailed

BROKEN_VIEW = 1356
_PASSING = re.compile(rb" AUTO_INCREMENT=\d+| CHARACTER SET \w+(?= COLLATE )")
"""The next automatic number changes; MySQL shows the character set beside the collation that
implies it when the table was made from such a text."""
_ROUTINES = """
    SELECT LOWER(ROUTINE_TYPE), ROUTINE_NAME, DEFINER FROM information_schema.ROUTINES
    WHERE ROUTINE_SCHEMA = %s ORDER BY ROUTINE_NAME
"""
_VIEWS = """
    SELECT TABLE_NAME, DEFINER, CHARACTER_SET_CLIENT FROM information_schema.VIEWS
    WHERE TABLE_SCHEMA = %s ORDER BY TABLE_NAME
"""
_TRIGGERS = """
    SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, DEFINER FROM information_schema.TRIGGERS
    WHERE TRIGGER_SCHEMA = %s
    ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER
"""
_EVENTS = """
    SELECT EVENT_NAME, DEFINER FROM information_schema.EVENTS
    WHERE EVENT_SCHEMA = %s ORDER BY EVENT_NAME
"""


async def read_table_definition(session: Session, table: Table) -> SchemaObject:
    """The definition of one table or sequence of the schema in use."""
    kind = ObjectKind.SEQUENCE if table.kind == "SEQUENCE" else ObjectKind.TABLE
    ((_, create, *_rest),) = await session.raw_rows(f"SHOW CREATE TABLE {identifier(table.name)}")
    return SchemaObject(kind, table.name, create or b"")


def same_table(before: bytes, after: bytes) -> bool:
    """Whether two definitions differ in nothing that the table is made of."""
    return _PASSING.sub(b"", before) == _PASSING.sub(b"", after)


async def read_definitions(
    session: Session, schema: str, tables: Sequence[Table]
) -> list[SchemaObject]:
    """Every object of the schema in use, in the order of creation.

    Raises:
        BackupError: the account may not read a routine.
    """
    found = [await read_table_definition(session, table) for table in tables]
    found += await _views(session, schema)
    await session.execute(b"SET character_set_results=NULL")  # bodies as they were sent once
    found += await _routines(session, schema)
    found += await _triggers(session, schema, {table.name for table in tables})
    found += await _events(session, schema)
    await session.execute(b"SET NAMES utf8mb4")
    order = list(ObjectKind)
    return sorted(found, key=lambda each: order.index(each.kind))


async def _views(session: Session, schema: str) -> list[SchemaObject]:
    found = []
    for name, definer, client in await _listed(session, _VIEWS, schema):
        await session.execute(f"SET character_set_results={client}".encode())
        ((_, create, charset, collation),) = await session.raw_rows(
            f"SHOW CREATE VIEW {identifier(name)}"
        )
        creation = Creation(client=_text(charset), connection_collation=_text(collation))
        text = unqualified_view(create or b"", schema)
        view = _object(schema, ObjectKind.VIEW, name, text, definer, creation)
        found.append(replace(view, broken=await _is_broken(session, name)))
    return found


async def _is_broken(session: Session, view: str) -> bool:
    try:
        await session.raw_rows(f"SHOW COLUMNS FROM {identifier(view)}")
    except QueryFailed as error:
        if error.code == BROKEN_VIEW:
            return True
        raise
    return False


async def _routines(session: Session, schema: str) -> list[SchemaObject]:
    found = []
    for kind, name, definer in await _listed(session, _ROUTINES, schema):
        if kind not in ROUTINES:  # MySQL's loadable ones are "library": not of the schema's SQL
            continue
        rows = await session.raw_rows(f"SHOW CREATE {kind.upper()} {identifier(name)}")
        _, mode, create, client, collation, database = rows[0][:6]
        if create is None:
            raise hidden_routine(session, name)
        creation = Creation(_text(mode), _text(client), _text(collation), _text(database))
        found.append(_object(schema, ObjectKind(kind), name, create, definer, creation))
    return found


async def _triggers(session: Session, schema: str, tables: set[str]) -> list[SchemaObject]:
    found = []
    for name, table, definer in await _listed(session, _TRIGGERS, schema):
        if table not in tables:
            continue
        rows = await session.raw_rows(f"SHOW CREATE TRIGGER {identifier(name)}")
        _, mode, create, client, collation, database = rows[0][:6]
        creation = Creation(_text(mode), _text(client), _text(collation), _text(database))
        found.append(_object(schema, ObjectKind.TRIGGER, name, create, definer, creation, table))
    return found


async def _events(session: Session, schema: str) -> list[SchemaObject]:
    found = []
    for name, definer in await _listed(session, _EVENTS, schema):
        rows = await session.raw_rows(f"SHOW CREATE EVENT {identifier(name)}")
        _, mode, zone, create, client, collation, database = rows[0][:7]
        creation = Creation(
            _text(mode), _text(client), _text(collation), _text(database), _text(zone)
        )
        found.append(_object(schema, ObjectKind.EVENT, name, create, definer, creation))
    return found


async def _listed(session: Session, sql: str, schema: str) -> list[tuple[str, ...]]:
    """Rows of names; the results' character set may be any, so the bytes are read as UTF-8."""
    await session.execute(b"SET character_set_results=utf8mb4")
    rows = await session.rows(sql, (schema,))
    await session.execute(b"SET character_set_results=NULL")
    return [tuple(str(value) for value in row) for row in rows]


def _object(
    schema: str,
    kind: ObjectKind,
    name: str,
    create: bytes | None,
    definer: str,
    creation: Creation,
    table: str = "",
) -> SchemaObject:
    text = create or b""
    return SchemaObject(
        kind,
        name,
        text,
        table=table,
        definer=definer_clause(text, definer),
        creation=creation,
        names_schema=_names_schema(text, schema),
    )


def _names_schema(create: bytes, schema: str) -> bool:
    """Whether the text has the schema's name before a point. A mere hint: texts may hold it too."""
    plain = re.escape(schema.encode())
    quoted = re.escape(identifier(schema).encode())
    return re.search(rb"(?:(?<![\w`$])%s|%s)\s*\.\s*[\w`]" % (plain, quoted), create) is not None


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
