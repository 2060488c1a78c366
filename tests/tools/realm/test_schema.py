"""The realm's tables as this server knows them."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.errors import NotFound
from appliance.tools.realm.schema import GetSchemaOverview, get_schema_overview
from tests.support.demo_realms import recorded_demo_realm
from tests.support.realms import context_of


async def overview(**arguments: Any) -> Any:
    async with recorded_demo_realm() as (realm, _recorded):
        return await get_schema_overview.function(
            GetSchemaOverview.model_validate(arguments), context_of(realm)
        )


async def test_every_table_is_listed_without_columns() -> None:
    said = await overview()
    assert said.branch == "3.3.5"
    assert {"creature_template", "smart_scripts"} <= {table.name for table in said.tables}
    assert said.total == len(said.tables)
    assert all(table.columns is None for table in said.tables)
    assert "world" in said.databases


async def test_a_part_of_a_name_shows_columns() -> None:
    said = await overview(table="SMART_scripts")
    (table,) = said.tables
    assert "entryorguid" in table.columns
    assert table.column_count == len(table.columns)


async def test_a_name_that_no_table_has() -> None:
    with pytest.raises(NotFound, match="no table"):
        await overview(table="zzz")
