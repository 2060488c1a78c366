"""The tools about groups, over the demo realm and over rows of both branches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.database.demo import open_demo_world
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.groups.capabilities import Kind, Reach
from appliance.gamedata.realm import Realm
from appliance.tools.context import Caller, Scope
from appliance.tools.groups import arena, buffs, composition, cooldowns
from appliance.tools.registry import Tool
from tests.support.client_rows import groups as rows
from tests.support.demo_realms import recorded_demo_realm, whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.realms import context_of

TOOLS: list[Tool[Any, Any]] = [
    composition.analyze_group_composition,
    cooldowns.coordinate_cooldowns,
    arena.analyze_arena_composition,
    buffs.get_buff_recommendations,
]
GROUP, COOLDOWNS, ARENA, BUFFS = TOOLS
EMBERLYN, GRUMTUSK, CANDLEWYN, OLDWICK = 5, 6, 7, 8
TOTEM_SPELL = """INSERT INTO creature_template_spell (CreatureID, `Index`, Spell) VALUES
    (900400, 0, 140035)"""


async def ask(realm: Realm, tool: Tool[Any, Any], **arguments: Any) -> Any:
    return await tool.function(tool.input_type.model_validate(arguments), context_of(realm))


def supplied(answer: Any, capability: str) -> dict[int, list[int]]:
    """Members by spell."""
    found = {
        (one.spell.id): one.members
        for row in answer.coverage
        if row.capability == capability
        for one in row.spells
    }
    return dict(sorted(found.items()))


@asynccontextmanager
async def warlocks(*more: str) -> AsyncIterator[Realm]:
    """The demo realm whose only class with spells is that of the rows."""
    async with demo_realm(*more) as realm:
        yield replace(realm, client=MemoryClient(rows.WRATH))


async def test_members_supply_what_their_spells_do() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm,
            GROUP,
            bots=[
                {"characterId": EMBERLYN, "role": "ranged_dps"},
                {"className": "shaman"},
                {"classId": 2, "level": 10, "name": "Squire"},
            ],
        )
    assert supplied(found, "interrupt") == {140101: [1], 140107: [2]}
    assert supplied(found, "intellect") == {140102: [1]}
    assert supplied(found, "stun") == {140109: [3]}
    assert supplied(found, "haste for a while") == {140103: [2]}
    # Old Oath is learned at 18.
    assert supplied(found, "damage taken percent") == {}
    missing = {(one.kind, one.capability) for one in found.missing}
    assert {(Kind.DISPEL, "magic"), (Kind.DEFENSIVE, "damage taken percent")} <= missing
    assert (Kind.INTERRUPT, "interrupt") not in missing
    assert found.classes == {"Mage": 1, "Paladin": 1, "Shaman": 1}
    assert found.roles == {"ranged_dps": 1, "unknown": 2}
    assert found.levels.model_dump() == {"least": 10, "most": 80, "unknown": 1}


async def test_kinds_of_capabilities_can_be_chosen() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, GROUP, bots=[{"classId": 7}], kinds=["interrupt", "dispel"])
    assert [one.kind for one in found.coverage] == [Kind.INTERRUPT]
    assert {one.kind for one in found.missing} == {Kind.DISPEL}


async def test_a_character_has_only_the_spells_it_knows() -> None:
    async with whole_demo_realm() as realm:
        by_class = await ask(realm, GROUP, bots=[{"classId": 2}])
        known = await ask(realm, GROUP, bots=[{"characterId": OLDWICK}])
    assert supplied(by_class, "stun") == {140109: [1]}
    assert supplied(known, "stun") == {}
    assert supplied(known, "damage taken percent") == {140105: [1]}
    assert known.members[0].name == "Oldwick"
    assert known.members[0].spells_from == "character"


async def test_a_live_group_brings_its_members_and_roles() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, GROUP, bots=[{"characterId": 2, "role": "tank"}], groupId=1)
        with pytest.raises(NotFound, match="group 77"):
            await ask(realm, GROUP, bots=[], groupId=77)
    assert [one.character_id for one in found.members] == [2, 1, 3, 4]
    assert found.members[0].role == "tank"
    assert supplied(found, "attack power") == {140035: [1, 2, 3]}


async def test_spells_that_exclude_each_other_are_doubles() -> None:
    more = (
        f"INSERT INTO spell_group (id, spell_id) VALUES (2010, {rows.WALL}), "
        f"(2010, {rows.SAME}), (2011, {rows.WALL}), (2012, -2010), (2013, {rows.STRENGTH})",
        "INSERT INTO spell_group_stack_rules (group_id, stack_rule) VALUES "
        "(2010, 4), (2011, 1), (2012, 1), (2013, 1)",
    )
    async with warlocks(*more) as realm:
        found = await ask(realm, GROUP, bots=[{"classId": 9}, {"classId": 9}])
    assert found.doubles_total == 2
    assert [(one.group_id, one.rule.id) for one in found.doubles] == [(2010, 4), (2012, 1)]
    assert [(one.spell.id, one.members) for one in found.doubles[0].spells] == [
        (rows.WALL, [1, 2]),
        (rows.SAME, [1, 2]),
    ]


async def test_a_totem_gives_what_its_creature_casts() -> None:
    async with warlocks(TOTEM_SPELL) as realm:
        found = await ask(realm, GROUP, bots=[{"className": "Warlock"}])
    assert supplied(found, "attack power") == {rows.TOTEM: [1]}
    (row,) = [one for one in found.coverage if one.capability == "attack power"]
    assert (row.spells[0].points_max, row.spells[0].duration_ms) == (15.0, 600_000)
    assert {"magic", "curse", "disease", "poison", "polymorph"} <= {
        one.capability for one in found.coverage
    }


async def test_forty_members_of_a_class_cost_no_more_than_one() -> None:
    asked = []
    for bots in ([{"classId": 1}], [{"classId": 1}] * 40):
        async with recorded_demo_realm() as (realm, recorded):
            found = await ask(realm, GROUP, bots=bots)
            assert supplied(found, "attack power") == {140035: list(range(1, len(bots) + 1))}
            asked.append(sum(len(database.asked) for database in recorded))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("bot", "says"),
    [
        ({}, r"bots\[0\]: give one of"),
        ({"classId": 1, "className": "Mage"}, r"bots\[0\]: give one of"),
        ({"classId": 10}, r"bots\[0\].classId: .* no class 10"),
        ({"className": "Bard"}, r"bots\[0\].className"),
        ({"classId": 1, "race": 77}, r"bots\[0\].race"),
    ],
)
async def test_members_that_are_none_are_refused(bot: dict[str, Any], says: str) -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match=says):
            await ask(realm, GROUP, bots=[bot])


async def test_groups_that_are_none_are_refused() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match="0 members"):
            await ask(realm, GROUP, bots=[])
        with pytest.raises(InvalidArgument, match="twice"):
            await ask(realm, GROUP, bots=[{"characterId": 5}, {"characterId": 5}])
        with pytest.raises(NotFound, match=r"bots\[1\].characterId"):
            await ask(realm, GROUP, bots=[{"classId": 1}, {"characterId": 4040}])
        with pytest.raises(Unavailable, match="characters database"):
            await ask(replace(realm, characters=None), GROUP, bots=[{"characterId": 5}])


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (GROUP, {"bots": [{"classId": 1}]}),
        (COOLDOWNS, {"bots": [{"classId": 1}], "encounterDuration": 60}),
        (ARENA, {"team": [{"classId": 1}] * 2, "bracket": "2v2", "rating": 1500}),
        (BUFFS, {"classId": 1, "role": "tank"}),
    ],
)
async def test_without_the_clients_spells_the_file_is_named(
    tool: Tool[Any, Any], arguments: dict[str, Any]
) -> None:
    async with demo_realm() as realm:
        with pytest.raises(Unavailable, match="Spell"):
            await ask(realm, tool, **arguments)


async def test_cooldowns_fill_the_fight_without_overlap() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm,
            COOLDOWNS,
            bots=[{"characterId": GRUMTUSK}, {"classId": 7}, {"classId": 2}],
            encounterDuration=400,
        )
    song = [one for one in found.windows if one.spell_id == 140103]
    assert [(one.member, one.start_s, one.end_s) for one in song] == [
        (1, 0.0, 30.0),
        (2, 30.0, 60.0),
        (1, 300.0, 330.0),
        (2, 330.0, 360.0),
    ]
    oath = [one for one in found.windows if one.spell_id == 140105]
    assert [one.start_s for one in oath] == [0.0, 180.0, 360.0]
    assert {(one.kind.value, one.member): one.covered_s for one in found.uptime} == {
        ("group_haste", None): 120.0,
        ("own_defense", 3): 45.0,
    }
    assert [(one.spell.id, one.most_uses, one.placed) for one in found.cooldowns] == [
        (140103, 2, 4),
        (140105, 3, 3),
    ]


async def test_a_plan_is_read_on_from_a_second() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm, COOLDOWNS, bots=[{"classId": 7}], encounterDuration=700, startAt=300, limit=1
        )
    assert [one.start_s for one in found.windows] == [300.0]
    assert (found.windows_total, found.truncated) == (3, True)
    assert any("Sated" in note and "group_haste" in note for note in found.notes)


async def test_what_forbids_a_spell_is_named() -> None:
    wall = {"ExcludeCasterAuraSpell": rows.SHEEP}
    spells = [row | (wall if row["ID"] == rows.WALL else {}) for row in rows.WRATH["Spell"]]
    async with warlocks() as realm:
        tired = replace(realm, client=MemoryClient(rows.WRATH | {"Spell": spells}))
        found = await ask(tired, COOLDOWNS, bots=[{"classId": 9}], encounterDuration=60)
    blocked = {one.spell.id: one.blocked_by for one in found.cooldowns if one.blocked_by}
    assert [(one, by[0].id, bool(by[0].name)) for one, by in blocked.items()] == [
        (rows.WALL, rows.SHEEP, True)
    ]


async def test_a_shared_category_delays_the_other_spell() -> None:
    async with warlocks() as realm:
        found = await ask(realm, COOLDOWNS, bots=[{"classId": 9}], encounterDuration=130)
    assert [(one.spell_id, one.start_s) for one in found.windows] == [
        (rows.WALL, 0.0),
        (rows.SAME, 60.0),
        (rows.WALL, 120.0),
    ]
    assert {one.category for one in found.cooldowns} == {900401}


async def test_kinds_and_shortest_cooldown_can_be_chosen() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm,
            COOLDOWNS,
            bots=[{"classId": 8}, {"classId": 2}, {"classId": 7}],
            encounterDuration=60,
            kinds=["interrupt", "crowd_control"],
            minimumCooldown=20,
            limit=1,
        )
    assert {one.spell.id for one in found.cooldowns} == {140101, 140109}
    assert (found.windows_total, len(found.windows), found.truncated) == (4, 1, True)


async def test_arena_teams_of_the_same_classes_are_counted() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm,
            ARENA,
            bracket="2v2",
            team=[{"characterId": OLDWICK}, {"classId": 7}],
            rating=1600,
        )
    teams = found.realm_teams
    assert (teams.every.teams, teams.same_classes.teams, teams.exactly.teams) == (2, 1, 1)
    assert (teams.exactly.games, teams.exactly.wins, teams.exactly.win_percent) == (38, 20, 52.6)
    assert (teams.every.rating_min, teams.every.rating_max) == (1580, 1640)
    assert teams.rated_higher == 1
    assert supplied(found, "interrupt") == {140107: [2]}


async def test_controls_are_grouped_by_diminishing_returns() -> None:
    async with warlocks() as realm:
        found = await ask(
            realm, ARENA, bracket="2v2", team=[{"classId": 9}, {"classId": 9}], rating=0
        )
    (disorient,) = found.controls
    assert (disorient.group.id, disorient.group.name) == (8, "disorient")
    assert [(one.spell.id, one.controls, one.members) for one in disorient.spells] == [
        (rows.SHEEP, ["polymorph"], [1, 2])
    ]
    assert found.realm_teams is None
    assert any("no characters database" in note for note in found.notes)


async def test_a_bracket_has_its_size_and_its_branch() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match="team: 3v3 takes 3"):
            await ask(realm, ARENA, bracket="3v3", team=[{"classId": 1}] * 2, rating=0)
        with pytest.raises(Unavailable, match="solo shuffle"):
            await ask(realm, ARENA, bracket="solo_shuffle", team=[{"classId": 1}] * 3, rating=0)
        with pytest.raises(InvalidArgument, match=r"team\[1\]"):
            await ask(realm, ARENA, bracket="2v2", team=[{"classId": 1}, {}], rating=0)


def buff_of(answer: Any, stat: str) -> Any:
    (found,) = [one for one in answer.stats if one.stat == stat]
    return found


async def test_buffs_of_a_role_come_from_classes_and_consumables() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, BUFFS, role="healer", classId=5)
    wits = buff_of(found, "intellect")
    assert [(one.spell.id, one.player_class.id, one.own) for one in wits.spells] == [
        (140102, 8, None)
    ]
    assert [(one.item.id, one.vendor.copper) for one in wits.items] == [(110010, 180)]
    assert wits.items[0].exclusive_groups == [2001]
    assert [(one.group_id, one.rule.id) for one in found.exclusive] == [(2001, 1)]
    assert "intellect" in found.rule
    assert "strength" not in found.rule
    assert "mana regeneration" in found.without, "drinking is no buff"
    assert not {"mastery", "mastery rating", "versatility"} & set(found.without), "not of 3.3.5"


async def test_budget_level_and_content_narrow_the_answer() -> None:
    async with whole_demo_realm() as realm:
        cheap = await ask(realm, BUFFS, role="healer", classId=5, budget=179)
        enough = await ask(realm, BUFFS, role="healer", classId=5, budget=180)
        young = await ask(realm, BUFFS, role="healer", classId=5, level=5)
        alone = await ask(realm, BUFFS, role="healer", classId=5, contentType="solo")
        own = await ask(realm, BUFFS, role="healer", classId=8, contentType="solo")
        with pytest.raises(InvalidArgument, match="no class 10"):
            await ask(realm, BUFFS, role="tank", classId=10)
    assert buff_of(cheap, "intellect").items == []
    assert len(buff_of(enough, "intellect").items) == 1
    assert "intellect" in young.without
    assert buff_of(alone, "intellect").spells == []
    assert buff_of(own, "intellect").spells[0].own is True


async def test_what_a_meal_leaves_counts_and_eating_does_not() -> None:
    feast = f"""INSERT INTO item_template (entry, class, subclass, name, displayid, spellid_1,
        spelltrigger_1, RequiredLevel) VALUES (900400, 0, 5, 'Supper', 1, {rows.FEAST}, 0, 1)"""
    async with warlocks(feast) as realm:
        found = await ask(realm, BUFFS, role="tank", classId=9)
    (meal,) = buff_of(found, "stamina").items
    assert (meal.item.name, meal.points_max, meal.duration_ms) == ("Supper", 20.0, 600_000)
    assert meal.vendor is None


async def test_auction_prices_need_the_right_to_read_the_realm() -> None:
    async with whole_demo_realm() as realm:
        context = replace(context_of(realm), caller=Caller("guest", frozenset({Scope.GAME_READ})))
        query = BUFFS.input_type.model_validate({"role": "healer", "classId": 5})
        found = await BUFFS.function(query, context)
    assert any("realm:read" in note for note in found.notes)


async def test_master_resolves_specializations_and_client_items() -> None:
    async with master_realm() as realm:
        real = replace(realm, client=MemoryClient(rows.MASTER))
        team = await ask(
            real,
            GROUP,
            bots=[
                {"className": "Warrior"},
                {"classId": 1, "specId": 900471},
                {"classId": 1, "specId": 1},
            ],
        )
        plan = await ask(real, COOLDOWNS, bots=[{"classId": 1}], encounterDuration=100)
        drilled = await ask(
            real, COOLDOWNS, bots=[{"classId": 1, "specId": 900471}], encounterDuration=50
        )
        every = await ask(
            real, COOLDOWNS, bots=[{"classId": 1}], encounterDuration=50, includeTalents=True
        )
        shuffle = await ask(
            real, ARENA, bracket="solo_shuffle", team=[{"classId": 1}] * 3, rating=1800
        )
        drinks = await ask(real, BUFFS, role="tank", classId=1)
    assert supplied(team, "versatility") == {rows.CHANT: [1, 2, 3]}
    assert supplied(team, "mastery") == {rows.FOCUS: [1, 2]}
    assert supplied(team, "interrupt") == {rows.BREAK: [1, 2, 3]}
    assert [(one.spell_id, one.start_s, one.end_s) for one in plan.windows] == [
        (rows.GUARD, 0.0, 8.0),
        (rows.GUARD, 60.0, 68.0),
    ]
    for more in (drilled, every):
        assert {one.spell_id for one in more.windows} == {rows.GUARD, rows.FOCUS}
    assert shuffle.realm_teams is None
    assert any("one by one in its code" in note for note in shuffle.notes)
    (brew,) = buff_of(drinks, "versatility").items
    assert (brew.item.name, brew.required_level, brew.points_max) == ("Brew in a Jar", 30, 7.0)
    assert buff_of(drinks, "versatility").spells[0].reach is Reach.GROUP


async def test_master_says_that_consumables_need_client_items() -> None:
    tables = {name: found for name, found in rows.MASTER.items() if not name.startswith("Item")}
    async with master_realm() as realm:
        real = replace(realm, client=MemoryClient(tables))
        found = await ask(real, BUFFS, role="tank", classId=1)
    assert any("Item.db2" in note for note in found.notes)


async def test_a_character_of_master_has_what_class_and_specialization_give() -> None:
    characters = """
    CREATE TABLE characters (guid bigint, name varchar(12), race int, class int, level int,
        primarySpecialization int);
    INSERT INTO characters VALUES (1, 'Drillard', 1, 1, 60, 900471), (2, 'Plainard', 1, 1, 60, 0);
    CREATE TABLE character_spell (guid bigint, spell int, disabled int);
    """
    async with master_realm() as realm, open_demo_world([characters]) as players:
        real = replace(realm, client=MemoryClient(rows.MASTER), characters=players)
        found = await ask(real, GROUP, bots=[{"characterId": 1}, {"characterId": 2}])
    assert supplied(found, "mastery") == {rows.FOCUS: [1]}
    assert supplied(found, "versatility") == {rows.CHANT: [1, 2]}
