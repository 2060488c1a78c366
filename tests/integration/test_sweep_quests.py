"""Every quest of the published 3.3.5 data."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import trio

from appliance.gamedata.realm import Realm
from appliance.tools.context import ToolContext
from appliance.tools.quests.info import GetQuestInfo, get_quest_info
from appliance.tools.quests.models import QuestInfo
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

pytestmark = [pytest.mark.realdata, pytest.mark.sweep]

AT_ONCE = 6
LIMIT = 20


@pytest.fixture
async def realm(mariadb: SqlServer, wrath_indexed: str) -> AsyncIterator[Realm]:
    async with open_realm(mariadb.settings(), wrath_indexed) as realm:
        yield realm


async def check(context: ToolContext, quest: int) -> QuestInfo:
    query = GetQuestInfo.model_validate({"questId": quest, "limit": LIMIT})
    answer = await get_quest_info.function(query, context)
    assert answer.quest_id == quest
    assert answer.model_dump_json(by_alias=True, exclude_none=True)
    chain = answer.chain
    for steps in (chain.before, chain.after):
        ids = [step.quest.id for step in steps]
        assert len(set(ids)) == len(ids) <= LIMIT, quest
        assert quest not in ids, quest
        reached = {quest, *ids}
        assert all(step.neighbor in reached for step in steps), quest
        distances = [step.distance for step in steps]
        assert distances == sorted(distances), quest
    for parties in (answer.starters, answer.enders):
        assert len(parties.parties) == min(parties.total, LIMIT), quest
    assert not any(
        "$B" in text or "$b" in text for text in answer.texts.model_dump().values() if text
    )
    return answer


async def test_every_quest(realm: Realm) -> None:
    ids = iter(await realm.world.fetch("SELECT ID FROM quest_template ORDER BY ID", row=int))
    context = context_of(realm)
    seen = {"quests": 0, "started": 0, "chained": 0, "conditions": 0, "objectives": 0, "paid": 0}

    async def work() -> None:
        for quest in ids:
            answer = await check(context, quest)
            seen["quests"] += 1
            seen["started"] += answer.starters.total > 0
            seen["chained"] += bool(answer.chain.before or answer.chain.after)
            seen["conditions"] += bool(answer.requirements.conditions)
            seen["objectives"] += len(answer.objectives)
            seen["paid"] += answer.rewards.money_required is not None

    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE):
            nursery.start_soon(work)
    assert seen["quests"] > 8_000
    assert seen["started"] > 6_000
    assert seen["chained"] > 4_000
    assert seen["conditions"] > 300
    assert seen["objectives"] > 8_000
    assert seen["paid"] > 50
