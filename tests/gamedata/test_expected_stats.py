from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import Unavailable
from appliance.gamedata.expected_stats import expected_stat
from appliance.gamedata.realm import Realm
from tests.support.client_rows.combat import MASTER
from tests.support.master_realm import master_realm


@asynccontextmanager
async def realm(tables: dict[str, list[dict[str, Any]]]) -> AsyncIterator[Realm]:
    async with master_realm() as bare:
        yield replace(bare, client=MemoryClient(tables))


async def test_the_row_of_any_expansion_counts_where_there_is_no_other() -> None:
    async with realm(MASTER) as known:
        assert await expected_stat(known, "ArmorConstant", 90) == 3430.0
        assert await expected_stat(known, "ArmorConstant", 90, expansion=9) == 3430.0
        assert await expected_stat(known, "CreatureArmor", 60, expansion=0) == 500.0
        assert await expected_stat(known, "CreatureArmor", 60) == 600.0


async def test_a_level_without_a_row_has_no_value() -> None:
    async with realm(MASTER) as known:
        assert await expected_stat(known, "ArmorConstant", 250) is None


async def test_content_tuning_and_class_multiply() -> None:
    async with realm(MASTER) as known:
        tuned = await expected_stat(known, "CreatureArmor", 60, content_tuning=900001)
        mage = await expected_stat(
            known, "CreatureArmor", 60, content_tuning=900001, class_number=8
        )
        rogue = await expected_stat(known, "CreatureArmor", 60, class_number=11)
    assert tuned == 1200.0  # the modifier bound to a season does not count
    assert mage == 600.0
    assert rogue == 600.0  # a class without modifiers


async def test_without_the_file_it_is_unavailable() -> None:
    async with realm({}) as bare:
        with pytest.raises(Unavailable, match="ExpectedStat"):
            await expected_stat(bare, "ArmorConstant", 90)
