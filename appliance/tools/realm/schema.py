"""The tool that shows which tables this realm has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from appliance.errors import NotFound
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

MOST_WITH_COLUMNS = 40
"""Tables shown with their columns; one has 15 on average."""

_READS = "information_schema of the world database, and the version table"


class GetSchemaOverview(ToolInput):
    """Which tables."""

    table: Annotated[
        str | None,
        Field(min_length=1, max_length=64, description="Part of a table name; shows columns."),
    ] = None


class SchemaTable(ToolOutput):
    """One table."""

    name: str
    database: Annotated[str, Field(description="world or hotfixes.")]
    column_count: int
    columns: Annotated[list[str] | None, Field(description="Sorted by name.")] = None


class SchemaOverview(Answer):
    """The databases as this server knows them."""

    branch: str
    core_version: str
    db_version: str
    databases: Annotated[list[str], Field(description="Those this server may read.")]
    total: int
    truncated: Annotated[bool, Field(description="More match; ask for a longer part.")]
    tables: list[SchemaTable]


@tool(
    "get-schema-overview",
    title="Database schema",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=5,
    sources=Sources(wrath=_READS, master=f"{_READS}; also of hotfixes"),
)
async def get_schema_overview(query: GetSchemaOverview, context: ToolContext) -> SchemaOverview:
    """Show the realm's branch, versions and tables; with `table`, the columns."""
    realm = context.realm
    schema = realm.schema
    found = _tables("world", schema.tables, query.table)
    found += _tables("hotfixes", schema.hotfix_tables, query.table)
    if not found:
        raise NotFound("no table has that in its name", hint="without `table` all are listed")
    shown = found[:MOST_WITH_COLUMNS] if query.table else found
    optional = {"hotfixes": realm.hotfixes, "auth": realm.auth, "characters": realm.characters}
    return SchemaOverview(
        source=realm.source,
        branch=schema.branch,
        core_version=schema.core_version,
        db_version=schema.db_version,
        databases=["world", *(kind for kind, database in optional.items() if database)],
        total=len(found),
        truncated=len(shown) < len(found),
        tables=shown,
    )


def _tables(
    database: str, tables: Mapping[str, frozenset[str]], part: str | None
) -> list[SchemaTable]:
    wanted = (part or "").lower()
    return [
        SchemaTable(
            name=name,
            database=database,
            column_count=len(columns),
            columns=sorted(columns) if part else None,
        )
        for name, columns in sorted(tables.items())
        if wanted in name.lower()
    ]
