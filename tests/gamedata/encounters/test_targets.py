from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound
from appliance.gamedata.encounters.targets import target
from tests.support.client_rows.combat import MASTER
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer


async def test_a_creature_at_its_greatest_level() -> None:
    flags = "UPDATE creature_template SET flags_extra = 4 WHERE entry = 100037"
    async with demo_realm(flags) as realm:
        boss = await target(realm, 100037, "deDE")
        stats = await realm.world.fetch(
            "SELECT maxlevel FROM creature_template WHERE entry = 100037", row=int
        )
    assert (boss.name, boss.level) == ("Baron Salzbart", stats[0])
    assert boss.armor is not None
    assert (boss.parries, boss.blocks, boss.notes) == (False, True, ())


async def test_what_is_not_there() -> None:
    async with demo_realm("DELETE FROM creature_classlevelstats") as realm:
        boss = await target(realm, 100037, "enUS")
        with pytest.raises(NotFound):
            await target(realm, 1, "enUS")
    assert boss.armor is None
    assert "creature_classlevelstats has no row" in boss.notes[0]


@pytest.mark.realdata
async def test_armor_of_master_needs_expected_stat(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as bare:
        unknown = await target(bare, 10363, "enUS")
        known = await target(replace(bare, client=MemoryClient(MASTER)), 10363, "enUS")
    assert (unknown.level, unknown.armor) == (62, None)
    assert any("ExpectedStat" in note for note in unknown.notes)
    assert known.armor is None  # the file has no row for level 62
    assert any("level 62" in note for note in known.notes)
