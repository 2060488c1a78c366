"""Who starts and ends a quest, and what else decides about it."""

from __future__ import annotations

from appliance.gamedata.quests import relations as quest_relations
from appliance.gamedata.quests.marked import marks
from appliance.gamedata.quests.relations import Party, Pool
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


async def test_starters_of_every_kind() -> None:
    more = (
        "UPDATE item_template SET startquest = 120011 WHERE entry = 110001",
        "INSERT INTO game_event (eventEntry, description) VALUES (77, 'Fish Week')",
        "INSERT INTO game_event_creature_quest (eventEntry, id, quest) VALUES (77, 100002, 120011)",
        "INSERT INTO game_event_gameobject_quest (eventEntry, id, quest) "
        "VALUES (78, 130002, 120011)",
    )
    async with demo_realm(*more) as realm:
        found = await quest_relations.starters(realm, 120011, "enUS")
    assert [(one.kind, one.id, one.event) for one in found] == [
        ("creature", 100016, ""),
        ("creature", 100002, "Fish Week"),
        ("gameobject", 130001, ""),
        ("gameobject", 130002, "game event 78"),
        ("item", 110001, ""),
    ]
    assert [one.name for one in found][1::3] == ["Marra Quillfeather", "Oat Biscuit"]


async def test_names_are_translated() -> None:
    async with demo_realm() as realm:
        found = await quest_relations.enders(realm, 120005, "deDE")
    assert found == [Party("gameobject", 130012, "Schrein der Laterne")]


async def test_enders() -> None:
    async with demo_realm() as realm:
        found = await quest_relations.enders(realm, 120008, "enUS")
    assert [(one.kind, one.id) for one in found] == [("creature", 100018), ("creature", 100038)]


async def test_what_else_decides() -> None:
    more = (
        "INSERT INTO game_event (eventEntry, description) VALUES (77, 'Fish Week')",
        "INSERT INTO game_event_seasonal_questrelation (questId, eventEntry) VALUES (120011, 77)",
    )
    async with demo_realm(*more) as realm:
        assert await quest_relations.season(realm, 120011) == ["Fish Week"]
        assert await quest_relations.season(realm, 120002) == []
        pool = await quest_relations.pool(realm, 120011)
        assert isinstance(pool, Pool)
        assert pool.id == 9901
        assert await quest_relations.pool(realm, 120002) is None
        assert await quest_relations.area_triggers(realm, 120012) == [9004]
        assert await marks(realm, 120005, "enUS") != []
        assert await quest_relations.disabled(realm, 120018)
        assert not await quest_relations.disabled(realm, 140024)
        assert await quest_relations.mail_sender(realm, 120008) == 100018
        assert await quest_relations.mail_sender(realm, 120002) == 0


async def test_tables_that_a_realm_lacks() -> None:
    """Master has no pools of quests, 3.3.5 of some age no seasonal relations."""
    async with master_realm() as realm:
        assert await quest_relations.season(realm, 500) == []
        assert await quest_relations.pool(realm, 500) is None
        assert await quest_relations.area_triggers(realm, 500) == []
        assert await marks(realm, 500, "enUS") == []
        assert not await quest_relations.disabled(realm, 500)
        assert await quest_relations.mail_sender(realm, 500) == 0


async def test_starters_of_master() -> None:
    async with master_realm() as realm:
        assert await quest_relations.starters(realm, 500, "deDE") == [
            Party("creature", 800, "Berit"),
            Party("item", 700, "Gutes Ruder"),
        ]
    async with master_realm(hotfixes=False) as realm:
        assert [one.kind for one in await quest_relations.starters(realm, 500, "enUS")] == [
            "creature"
        ]


async def test_creatures_that_count_as_another() -> None:
    more = "UPDATE creature_template SET KillCredit2 = 100022 WHERE entry IN (100023, 100024)"
    async with demo_realm(more) as realm:
        assert await quest_relations.also_credited(realm, [100022, 100025]) == {
            100022: [100023, 100024],
            100025: [],
        }
        assert await quest_relations.also_credited(realm, []) == {}
