from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_behaviour as behaviour
from appliance.tools.creatures.profile_models import LootIds
from tests.support.demo_worlds import demo_realm


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm() as realm:
        yield realm


async def test_loot_of_every_kind(realm: Realm) -> None:
    ids = LootIds(creature=100025, pickpocketing=100025, skinning=100022)
    tables = await behaviour.drops(realm, ids, "enUS")
    assert [(table.kind, table.loot_id) for table in tables] == [
        ("creature", 100025),
        ("pickpocketing", 100025),
        ("skinning", 100022),
    ]
    for table in tables:
        assert table.total == len(table.drops) > 0
        assert not table.truncated
        assert all(drop.item.name for drop in table.drops)
        chances = [drop.chance_percent for drop in table.drops]
        assert chances == sorted(chances, reverse=True)
    assert await behaviour.drops(realm, None, "enUS") == []


async def test_loot_through_references(realm: Realm) -> None:
    (baron,) = await behaviour.drops(realm, LootIds(creature=100037), "enUS")
    seal = next(drop for drop in baron.drops if drop.item.id == 110036)
    assert (seal.quest_required, seal.chance_percent) == (True, 100.0)
    belt = next(drop for drop in baron.drops if drop.item.id == 110078)
    assert belt.via_reference == [170003, 170002]
    box = next(drop for drop in baron.drops if drop.item.id == 110044)
    assert box.conditions


async def test_texts_in_the_language_asked_for(realm: Realm) -> None:
    said = await behaviour.speech(realm, 100037, "enUS")
    assert (said.total, said.truncated) == (7, False)
    assert said.texts[0].text == "Keep your oil out of my cellar!"
    assert said.texts[0].type.name == "yell"


async def test_many_texts_are_cut() -> None:
    rows = ", ".join(f"(100031, {group}, 0, 'x', 12)" for group in range(1, 151))
    more = f"INSERT INTO creature_text (CreatureID, GroupID, ID, Text, Type) VALUES {rows}"
    async with demo_realm(more) as realm:
        said = await behaviour.speech(realm, 100031, "enUS")
    assert (len(said.texts), said.truncated) == (behaviour.MAX_TEXTS, True)


async def test_scripts_in_words_with_their_lists(realm: Realm) -> None:
    script, notes = await behaviour.scripts(realm, 100037, "enUS")
    assert (script.total, script.truncated, notes) == (21, False, [])
    by_id = {line.id: line for line in script.lines}
    assert by_id[0].words.startswith("on entering combat: says “Keep your oil")
    assert by_id[0].link == 1
    (timed,) = by_id[10].timed_lists or []
    assert (timed.id, len(timed.lines)) == (10003700, 4)
    assert by_id[11].conditions


async def test_who_may_click_it(realm: Realm) -> None:
    (click,) = await behaviour.creature_conditions(realm, 100049, "enUS")
    assert click.about == ("Dappled Pony (spell 140062) on clicking Dappled Pony (creature 100049)")
    assert "The Drowned Cellar" in click.alternatives[0]
    assert await behaviour.creature_conditions(realm, 100001, "enUS") == []
