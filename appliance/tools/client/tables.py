"""The tool that reads any client table."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from typing import Annotated, Any

from pydantic import Field

from appliance.clientdata.interface import Record, Table
from appliance.errors import InvalidArgument, NotFound
from appliance.gamedata import client
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_SUFFIX = re.compile(r"\.(dbc|db2)$", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
MOST_IDS = 200
_TWICE = (
    "the record is in the file and in the world database: the server does not start with an id "
    "that is in both; shown is the database's row"
)
Value = int | float | str | list[int | float | str | None] | None


class QueryDbc(ToolInput):
    """Which table and record."""

    dbc_file: Annotated[
        str,
        Field(min_length=1, max_length=72, description="For example Spell, Spell.dbc, Map.db2."),
    ]
    record_id: Annotated[
        int,
        Field(ge=0, le=2**32 - 1, description="The record's ID; with `field` the value it holds."),
    ]
    field: Annotated[
        str | None,
        Field(max_length=64, description="List the records whose integer field is `recordId`."),
    ] = None
    after: Annotated[
        int,
        Field(ge=-1, le=2**32 - 1, description="With `field`: IDs above this one: `nextAfter`."),
    ] = -1
    locale: LocaleField = Locale.ENUS


class TableField(ToolOutput):
    """A column."""

    name: str
    kind: str
    count: Annotated[int | None, Field(description="Length of the array.")] = None


class ClientRecord(Answer):
    """One record, or the records that refer to a value, and what the file is."""

    table: str
    file: Annotated[str | None, Field(description="Missing: only a database has the table.")] = None
    format: str | None = None
    layout: Annotated[str | None, Field(description="The layout hash of a DB2 file.")] = None
    build: str | None = None
    records: Annotated[int | None, Field(description="Records in the file.")] = None
    fields: list[TableField]
    record: dict[str, Value] | None = None
    overridden: Annotated[
        list[str] | None,
        Field(description="Fields that differ from the file: hotfixes win; on 3.3.5 see notes."),
    ] = None
    ids: Annotated[list[int] | None, Field(description="Records that hold the value.")] = None
    total: Annotated[int | None, Field(description="How many hold it.")] = None
    truncated: bool | None = None
    next_after: Annotated[int | None, Field(description="Pass as `after` for more.")] = None
    notes: list[str]


@tool(
    "query-dbc",
    title="Client table record",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: the named .dbc; world: spell_dbc, spelldifficulty_dbc, achievement_dbc",
        master="client: the named .db2; hotfixes: the table of that name, hotfix_data",
    ),
)
async def query_dbc(query: QueryDbc, context: ToolContext) -> ClientRecord:
    """Read one record of a client table (.dbc, .db2) by its ID as the server sees it, hotfixes
    included. With `field`, list the IDs of records whose field holds `recordId`."""
    realm, name = context.realm, _table_name(query.dbc_file)
    if query.field is not None:
        return await _holding(realm, name, query.field, query)
    if query.after >= 0:
        raise InvalidArgument("field is missing: after goes on with a list of IDs")
    file = await realm.client.table(name, query.locale.value)
    record = await client.record(realm, name, query.record_id, query.locale.value)
    if record is None:
        raise NotFound(f"{name} has no record {query.record_id}", hint=_reach(file))
    original = None if file is None else file.get(query.record_id)
    overridden, facts = _overridden(record, original), _facts(realm, name, file, record)
    if overridden and realm.branch is Branch.WRATH:
        facts["notes"].append(_TWICE)
    return ClientRecord(
        **facts,
        record={field: _plain(value) for field, value in record.items()},
        overridden=overridden or None,
    )


async def _holding(realm: Realm, name: str, field: str, query: QueryDbc) -> ClientRecord:
    """The records whose field holds the value, in parts."""
    file = await client.table(realm, name, query.locale.value)
    known = {each.name.lower(): each.name for each in file.fields if each.kind == "int"}
    spelled = known.get(field.lower())
    if spelled is None:
        raise InvalidArgument(
            f"field: {name} has no such integer field; it has {', '.join(known.values())}"
        )
    ids = await client.find_ids(realm, name, spelled, (query.record_id,))
    rest = ids[bisect_right(ids, query.after) :]
    truncated = len(rest) > MOST_IDS
    return ClientRecord(
        **_facts(realm, name, file, {}),
        ids=rest[:MOST_IDS],
        total=len(ids),
        truncated=truncated,
        next_after=rest[MOST_IDS - 1] if truncated else None,
    )


def _table_name(given: str) -> str:
    name = _SUFFIX.sub("", given.strip())
    if not _NAME.fullmatch(name):
        raise InvalidArgument("dbcFile: the name of a client table, without folders: Spell")
    return name


def _facts(realm: Realm, name: str, file: Table | None, record: Record) -> dict[str, Any]:
    """What is said of the table itself."""
    if file is None:
        fields = [TableField(name=field, kind=type(record[field]).__name__) for field in record]
        note = "There is no file of this table: the record is the database's alone."
        return {"source": realm.source, "table": name, "fields": fields, "notes": [note]}
    return {
        "source": realm.source,
        "table": file.name,
        "file": file.facts.path,
        "format": file.facts.format,
        "layout": file.facts.layout or None,
        "build": file.facts.build or None,
        "records": len(file),
        "fields": [
            TableField(name=each.name, kind=each.kind, count=each.count if each.count > 1 else None)
            for each in file.fields
        ],
        "notes": list(file.facts.notes),
    }


def _overridden(record: Record, original: Record | None) -> list[str]:
    if original is None:
        return []
    return [field for field, value in record.items() if original.get(field) != value]


def _reach(file: Table | None) -> str:
    if file is None or not len(file):
        return ""
    ids = file.ids()
    return f"its {len(ids)} records have IDs from {ids[0]} to {ids[-1]}"


def _plain(value: Any) -> Value:
    """A field for JSON: floats that are no numbers become null."""
    if isinstance(value, tuple | list):
        return [_scalar(part) for part in value]
    return _scalar(value)


def _scalar(value: Any) -> int | float | str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, int | float | str) else str(value)
