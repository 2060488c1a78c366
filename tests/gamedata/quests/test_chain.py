"""Chains of quests, circles included."""

from __future__ import annotations

import pytest
import trio

from appliance.gamedata.quests import chain as quest_chain
from appliance.gamedata.quests.chain import MAX_DEPTH, Relation, Step
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


def links(*rows: tuple[int, int, int]) -> str:
    """Quests (id, PrevQuestID, NextQuestID) and nothing else about them."""
    values = ",".join(str(row) for row in rows)
    return f"INSERT INTO quest_template_addon (ID, PrevQuestID, NextQuestID) VALUES {values}"


async def test_both_directions_and_both_columns() -> None:
    async with demo_realm() as realm:
        chain = await quest_chain.chain(realm, 120005, "deDE", limit=50)
    assert [(step.quest, step.distance) for step in chain.before] == [
        (120003, 1),
        (120004, 1),
        (120002, 2),
    ]
    assert [(step.quest, step.distance) for step in chain.after] == [
        (120006, 1),
        (120007, 1),
        (120008, 2),
        (120009, 3),
    ]
    assert chain.before[0].title == "Öl für die Laternen"
    assert not chain.truncated


async def test_a_negative_previous_quest_must_be_in_the_log() -> None:
    async with demo_realm() as realm:
        after = (await quest_chain.chain(realm, 120008, "enUS", limit=9)).after
        before = (await quest_chain.chain(realm, 120009, "enUS", limit=1)).before
    assert after == [Step(120009, "The Sunken Ledger", 120008, Relation.ACTIVE, 1)]
    assert before == [Step(120008, "The Drowned Cellar", 120009, Relation.ACTIVE, 1)]


@pytest.mark.parametrize(
    "circle",
    [
        [(1, 3, 0), (2, 1, 0), (3, 2, 0)],
        [(1, 0, 2), (2, 0, 3), (3, 0, 1)],
        [(1, 1, 1)],
        [(1, -2, 0), (2, -1, 0)],
        [(1, 2, 2), (2, 1, 1)],
    ],
)
async def test_circles_end(circle: list[tuple[int, int, int]]) -> None:
    async with demo_realm(links(*circle)) as realm:
        with trio.fail_after(5):
            chain = await quest_chain.chain(realm, 1, "enUS", limit=50)
    others = {quest for quest, _, _ in circle} - {1}
    assert {step.quest for step in chain.before} == others
    assert {step.quest for step in chain.after} == others
    assert not chain.truncated


async def test_a_chain_longer_than_the_limit_is_cut() -> None:
    row = links(*((n, n - 1, 0) for n in range(2, 30)))
    async with demo_realm(row) as realm:
        chain = await quest_chain.chain(realm, 1, "enUS", limit=5)
        whole = await quest_chain.chain(realm, 1, "enUS", limit=28)
    assert [step.quest for step in chain.after] == [2, 3, 4, 5, 6]
    assert chain.truncated
    assert len(whole.after) == 28
    assert not whole.truncated


async def test_a_chain_deeper_than_the_bound_is_cut() -> None:
    row = links(*((n, n - 1, 0) for n in range(2, MAX_DEPTH + 10)))
    async with demo_realm(row) as realm:
        chain = await quest_chain.chain(realm, 1, "enUS", limit=200)
    assert [step.distance for step in chain.after] == list(range(1, MAX_DEPTH + 1))
    assert chain.truncated


async def test_a_chain_to_a_quest_that_is_not_there() -> None:
    async with demo_realm(links((1, 2_000_000_000, 0))) as realm:
        chain = await quest_chain.chain(realm, 1, "enUS", limit=5)
    assert chain.before == [Step(2_000_000_000, None, 1, Relation.FINISHED, 1)]


async def test_neighbours_that_are_no_chain() -> None:
    offers = "UPDATE quest_template SET RewardNextQuest = 120002 WHERE ID = 120001"
    async with demo_realm(offers) as realm:
        assert await quest_chain.offered_by(realm, 120002, limit=9) == [120001]
        assert await quest_chain.breadcrumbs(realm, 120002, limit=9) == [120001]
        assert await quest_chain.same_group(realm, -120006, limit=9) == [120006, 120007]
        assert await quest_chain.same_group(realm, 120003, limit=1) == [120003]
        assert await quest_chain.same_group(realm, 0, limit=9) == []


async def test_an_older_table_without_breadcrumbs() -> None:
    column = "ALTER TABLE quest_template_addon DROP COLUMN BreadcrumbForQuestId"
    async with demo_realm(column) as realm:
        assert await quest_chain.breadcrumbs(realm, 120002, limit=9) == []


async def test_chains_of_master() -> None:
    async with master_realm() as realm:
        chain = await quest_chain.chain(realm, 500, "deDE", limit=9)
    assert chain.after == [Step(501, "Mend the Sail", 500, Relation.ACTIVE, 1)]
