"""Every item of the published 3.3.5 data."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import trio

from appliance.gamedata.realm import Realm
from appliance.tools.context import ToolContext
from appliance.tools.items.info import GetItemInfo, get_item_info
from appliance.tools.items.models import ItemInfo
from appliance.tools.models import Locale
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

pytestmark = [pytest.mark.realdata, pytest.mark.sweep]

AT_ONCE = 6
LIMIT = 5


@pytest.fixture
async def realm(mariadb: SqlServer, wrath_indexed: str) -> AsyncIterator[Realm]:
    async with open_realm(mariadb.settings(), wrath_indexed) as realm:
        yield realm


async def check(context: ToolContext, item: int) -> ItemInfo:
    query = GetItemInfo.model_validate({"itemId": item, "locale": "ruRU", "limit": LIMIT})
    answer = await get_item_info.function(query, context)
    assert answer.item_id == item
    assert answer.model_dump_json(by_alias=True, exclude_none=True)
    for shown, rows in (
        (answer.sold_by, answer.sold_by.sellers),
        (answer.found_in, answer.found_in.sources),
        (answer.quests, answer.quests.quests),
    ):
        assert len(rows) == min(shown.total, LIMIT), (item, shown)
        assert shown.truncated == (shown.total > LIMIT), (item, shown)
    for source in answer.found_in.sources:
        assert 0 < source.chance_percent <= 100, (item, source)
    return answer


async def test_every_item(realm: Realm) -> None:
    entries = iter(
        await realm.world.fetch("SELECT entry FROM item_template ORDER BY entry", row=int)
    )
    context = context_of(realm)
    seen = {"items": 0, "translated": 0, "sold": 0, "found": 0, "weapons": 0}

    async def work() -> None:
        for entry in entries:
            answer = await check(context, entry)
            seen["items"] += 1
            seen["translated"] += answer.name == answer.names.get(Locale.RURU.value)
            seen["sold"] += answer.sold_by.total > 0
            seen["found"] += answer.found_in.total > 0
            seen["weapons"] += answer.weapon is not None

    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE):
            nursery.start_soon(work)
    assert seen["items"] > 31_000
    assert seen["translated"] > 100
    assert min(seen["sold"], seen["found"], seen["weapons"]) > 2_000
