from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound
from appliance.gamedata.realm import Realm
from appliance.tools.combat.boss import get_boss_mechanics
from appliance.tools.combat.boss_models import BossMechanics
from tests.support.client_rows.combat import MASTER, WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

BARON = 100037


async def boss(realm: Realm, entry: int, **arguments: Any) -> BossMechanics:
    query = get_boss_mechanics.input_type.model_validate({"bossCreatureId": entry, **arguments})
    return await get_boss_mechanics.function(query, context_of(realm))


async def test_a_boss_of_the_demo_realm() -> None:
    async with demo_realm() as bare:
        baron = await boss(replace(bare, client=demo_client()), BARON)
    assert (baron.creature.name, baron.dungeon_boss) == ("Baron Brinebeard", True)
    assert [each.health for each in baron.difficulties] == [3123, 363262]
    assert [each.name for each in baron.encounters] == ["Baron Brinebeard"] * 2
    assert baron.encounters[0].map is not None
    assert baron.encounters[0].map.name == "The Drowned Cellar"
    assert baron.immunities is not None
    assert "stun" in baron.immunities.mechanics
    assert baron.instance_script == "instance_drowned_cellar"
    splash = baron.abilities[0]
    assert (splash.spell.name, splash.target) == ("Brine Splash", "its current target")
    assert splash.repeat_ms is not None
    assert (splash.repeat_ms.min, splash.repeat_ms.max) == (12000, 16000)
    assert baron.total_abilities == len(baron.abilities) == 9
    assert [each.creature.name for each in baron.summons][:1] == ["Brine Bubble"]
    assert baron.abilities[-1].caster == baron.summons[0].creature
    assert not baron.truncated
    yell = baron.texts[0]
    assert (yell.text, yell.when) == ("Keep your oil out of my cellar!", ["on entering combat"])
    assert baron.places[0].map.name == "The Drowned Cellar"


async def test_its_other_difficulty_leads_to_the_same_fight() -> None:
    async with demo_realm() as bare:
        heroic = await boss(replace(bare, client=demo_client()), 100045)
    assert [each.id for each in heroic.difficulty_of] == [BARON]
    assert heroic.total_abilities == 9
    assert not any("AIName" in note for note in heroic.notes)
    assert heroic.texts


async def test_the_limit_cuts_abilities_and_says_so() -> None:
    async with demo_realm() as realm:
        baron = await boss(realm, BARON, limit=2, locale="deDE")
    assert baron.creature.name == "Baron Salzbart"
    assert (len(baron.abilities), baron.total_abilities, baron.truncated) == (2, 9, True)


MANY = """
INSERT INTO smart_scripts (entryorguid, source_type, id, event_type, event_chance, event_param1,
    event_param2, event_param3, event_param4, action_type, action_param1, target_type, comment)
    SELECT 100037, 0, 10000 + Id, 0, 100, 1000, 2000, 12000, 16000, 11, Id, 2, '' FROM spell_dbc
    UNION ALL
    SELECT 100037, 0, 20000 + Id, 0, 100, 1000, 2000, 12000, 16000, 11, Id, 2, '' FROM spell_dbc
"""


async def test_a_long_fight_is_told_in_part() -> None:
    async with demo_realm(MANY) as bare:
        realm = replace(bare, client=demo_client())
        baron, whole = await boss(realm, BARON), await boss(realm, BARON, limit=300)
    assert len(baron.abilities) == len(baron.spells) == 30
    assert baron.truncated
    assert not whole.truncated
    assert len(whole.spells) == baron.total_spells > 30
    assert {each.spell.id for each in baron.abilities} <= {each.spell.id for each in baron.spells}
    assert len(baron.model_dump_json(by_alias=True, exclude_none=True)) < 40_000
    assert whole.total_abilities == len(whole.abilities)


async def test_code_of_the_server_is_said_to_be_unknown() -> None:
    async with demo_realm() as bare:
        mate = await boss(replace(bare, client=demo_client()), 100036)
    assert mate.script_name == "boss_first_mate_gaffhook"
    assert mate.abilities == []
    assert [spell.spell.name for spell in mate.spells] == ["Gaff and Haul", "Fishhook Toss"]
    assert any("core script boss_first_mate_gaffhook" in note for note in mate.notes)
    hook = mate.spells[1]
    assert (hook.schools, hook.range_yards, hook.interruptible) == (["physical"], 30.0, False)


async def test_without_client_files_the_server_s_own_spells_are_known() -> None:
    async with demo_realm() as bare:
        baron = await boss(replace(bare, client=MemoryClient()), BARON)
    assert baron.abilities[0].spell.name == "Brine Splash"
    assert baron.encounters[0].map is None
    assert baron.encounters[0].name == "Baron Brinebeard"
    assert any("DungeonEncounter.dbc" in note for note in baron.notes)


SUMMON = """
INSERT INTO smart_scripts (entryorguid, source_type, id, event_type, event_chance, event_param2,
    action_type, action_param1, target_type, comment) VALUES
    (100037, 0, 60, 2, 100, 50, 12, 100036, 1, ''), (100037, 0, 61, 4, 100, 0, 22, 2, 1, ''),
    (100037, 0, 62, 0, 40, 0, 107, 3, 1, ''), (100037, 0, 63, 2, 100, 50, 12, 100036, 1, '');
DROP TABLE IF EXISTS creature_summon_groups;
CREATE TABLE creature_summon_groups (summonerId bigint, summonerType bigint, groupId bigint,
    entry bigint);
INSERT INTO creature_summon_groups VALUES (100037, 0, 3, 100038), (100037, 0, 3, 100038);
"""


async def test_summons_groups_and_phases() -> None:
    async with demo_realm(SUMMON) as realm:
        baron = await boss(realm, BARON)
    mate, group = baron.summons[:2]
    assert mate.creature.name == "First Mate Gaffhook"
    assert mate.script_name == "boss_first_mate_gaffhook"
    assert mate.health_percent is not None
    assert mate.health_percent.max == 50
    assert mate.how.endswith("(2 x)")
    assert "(2 x)" in group.how
    assert [each.creature.name for each in baron.summons].count("First Mate Gaffhook") == 1
    assert baron.total_summons == len(baron.summons)
    (phase,) = baron.phase_changes
    assert (phase.does, phase.when) == ("goes to phase 2", "on entering combat")


async def test_an_unknown_creature() -> None:
    async with demo_realm() as realm:
        with pytest.raises(NotFound, match="7 in creature_template"):
            await boss(realm, 7)


async def test_what_other_spawn_modes_cast_instead() -> None:
    async with demo_realm() as bare:
        realm = replace(bare, client=MemoryClient({"SpellDifficulty": WRATH["SpellDifficulty"]}))
        baron = await boss(realm, BARON)
    (tug,) = [spell for spell in baron.spells if spell.spell.id == 140012]
    assert tug.by_difficulty is not None
    (heroic,) = tug.by_difficulty
    assert (heroic.spell.id, heroic.spell.name) == (140013, "Tug of the Tide")
    assert heroic.difficulty.id == 1


@pytest.mark.realdata
async def test_bosses_of_the_published_data(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as bare:
        realm = replace(bare, client=MemoryClient(WRATH))
        rend = await boss(realm, 10429)
        mage = await boss(realm, 11444)
    assert (rend.creature.name, rend.abilities) == ("Warchief Rend Blackhand", [])
    assert rend.encounters[0].map is not None
    assert (rend.encounters[0].map.name, rend.encounters[0].order) == ("Blackrock Spire", 6)
    assert any("core script boss_rend_blackhand" in note for note in rend.notes) or (
        rend.script_name is None
    )
    assert mage.total_abilities > 0
    assert all(each.caster.id == 11444 for each in mage.abilities)
    assert any("known by id and name alone" in note for note in mage.notes)


@pytest.mark.realdata
async def test_every_scripted_elite_of_a_dungeon(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        entries = await realm.world.fetch(
            "SELECT DISTINCT c.id FROM creature c JOIN smart_scripts s ON s.entryorguid = c.id "
            "WHERE c.map IN (229, 429, 631) AND s.source_type = 0 ORDER BY c.id",
            row=int,
        )
        for entry in entries[::3]:
            found = await boss(realm, entry, limit=300)
            assert found.total_abilities == len(found.abilities)
            for ability in found.abilities:
                assert ability.when
                for span in (ability.initial_ms, ability.repeat_ms, ability.health_percent):
                    assert span is None or 0 <= span.min <= span.max


@pytest.mark.realdata
async def test_a_boss_of_master_with_its_journal(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as bare:
        without = await boss(bare, 10363)
        realm = replace(bare, client=MemoryClient(MASTER))
        known = await boss(realm, 10363)
    assert without.creature.name == "General Drakkisath"
    assert any("ExpectedStat" in note for note in without.notes)
    assert known.journal == []  # the realm's instance_encounters is empty
    assert known.difficulties[0].level == 62
