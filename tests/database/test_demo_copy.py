"""Copies of the demo realm as bytes."""

from __future__ import annotations

import pytest

from appliance.database.demo import open_demo_world
from appliance.database.demo_copy import copy, open_copy, read_content, version
from appliance.errors import QueryFailed

SCRIPT = """
CREATE TABLE `a` (`id` int, `t` text);
INSERT INTO `a` VALUES (1,'x'),(2,NULL);
CREATE TABLE `b` (`id` int);
"""


async def test_a_copy_has_the_same_rows_and_sums() -> None:
    async with open_demo_world([SCRIPT]) as world:
        first, second = copy(world), copy(world)
    content = read_content(first)
    assert {name: table.rows for name, table in content.tables.items()} == {"a": 2, "b": 0}
    assert content == read_content(second)
    assert all(0 <= table.checksum < 2**63 for table in content.tables.values())
    async with open_copy(first, "world") as again:
        assert await again.fetch("SELECT t FROM a", row=str) == ["x", "None"]


async def test_other_values_have_other_sums() -> None:
    sums = set()
    table = "CREATE TABLE `a` (`i` text, `t` text)"
    for value in ("1,'x'", "1,'y'", "1,NULL", "'1','x'"):
        async with open_demo_world([table, f"INSERT INTO `a` VALUES ({value})"]) as world:
            sums.add(read_content(copy(world)).tables["a"].checksum)
    assert len(sums) == 3, "text columns hold 1 as '1'"


async def test_bytes_that_are_no_database_cannot_be_opened() -> None:
    with pytest.raises(QueryFailed):
        async with open_copy(b"no database" * 500, "world"):
            pass


def test_the_engine_has_a_version() -> None:
    assert version().startswith("3.")
