from __future__ import annotations

import pytest

from appliance.gamedata.encounters.company import companions, instance_scripts, summon_groups
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

GROUP = """
DROP TABLE IF EXISTS creature_summon_groups;
CREATE TABLE creature_summon_groups (summonerId bigint, summonerType bigint, groupId bigint,
    entry bigint);
INSERT INTO creature_summon_groups VALUES (5, 0, 1, 6), (5, 0, 1, 6), (5, 0, 1, 7), (5, 1, 1, 8);
"""


async def test_summon_groups_count_alike_members() -> None:
    async with demo_realm(GROUP) as realm:
        found = await summon_groups(realm, [5, 9])
    assert list(found) == [(5, 1)]
    assert [(member.entry, member.pieces) for member in found[5, 1]] == [(6, 2), (7, 1)]


async def test_scripts_of_instances() -> None:
    async with demo_realm() as realm:
        assert await instance_scripts(realm, [901, 900]) == {901: "instance_drowned_cellar"}


async def test_tables_a_realm_may_lack() -> None:
    dropped = ("creature_formations", "creature_summon_groups", "instance_template")
    async with demo_realm(*(f"DROP TABLE IF EXISTS {table}" for table in dropped)) as realm:
        assert await companions(realm, 100037, limit=5) == []
        assert await summon_groups(realm, [1]) == {}
        assert await instance_scripts(realm, [901]) == {}


@pytest.mark.realdata
async def test_a_formation_of_the_published_data(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        (leader,) = await realm.world.fetch(
            "SELECT c.id FROM creature_formations f JOIN creature c ON c.guid = f.leaderGUID "
            "JOIN creature m ON m.guid = f.memberGUID WHERE m.id <> c.id AND f.leaderGUID IN "
            "(SELECT memberGUID FROM creature_formations) ORDER BY c.id LIMIT 1",
            row=int,
        )
        found = await companions(realm, leader, limit=10)
    assert found
    assert all(each.entry != leader and each.spawns > 0 for each in found)
