"""Tools about GameTables: the game's numbers by level and column."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from appliance.clientdata.interface import FileEntry, GameTable
from appliance.errors import ClientFileError, InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_NAME = re.compile(r"[A-Za-z0-9_ -]{1,64}", re.ASCII)
TIMEOUT_S = 15
MOST_NUMBERS = 1000
"""Numbers of one answer: wide tables come in more parts."""


class ListGameTables(ToolInput):
    """No arguments."""


class ListedGameTable(ToolOutput):
    """A GameTable's file."""

    name: str
    file: str
    size_bytes: int
    modified: Annotated[float, Field(description="Seconds since 1970.")]
    key: Annotated[str | None, Field(description="What its rows count.")] = None
    rows: int | None = None
    columns: list[str] | None = None
    problem: Annotated[str | None, Field(description="Why it cannot be read.")] = None


class GameTables(Answer):
    """Every GameTable that is there."""

    total: int
    tables: list[ListedGameTable]


class QueryGameTable(ToolInput):
    """Which table and rows."""

    table_name: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description="For example CombatRatings, with or without gt, .txt or .dbc.",
        ),
    ]
    row_id: Annotated[
        int | None, Field(ge=0, le=2**31 - 1, description="Only this row (a level or class).")
    ] = None
    max_rows: Annotated[
        int,
        Field(ge=1, le=1000, description="Most rows to return; wide tables give fewer."),
    ] = 100
    after: Annotated[
        int, Field(ge=-1, le=2**31 - 1, description="Show rows above this one: `nextAfter`.")
    ] = -1


class GameTableRow(ToolOutput):
    """Numbers by column."""

    row: int
    values: dict[str, float]


class GameTableRows(Answer):
    """Rows of one GameTable."""

    table: str
    file: str
    key: Annotated[str, Field(description="What the rows count: level, class, index …")]
    columns: list[str]
    total: int
    truncated: bool
    next_after: Annotated[int | None, Field(description="Pass as `after` for more.")] = None
    rows: list[GameTableRow]
    notes: list[str]


@tool(
    "list-gametables",
    title="GameTables",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=TIMEOUT_S,
    sources=Sources(wrath="client: every gt*.dbc", master="client: every gt/*.txt"),
)
async def list_gametables(_query: ListGameTables, context: ToolContext) -> GameTables:
    """List the GameTables that are there (ratings, crit, regeneration, experience by level) with
    their rows and columns. query-gametable reads one."""
    realm = context.realm
    entries = await realm.client.gametables()
    if not entries:
        raise Unavailable(realm.client.missing("CombatRatings", gametable=True))
    listed = [await _listed(realm, entry) for entry in entries]
    return GameTables(source=realm.source, total=len(listed), tables=listed)


@tool(
    "query-gametable",
    title="GameTable rows",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=TIMEOUT_S,
    sources=Sources(wrath="client: the named gt*.dbc", master="client: the named gt/*.txt"),
)
async def query_gametable(query: QueryGameTable, context: ToolContext) -> GameTableRows:
    """Read rows of a GameTable: one number for each level (or class) and column.

    On both branches rows are levels or classes and columns have names, whatever the file's form.
    """
    realm = context.realm
    if query.row_id is not None and query.after >= 0:
        raise InvalidArgument("rowId and after exclude each other")
    table = await _named(realm, query.table_name)
    chosen = sorted(table.rows) if query.row_id is None else [query.row_id]
    if query.row_id is not None and query.row_id not in table.rows:
        first, last = min(table.rows, default=0), max(table.rows, default=0)
        raise NotFound(f"{table.name} has no row {query.row_id}", hint=f"rows {first} to {last}")
    rest = [row for row in chosen if row > query.after]
    shown = rest[: min(query.max_rows, max(1, MOST_NUMBERS // max(1, len(table.columns))))]
    return GameTableRows(
        source=realm.source,
        table=table.name,
        file=table.facts.path,
        key=table.key,
        columns=list(table.columns),
        total=len(chosen),
        truncated=len(rest) > len(shown),
        next_after=shown[-1] if len(rest) > len(shown) else None,
        rows=[
            GameTableRow(row=row, values=dict(zip(table.columns, table.rows[row], strict=True)))
            for row in shown
        ],
        notes=list(table.facts.notes),
    )


async def _named(realm: Realm, name: str) -> GameTable:
    plain = re.sub(r"\.(txt|dbc)$", "", name.strip(), flags=re.IGNORECASE)
    known = [entry.name for entry in await realm.client.gametables()]
    found = await realm.client.gametable(plain) if _NAME.fullmatch(plain) else None
    if found is not None:
        return found
    if not known:
        raise Unavailable(realm.client.missing("CombatRatings", gametable=True))
    raise NotFound("there is no GameTable of that name", hint=f"there are {', '.join(known)}")


async def _listed(realm: Realm, entry: FileEntry) -> ListedGameTable:
    facts = {
        "name": entry.name,
        "file": entry.path,
        "size_bytes": entry.size_bytes,
        "modified": entry.modified,
    }
    try:
        table = await realm.client.gametable(entry.name)
    except ClientFileError as error:
        return ListedGameTable(**facts, problem=str(error))
    if table is None:
        return ListedGameTable(**facts, problem="the file has gone meanwhile")
    return ListedGameTable(
        **facts, key=table.key, rows=len(table.rows), columns=list(table.columns)
    )
