from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from appliance.database.interface import Database
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import search as creatures
from appliance.tools.creatures.search import CreatureCounts, Creatures
from tests.support.realms import context_of, open_realm, realm_of
from tests.support.servers import SqlServer


async def search(realm: Realm, **arguments: Any) -> Creatures:
    tool = creatures.search_creatures
    return await tool.function(tool.input_type.model_validate(arguments), context_of(realm))


async def count(realm: Realm, **arguments: Any) -> CreatureCounts:
    tool = creatures.get_creature_statistics
    return await tool.function(tool.input_type.model_validate(arguments), context_of(realm))


async def test_a_creature_is_shown_with_names_of_its_numbers(demo_world: Database) -> None:
    found = await search(await realm_of(demo_world), name="grizzle")
    (bear,) = found.creatures
    assert found.model_dump(by_alias=True, exclude_none=True) == {
        "source": "test",
        "total": 1,
        "truncated": False,
        "notes": [],
        "creatures": [bear.model_dump(by_alias=True, exclude_none=True)],
    }
    assert (bear.entry, bear.name, bear.subname) == (100030, "Old Grizzlethatch", "The Unwoken")
    assert (bear.type.name, bear.rank.name) == ("beast", "rare")
    assert bear.family is not None
    assert bear.family.name == "bear"
    assert (bear.min_level, bear.max_level) == (11, 11)
    assert bear.faction.name == "monster"


async def test_names_come_in_the_language_asked_for(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    found = await search(realm, name="talgmeer", locale="deDE")
    assert [creature.name for creature in found.creatures] == ["Bürgermeister Odwin Talgmeer"]
    assert (await search(realm, name="talgmeer")).total == 0


async def test_pages_lead_to_the_next(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    first = await search(realm, limit=50)
    assert (first.total, first.truncated, first.next_after) == (52, True, 100051)
    second = await search(realm, limit=50, after=first.next_after)
    assert (second.total, second.truncated, second.next_after) == (52, False, None)
    assert [creature.entry for creature in second.creatures] == [100052, 100053]


async def test_by_type_and_by_faction_are_searches(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    by_type = creatures.get_creatures_by_type
    found = await by_type.function(
        by_type.input_type.model_validate({"creatureType": 8}), context_of(realm)
    )
    assert [creature.name for creature in found.creatures] == ["Field Mouse"]
    by_faction = creatures.get_creatures_by_faction
    found = await by_faction.function(
        by_faction.input_type.model_validate({"faction": 9001, "limit": 1}), context_of(realm)
    )
    assert (found.total, found.truncated, len(found.creatures)) == (2, True, 1)


async def test_statistics_add_up(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    counts = await count(realm)
    assert counts.total == 52
    for groups in (counts.by_type, counts.by_rank, counts.by_expansion):
        assert sum(group.creatures for group in groups) == 52
    assert (counts.vendors, counts.trainers, counts.elites, counts.bosses) == (9, 2, 9, 0)
    assert (await count(realm, type=8)).total == 1
    assert (await count(realm, type=8, expansion=1)).total == 0
    assert (await count(realm, faction=9001)).by_type[0].value.name == "humanoid"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 501}, "limit"),
        ({"limit": "50"}, "limit"),
        ({"limit": 1.5}, "limit"),
        ({"after": -1}, "after"),
        ({"after": 2**32}, "after"),
        ({"name": "x" * 101}, "name"),
        ({"name": 5}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"type": -1}, "type"),
        ({"classification": 256}, "classification"),
        ({"isBoss": "yes"}, "isBoss"),
        ({"is_boss": True}, "is_boss"),
        ({"locale": "xxXX"}, "locale"),
        ({"entry": 5}, "entry"),
    ],
)
def test_arguments_out_of_range_are_named(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        creatures.search_creatures.input_type.model_validate(arguments)
    assert field in {str(part) for error in caught.value.errors() for part in error["loc"]}


def test_what_a_list_cannot_do_without_is_asked_for() -> None:
    for tool in (creatures.get_creatures_by_type, creatures.get_creatures_by_faction):
        with pytest.raises(ValidationError):
            tool.input_type.model_validate({})


@pytest.mark.realdata
async def test_every_page_of_the_published_slice(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        every = await realm.world.fetch(
            "SELECT entry FROM creature_template ORDER BY entry", row=int
        )
        walked: list[int] = []
        after: int | None = 0
        while after is not None:
            page = await search(realm, after=after, limit=137)
            assert page.total == len(every)
            walked += [creature.entry for creature in page.creatures]
            after = page.next_after
        assert walked == every
        assert (await count(realm)).total == len(every)


@pytest.mark.realdata
@pytest.mark.parametrize("part", ["%", "_", "\\", "'", '"', "\0", "x" * 100, "é", "%s", ";--"])
async def test_a_real_server_takes_names_literally(
    mariadb: SqlServer, wrath_slice: str, part: str
) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        found = await search(realm, name=part, limit=500)
        names = await realm.world.fetch("SELECT name FROM creature_template", row=str)
        if part.isascii():
            assert found.total == sum(part.lower() in name.lower() for name in names)
        assert all(part == "é" or part in creature.name for creature in found.creatures)


@pytest.mark.realdata
async def test_levels_of_master_come_from_the_hotfixes(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        found = await search(realm, name="Mangy Wolf", isElite=False)
        (wolf,) = found.creatures
        assert (wolf.min_level, wolf.max_level) == (5, 6)
        assert found.notes == []
        counts = await count(realm)
        assert counts.total == (await search(realm)).total
    async with open_realm(mariadb.settings(), master_slice[0]) as realm:
        found = await search(realm, name="Mangy Wolf")
        assert found.creatures[0].min_level is None
        assert "ContentTuning.db2" in found.notes[0]


async def test_names_and_the_lines_below_them_come_in_one_language(demo_world: Database) -> None:
    context = context_of(await realm_of(demo_world))
    query = creatures.SearchCreatures.model_validate({"name": "Odwin", "locale": "deDE"})
    (found,) = (await creatures.search_creatures.function(query, context)).creatures
    rows = await demo_world.fetch(
        "SELECT Name, Title FROM creature_template_locale WHERE locale = 'deDE' AND entry = %s",
        (found.entry,),
        row=lambda name, title: (name, title),
    )
    assert [(found.name, found.subname)] == rows
    assert rows[0][1]
