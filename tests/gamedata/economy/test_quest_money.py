from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.economy import quest_money
from appliance.gamedata.economy.quest_money import paid_quests
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer


async def test_quests_pay_their_money_best_first() -> None:
    async with demo_realm() as realm:
        found = await paid_quests(realm, 10, range(5, 12))
        rewards = dict(
            await realm.world.fetch(
                "SELECT ID, RewardMoney FROM quest_template LIMIT 1000", row=lambda *row: row
            )
        )
    assert (found.at_most_level, found.missing) == (False, "")
    assert found.quests
    assert [one.copper for one in found.quests] == [rewards[one.id] for one in found.quests]
    assert [one.copper for one in found.quests] == sorted(
        (one.copper for one in found.quests), reverse=True
    )
    assert all(one.min_level <= 10 and one.copper > 0 for one in found.quests)


async def test_money_instead_of_experience_counts_at_the_highest_level() -> None:
    more = "UPDATE quest_template SET QuestLevel = 80, RewardBonusMoney = 700 WHERE ID = 120006"
    async with demo_realm(more) as realm:
        at_80 = await paid_quests(realm, 80, range(75, 82))
        at_79 = await paid_quests(realm, 79, range(75, 82))
    assert at_80.at_most_level
    by_id = {one.id: one.copper for one in at_80.quests}
    assert by_id[120006] - {one.id: one.copper for one in at_79.quests}[120006] == 700


async def test_a_quest_may_give_no_money_instead_of_experience() -> None:
    more = (
        "UPDATE quest_template SET QuestLevel = 80, RewardBonusMoney = 700 WHERE ID = 120006",
        "UPDATE quest_template SET Flags = Flags | 256 WHERE ID = 120006",
    )
    async with demo_realm(*more) as realm:
        at_80 = await paid_quests(realm, 80, range(75, 82))
        at_79 = await paid_quests(realm, 79, range(75, 82))
    paid = [{one.id: one.copper for one in found.quests}[120006] for found in (at_80, at_79)]
    assert paid[0] == paid[1]


async def test_a_quest_for_lower_levels_only_is_not_offered() -> None:
    entered = "INSERT INTO quest_template_addon (ID, MaxLevel) VALUES (120006, 10)"
    gone = "DELETE FROM quest_template_addon WHERE ID = 120006"
    async with demo_realm(gone, entered) as realm:
        at_10 = await paid_quests(realm, 10, range(5, 12))
        at_11 = await paid_quests(realm, 11, range(5, 12))
    assert 120006 in {one.id for one in at_10.quests}
    assert 120006 not in {one.id for one in at_11.quests}


async def test_a_cut_is_told_also_where_some_of_the_read_are_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    off = "INSERT INTO disables (sourceType, entry, flags, comment) VALUES (1, 120006, 0, '')"
    async with demo_realm(off) as realm:
        whole = await paid_quests(realm, 10, range(5, 12))
        monkeypatch.setattr(quest_money, "MOST", 3)
        cut = await paid_quests(realm, 10, range(5, 12))
    assert not whole.truncated
    assert cut.truncated
    assert len(cut.quests) <= 3


async def test_a_quest_that_costs_money_is_none_that_pays() -> None:
    more = "UPDATE quest_template SET RewardMoney = -500 WHERE ID = 120006"
    async with demo_realm(more) as realm:
        found = await paid_quests(realm, 10, range(5, 12))
    assert 120006 not in {one.id for one in found.quests}


async def test_quests_nobody_offers_switched_off_or_repeated() -> None:
    more = (
        "DELETE FROM creature_queststarter WHERE quest = 120006",
        "INSERT INTO disables (sourceType, entry, flags, comment) VALUES (1, 120005, 0, '')",
        "UPDATE quest_template SET Flags = 4096 WHERE ID = 120017",
    )
    async with demo_realm(*more) as realm:
        found = {one.id: one for one in (await paid_quests(realm, 10, range(5, 12))).quests}
    assert not found.keys() & {120005, 120006}
    assert found[120017].again == "daily"


async def test_real_quests_pay_at_80(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        found = await paid_quests(realm, 80, range(68, 82))
    assert len(found.quests) > 20
    assert all(one.level is not None and one.level >= 68 for one in found.quests)


async def test_master_looks_at_the_best_paid_of_all_levels(
    mariadb: SqlServer, master_slice: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = [{"ID": level, "Difficulty": (level,) * 10} for level in range(1, 90)]
    client = MemoryClient({"QuestMoneyReward": levels})
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        seeing = replace(realm, client=client)
        whole = await quest_money.candidates(seeing, range(1, 81))
        monkeypatch.setattr(quest_money, "CHUNK", 2)
        in_parts = await quest_money.candidates(seeing, range(1, 81))
        monkeypatch.setattr(quest_money, "MOST", 20)
        best = await quest_money.candidates(seeing, range(1, 81))
        monkeypatch.undo()
        unknown = await quest_money.candidates(replace(realm, hotfixes=None), range(1, 81))
    assert whole
    assert in_parts == whole
    assert unknown is None
    assert best == whole[:21]


async def test_master_needs_the_clients_money_table(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        without = await paid_quests(realm, 10, range(5, 12))
        levels = [{"ID": level, "Difficulty": (level,) * 10} for level in range(1, 90)]
        client = MemoryClient({"QuestMoneyReward": levels})
        found = await paid_quests(replace(realm, client=client), 10, range(5, 12))
    assert without.quests == []
    assert "QuestMoneyReward" in without.missing
    assert found.quests
    assert all(one.copper > 0 for one in found.quests)
