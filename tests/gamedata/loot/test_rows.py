"""Rows of loot templates in words."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.gamedata.loot import rows
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Branch
from tests.support.small_worlds import small_realm

SWORD = "Sword (item 25): "


async def words(row: dict[str, Any], branch: Branch = Branch.WRATH, **tables: Any) -> str:
    if branch is Branch.WRATH:
        tables["item_template"] = [{"entry": 25, "name": "Sword"}]
    table = {"creature_loot_template": [{"Entry": 100, "Item": 25, **row}], **tables}
    async with small_realm(table, branch) as realm:
        found = await rows.explain(realm, LootKind.CREATURE, [100, 101], "enUS")
    assert list(found) == [100]
    (said,) = found[100]
    return said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Chance": 35}, SWORD + "35 %"),
        ({"Chance": 0.025, "MaxCount": 3}, SWORD + "0.025 %, 1-3 pieces"),
        ({"MinCount": 2, "MaxCount": 2}, SWORD + "100 %, 2 pieces"),
        ({"Chance": 5, "GroupId": 1}, SWORD + "5 % in group 1 (at most one of it)"),
        ({"Chance": 0, "GroupId": 1}, SWORD + "an equal share of what is left of group 1"),
        ({"QuestRequired": 1}, SWORD + "100 %, only for those on a quest for it"),
        (
            {"LootMode": 6},
            SWORD + "100 %, only in loot mode hard mode 1 or hard mode 2",
        ),
        ({"Reference": 900, "Chance": 40}, "reference 900: 40 %"),
        (
            {"Reference": 900, "GroupId": 2, "MaxCount": 3},
            "group 2 of reference 900: 100 %, rolled 3 times",
        ),
        ({"Chance": 0}, SWORD + "0 %, but it has chance 0: the server skips it"),
        (
            {"Reference": 900, "Chance": 0},
            "reference 900: 0 %, but it has chance 0: the server skips it",
        ),
        (
            {"LootMode": 0},
            SWORD + "100 %, only in loot mode none, but it needs loot mode 0: left out",
        ),
        ({"Item": 26}, "item 26: 100 %"),
    ],
)
async def test_a_row(row: dict[str, Any], said: str) -> None:
    assert await words(row) == said


async def test_a_row_with_conditions() -> None:
    level = {
        "SourceTypeOrReferenceId": 1,
        "SourceGroup": 100,
        "SourceEntry": 25,
        "ConditionTypeOrReference": 27,
        "ConditionValue1": 60,
    }
    said = await words({"Chance": 2}, conditions=[level])
    assert said == SWORD + "2 %, if the player who loots is of level exactly 60"


async def test_rows_of_master_may_be_no_items() -> None:
    assert await words({"ItemType": 2, "MaxCount": 4}, Branch.MASTER) == (
        "currency 25: 100 %, 1-4 pieces"
    )
    assert await words({"ItemType": 1}, Branch.MASTER) == "reference 25: 100 %"
