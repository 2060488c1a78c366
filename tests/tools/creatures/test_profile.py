from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.database.interface import Database
from appliance.errors import NotFound
from appliance.gamedata.realm import Realm
from appliance.tools.creatures.profile import get_creature_full_info
from appliance.tools.creatures.profile_models import CreatureProfile
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm, realm_of
from tests.support.servers import SqlServer


async def profile(realm: Realm, entry: int, **arguments: Any) -> CreatureProfile:
    query = get_creature_full_info.input_type.model_validate({"entry": entry, **arguments})
    return await get_creature_full_info.function(query, context_of(realm))


async def test_a_boss_of_the_demo_realm(demo_world: Database) -> None:
    boss = await profile(await realm_of(demo_world), 100037)
    assert (boss.source, boss.name, boss.subname) == (
        "test",
        "Baron Brinebeard",
        "Salt Baron of the Drowned Cellar",
    )
    assert boss.names["deDE"].name == "Baron Salzbart"
    assert (boss.type.name, boss.rank.name, boss.unit_class.name) == ("undead", "elite", "paladin")
    assert boss.flags["type"].names == ["boss mob"]
    assert boss.flags["extra"].names == ["instance bind", "dungeon boss"]
    assert "npc" not in boss.flags  # it has none
    assert boss.loot is None
    assert (boss.ai_name, boss.script_name) == ("SmartAI", None)
    assert boss.difficulties[0].template is not None
    assert boss.difficulties[0].template.id == 100045


async def test_the_language_asked_for_is_used_throughout(demo_world: Database) -> None:
    mayor = await profile(await realm_of(demo_world), 100001, locale="deDE")
    assert mayor.name == "Bürgermeister Odwin Talgmeer"
    assert mayor.subname == "Bürgermeister von Pfützenwick"
    missing = await profile(await realm_of(demo_world), 100053, locale="deDE")
    assert missing.name == "Training Dummy (Credit)"


async def test_a_copy_for_a_difficulty_leads_back(demo_world: Database) -> None:
    copy = await profile(await realm_of(demo_world), 100045)
    assert [(original.id, original.name) for original in copy.difficulty_of] == [
        (100037, "Baron Brinebeard")
    ]
    assert any("another template's difficulty" in note for note in copy.notes)


async def test_code_of_the_server_is_said_to_be_unknown(demo_world: Database) -> None:
    mate = await profile(await realm_of(demo_world), 100036)
    assert mate.script_name == "boss_first_mate_gaffhook"
    assert any("boss_first_mate_gaffhook" in note for note in mate.notes)


async def test_kills_that_count_for_others(demo_world: Database) -> None:
    dummy = await profile(await realm_of(demo_world), 100014)
    assert [(credit.id, credit.name) for credit in dummy.kill_credits] == [
        (100053, "Training Dummy (Credit)")
    ]


async def test_an_unknown_entry_is_not_found(demo_world: Database) -> None:
    with pytest.raises(NotFound, match="no creature 4294967295") as caught:
        await profile(await realm_of(demo_world), 2**32 - 1)
    assert "search-creatures" in caught.value.hint


async def test_loot_is_bounded_and_says_how_much_there_is() -> None:
    items = ", ".join(f"({number}, 'Shell {number}')" for number in range(900001, 900051))
    rows = ", ".join(f"(100025, {number}, 0.5, 1, 1)" for number in range(900001, 900051))
    async with demo_realm(
        f"INSERT INTO item_template (entry, name) VALUES {items}",
        "INSERT INTO creature_loot_template (Entry, Item, Chance, MinCount, MaxCount) "
        f"VALUES {rows}",
    ) as realm:
        first = await profile(realm, 100025, includeLoot=True)
        few = await profile(realm, 100025, includeLoot=True, lootLimit=3)
        whole = await profile(realm, 100025, includeLoot=True, lootLimit=500)
    assert first.loot is not None
    assert few.loot is not None
    assert whole.loot is not None
    table = first.loot[0]
    assert (len(table.drops), table.truncated) == (40, True)
    assert table.total == len(whole.loot[0].drops) > 50
    assert not whole.loot[0].truncated
    assert table.drops == whole.loot[0].drops[:40], "the likeliest"
    assert few.loot[0].drops == table.drops[:3]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"entry": 0},
        {"entry": -5},
        {"entry": 2**32},
        {"entry": "448"},
        {"entry": 448, "includeLoot": 1},
        {"entry": 448, "lootLimit": 0},
        {"entry": 448, "lootLimit": 501},
        {"entry": 448, "include_loot": True},
        {"entry": 448, "extra": 1},
    ],
)
def test_arguments_out_of_range_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        get_creature_full_info.input_type.model_validate(arguments)


async def test_every_creature_of_the_demo_realm(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    for entry in await realm.world.fetch("SELECT entry FROM creature_template", row=int):
        creature = await profile(realm, entry, includeLoot=True, locale="frFR")
        assert creature.entry == entry
        assert creature.stats is not None


async def test_tables_a_realm_may_lack_are_not_needed() -> None:
    optional = (
        *("creature_template_locale", "creature_template_addon", "creature_template_movement"),
        *("npc_spellclick_spells", "game_event", "trainer_locale", "creature_text_locale"),
    )
    async with demo_realm(*(f"DROP TABLE {table}" for table in optional)) as realm:
        mayor = await profile(realm, 100001, locale="deDE")
        reveller = await profile(realm, 100051)
    assert mayor.name == "Mayor Odwin Tallowmere"
    assert mayor.names == {}
    assert reveller.spawns.events == []


@pytest.mark.realdata
async def test_a_ghost_of_the_published_data(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        ghost = await profile(realm, 11475, includeLoot=True)
    assert (ghost.name, ghost.rank.name) == ("Eldreth Phantasm", "elite")
    assert ghost.levels is not None
    assert (ghost.levels.min, ghost.levels.max) == (58, 59)
    assert ghost.stats is not None
    low = ghost.stats.levels[0]
    assert (low.level, low.health, low.armor, low.attack_power) == (58, 3 * 2871, 3396, 242)
    assert ghost.loot is not None
    assert ghost.loot[0].total > 10
    assert any(drop.via_reference for drop in ghost.loot[0].drops)
    assert all(0 < drop.chance_percent <= 100 for drop in ghost.loot[0].drops)


@pytest.mark.realdata
async def test_an_answer_with_much_loot_stays_short(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        gnoll = await profile(realm, 478, includeLoot=True)
    assert gnoll.loot is not None
    assert (gnoll.loot[0].total, gnoll.loot[0].truncated) == (211, True)
    assert len(gnoll.model_dump_json(by_alias=True, exclude_none=True)) < 30_000


@pytest.mark.realdata
async def test_creatures_of_the_derived_master_slice(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        entries = await realm.world.fetch("SELECT entry FROM creature_template", row=int)
        for entry in entries[::4]:
            creature = await profile(realm, entry, includeLoot=True)
            assert creature.levels is not None
            assert creature.difficulties
            assert any("ExpectedStat.db2" in note for note in creature.notes)


@pytest.mark.realdata
async def test_master_without_hotfixes_says_what_is_unknown(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), master_slice[0]) as realm:
        cook = await profile(realm, 34710)
    assert cook.levels is None
    assert cook.stats is None
    assert any("ContentTuning.db2" in note for note in cook.notes)
    assert cook.trainers[0].total == 12


LAYOUT_92 = """
INSERT INTO creature_template (entry, name, subname, femaleName, IconName, minlevel, maxlevel,
    `rank`, type, unit_class, npcflag, difficulty_entry_1, lootid, mingold, maxgold, gossip_menu_id,
    HealthModifier, ManaModifier, ManaModifierExtra, BaseAttackTime, RangeAttackTime, spell2,
    resistance3, mechanic_immune_mask, RequiredExpansion, AIName, ScriptName, TitleAlt)
    VALUES (5, 'Old One', NULL, NULL, NULL, 10, 12, 1, 7, 8, 4294967297, 6, 50, 7, 9, 60, 1.5, 2,
    1.5, 2000, 2000, 77, 30, 1, 8, '', '', NULL);
INSERT INTO creature_template_scaling (Entry, DifficultyID, LevelScalingDeltaMin,
    LevelScalingDeltaMax, ContentTuningID) VALUES (5, 2, 0, 0, 99);
INSERT INTO creature_classlevelstats (level, class, basemana, attackpower, rangedattackpower)
    VALUES (10, 8, 100, 20, 5), (12, 8, 121, 24, 6);
INSERT INTO creature_template_addon (entry, bytes1, auras) VALUES (5, 8, '7 8');
INSERT INTO creature (guid, id, map, spawnDifficulties, spawndist, position_x)
    VALUES (1, 5, 2222, '1,2', 4.5, 10);
INSERT INTO npc_vendor (entry, slot, item, type) VALUES (5, 0, 1000, 1), (5, 1, 1220, 2);
INSERT INTO gossip_menu_option (MenuId, OptionIndex, OptionText) VALUES (60, 0, 'Trade');
"""


@pytest.mark.realdata
async def test_the_layout_of_92(mariadb: SqlServer, data_dir: Path) -> None:
    full = data_dir / "trinitycore-master" / "schema" / "92_full" / "world_database.sql"
    world = mariadb.create_schema("profile_92", full, LAYOUT_92)
    async with open_realm(mariadb.settings(), world) as realm:
        old = await profile(realm, 5, includeLoot=True)
    assert old.levels is not None
    assert (old.levels.min, old.levels.max) == (10, 12)
    assert old.stats is not None
    assert [(level.mana, level.attack_power) for level in old.stats.levels] == [
        (300, 20),
        (363, 24),
    ]
    assert old.stats.levels[0].health is None
    assert old.combat.modifiers.health == 1.5
    assert old.flags["npc"].names == ["gossip", "item upgrade master"]
    assert old.gold is not None
    assert old.gold.max.copper == 9
    assert [spell.id for spell in old.spells] == [77]
    assert [(row.school.name, row.resistance) for row in old.resistances] == [("nature", 30)]
    assert old.immunities is not None
    assert old.immunities.mechanics == ["charm"]
    assert old.look.stand_state is not None
    assert old.look.stand_state.name == "kneel"
    assert [aura.id for aura in old.look.auras] == [7, 8]
    (point,) = old.spawns.points
    assert [mode.id for mode in point.difficulties or []] == [1, 2]
    assert point.wander_yards == 4.5
    assert [difficulty.content_tuning for difficulty in old.difficulties] == [99]
    assert old.vendor is not None
    assert [ware.type and ware.type.name for ware in old.vendor.items] == [None, "currency"]
    assert old.gossip[0].options[0].text == "Trade"
    assert old.loot is not None
    assert old.loot[0].loot_id == 50
