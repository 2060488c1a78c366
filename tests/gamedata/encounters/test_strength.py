from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.creatures.templates import templates
from appliance.gamedata.encounters.strength import Strengths, strengths
from appliance.gamedata.realm import Realm
from tests.support.client_rows import world
from tests.support.client_rows.combat import MASTER
from tests.support.demo_worlds import demo_realm
from tests.support.master_creatures import LATEST
from tests.support.master_realm import master_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer


async def strong(realm: Realm, entry: int) -> Strengths:
    return await strengths(realm, (await templates(realm, [entry]))[entry])


async def test_each_spawn_mode_has_a_template() -> None:
    async with demo_realm() as realm:
        found = await strong(realm, 100037)
    normal, heroic = found.by_difficulty
    assert (normal.difficulty, normal.template, normal.level, normal.health) == (
        0,
        100037,
        16,
        3123,
    )
    assert (heroic.difficulty, heroic.template, heroic.level) == (1, 100045, 82)
    assert heroic.spells == (140013, 140014)
    assert normal.damage_min is not None
    assert normal.damage_max == pytest.approx(normal.damage_min * 1.32, rel=0.05)
    assert found.notes == []


async def test_what_the_level_table_lacks_is_said() -> None:
    async with demo_realm("DELETE FROM creature_classlevelstats WHERE level > 80") as realm:
        found = await strong(realm, 100037)
    assert found.by_difficulty[1].health is None
    assert any("level 82" in note for note in found.notes)


async def test_master_counts_with_what_is_expected() -> None:
    async with master_realm(LATEST) as bare:
        found = await strong(replace(bare, client=MemoryClient(world.MASTER)), 900001)
    normal, heroic, third = found.by_difficulty
    assert (normal.health, normal.armor) == (6000, 75)
    assert (normal.damage_min, normal.damage_max) == (80.0, 100.0)
    assert (heroic.level, heroic.health) == (71, 24000)
    assert (third.level, third.health) == (None, None)


@pytest.mark.realdata
async def test_master_needs_expected_stat(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    rows = [{**MASTER["ExpectedStat"][1], "ID": 900062, "Lvl": 62, "CreatureHealth": 100.0}]
    async with open_realm(mariadb.settings(), *master_slice) as bare:
        unknown = await strong(bare, 10363)
        client = MemoryClient({**MASTER, "ExpectedStat": rows})
        known = await strong(replace(bare, client=client), 10363)
    assert unknown.by_difficulty[0].level == 62
    assert unknown.by_difficulty[0].health is None
    assert any("ExpectedStat" in note for note in unknown.notes)
    (strength,) = known.by_difficulty[:1]
    assert strength.health is not None
    assert strength.health >= 100
    assert strength.damage_min is None
    assert any("creature_classlevelstats" in note for note in known.notes)
