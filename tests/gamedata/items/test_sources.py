"""Who sells an item, and which quests are about it."""

from __future__ import annotations

from appliance.gamedata.items import sources as item_sources
from appliance.gamedata.items.sources import Offer, QuestUse
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm

BISCUIT, STOUT = 110001, 110004


async def test_sellers_and_lists_taken_over() -> None:
    async with demo_realm() as realm:
        found = await item_sources.sold_by(realm, BISCUIT, "deDE", limit=10)
    assert found.total == 3
    assert found.offers[0] == Offer(100002, "Marra Federkiel", 0, 0, 0)
    assert found.offers[-1] == Offer(100050, "Tobias Trundle", 0, 0, 0, via_list=100003)


async def test_lists_that_include_each_other_end() -> None:
    circle = "INSERT INTO npc_vendor (entry, slot, item) VALUES (100003, 99, -100050)"
    async with demo_realm(circle) as realm:
        found = await item_sources.sold_by(realm, BISCUIT, "enUS", limit=10)
    assert [offer.creature for offer in found.offers] == [100002, 100003, 100050]


async def test_lists_are_taken_over_level_by_level() -> None:
    more = (
        "INSERT INTO npc_vendor (entry, slot, item) VALUES (100002, 99, -100050)",
        "DELETE FROM npc_vendor WHERE entry = 100002 AND item = 110001",
    )
    async with demo_realm(*more) as realm:
        found = await item_sources.sold_by(realm, BISCUIT, "enUS", limit=10)
    assert [(offer.creature, offer.via_list) for offer in found.offers] == [
        (100002, 100003),
        (100003, 0),
        (100050, 100003),
    ]


async def test_a_list_without_the_vendor_flag_sells_nothing() -> None:
    async with demo_realm("UPDATE creature_template SET npcflag = 1 WHERE entry = 100002") as realm:
        found = await item_sources.sold_by(realm, BISCUIT, "enUS", limit=1)
    assert (found.total, found.idle) == (2, 1)
    assert [offer.creature for offer in found.offers] == [100003]


async def test_event_vendors() -> None:
    more = (
        "INSERT INTO game_event_npc_vendor (eventEntry, guid, slot, item, maxcount, incrtime) "
        "SELECT (SELECT MIN(eventEntry) FROM game_event), MIN(guid), 0, 110022, 2, 60 "
        "FROM creature WHERE id = 100002",
    )
    async with demo_realm(*more) as realm:
        found = await item_sources.sold_by(realm, 110022, "enUS", limit=10)
        (event,) = await realm.world.fetch(
            "SELECT description FROM game_event ORDER BY eventEntry LIMIT 1", row=str
        )
    assert [offer for offer in found.offers if offer.event] == [
        Offer(100002, "Marra Quillfeather", 2, 60, 0, event=event)
    ]


async def test_a_realm_without_event_vendors() -> None:
    async with demo_realm("DROP TABLE game_event_npc_vendor") as realm:
        assert (await item_sources.sold_by(realm, BISCUIT, "enUS", limit=9)).total == 3


async def test_vendors_of_master_sell_items_and_currencies_of_the_same_number() -> None:
    async with master_realm() as realm:
        found = await item_sources.sold_by(realm, 700, "enUS", limit=10)
    assert found.offers == [Offer(800, "Berit", 0, 0, 0)]
    assert (found.total, found.idle) == (1, 1)


async def test_quests_about_an_item() -> None:
    more = (
        "UPDATE quest_template SET ItemDrop2 = 110031, ItemDropQuantity2 = 0 WHERE ID = 120017",
        "UPDATE quest_template SET RewardItem1 = 110031, RewardAmount1 = 2, RewardItem2 = 110031, "
        "RewardAmount2 = 3 WHERE ID = 120002",
    )
    async with demo_realm(*more) as realm:
        found = await item_sources.quests_about(realm, 110031, "enUS")
        letter = await item_sources.quests_about(realm, 110037, "deDE")
    assert found == [
        QuestUse(120002, "Teeth in the Dark", "reward", 5),
        QuestUse(120003, "Oil for the Lanterns", "required", 6),
        QuestUse(120017, "Wanted: Old Grizzlethatch", "needed on the way", 1),
    ]
    assert [(use.role, use.pieces) for use in letter] == [
        ("required", 1),
        ("given at the start", 1),
    ]


async def test_quests_of_master_ask_in_a_table_of_their_own() -> None:
    async with master_realm() as realm:
        found = await item_sources.quests_about(realm, 700, "enUS")
    assert found == [
        QuestUse(500, "Sail the Skiff", "reward", 2),
        QuestUse(500, "Sail the Skiff", "required", 3),
    ]


async def test_sets() -> None:
    async with demo_realm() as realm:
        assert await item_sources.set_members(realm, 9001, limit=2) == [110064, 110065]
        assert await item_sources.set_members(realm, 0, limit=2) == []
    async with master_realm() as realm:
        assert await item_sources.set_members(realm, 9001, limit=2) == []


async def test_pages_of_a_book_that_runs_in_a_circle() -> None:
    more = (
        "INSERT INTO page_text (ID, Text, NextPageID) VALUES (1, 'One', 2), (2, 'Two', 3), "
        "(3, 'Three', 1)",
        "INSERT INTO page_text_locale (ID, locale, Text) VALUES (2, 'deDE', 'Zwei'), "
        "(3, 'deDE', '')",
    )
    async with demo_realm(*more) as realm:
        assert await item_sources.pages(realm, 1, "enUS") == ["One", "Two", "Three"]
        assert await item_sources.pages(realm, 1, "deDE") == ["One", "Zwei", "Three"]
        assert await item_sources.pages(realm, 0, "enUS") == []
        assert await item_sources.pages(realm, 99, "enUS") == []


async def test_a_long_book_is_cut() -> None:
    pages = ",".join(f"({n}, 'p{n}', {n + 1})" for n in range(1, 40))
    more = f"INSERT INTO page_text (ID, Text, NextPageID) VALUES {pages}"
    async with demo_realm(more) as realm:
        assert len(await item_sources.pages(realm, 1, "enUS")) == item_sources.MAX_PAGES
