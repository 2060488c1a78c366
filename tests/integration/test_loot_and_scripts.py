"""Loot, scripts, conditions and texts over real rows of both branches, on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import LootKind
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.gamedata.scripts import conditions, smart_scripts, texts
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.gamedata.scripts.smart_scripts import ScriptLine
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

pytestmark = pytest.mark.realdata

PHASE_LASHER, RIFT_SPAWN = 13196, 6492
LINEN = 2589


@pytest.fixture
async def wrath(mariadb: SqlServer, wrath_slice: str) -> AsyncIterator[Realm]:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        yield realm


@pytest.fixture
async def master(mariadb: SqlServer, master_slice: tuple[str, str]) -> AsyncIterator[Realm]:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        yield realm


@pytest.fixture(scope="module")
def old_master(mariadb: SqlServer, data_dir: Path) -> str:
    """Master as of 9.2: loot by Reference, loot ids in creature_template."""
    schema = data_dir / "trinitycore-master" / "schema" / "92_full" / "world_database.sql"
    rows = """
        INSERT INTO creature_template (entry, name, lootid) VALUES (9000001, 'Old Guard', 77);
        INSERT INTO creature_loot_template (Entry, Item, Reference, Chance, GroupId, MaxCount)
            VALUES (77, 900, 900, 50, 1, 2), (77, 25, 0, 10, 0, 1);
        INSERT INTO reference_loot_template (Entry, Item, Chance, GroupId)
            VALUES (900, 25, 0, 1), (900, 26, 0, 1), (900, 27, 0, 1), (900, 28, 0, 1);
        INSERT INTO smart_scripts (entryorguid, event_type, event_param_string, comment,
            action_type, action_param1) VALUES (9000001, 79, 'Boom', '', 44, 170);
        INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry,
            ConditionTypeOrReference, ConditionValue1) VALUES (1, 77, 25, 26, 4);
    """
    return mariadb.create_schema("old_master_loot", schema, rows)


def every(lines: Iterable[ScriptLine]) -> list[ScriptLine]:
    found = list(lines)
    return [*found, *(one for line in found for t in line.timed_lists for one in every(t.lines))]


async def test_a_phase_lasher(wrath: Realm) -> None:
    """A creature that changes its phase, with two lines of its script."""
    found = await smart_scripts.explain(wrath, PHASE_LASHER, "enUS")
    assert [(line.words, line.phases) for line in found.lines][2:6] == [
        (
            "while its target is 0-30 yards away, repeated every 3.4-4.8 s: casts spell 17228 "
            "→ its current target",
            (1,),
        ),
        ("in combat, after 5 s, then every 6 s: goes to a random phase of 2-5", (1,)),
        (
            "while its target is 0-40 yards away, repeated every 3.4-4.8 s: casts spell 15285 "
            "→ its current target",
            (2,),
        ),
        ("then: goes to phase 1", (2,)),
    ]


async def test_a_rift_spawn_speaks_in_its_timed_list(wrath: Realm) -> None:
    found = await smart_scripts.explain(wrath, RIFT_SPAWN, "enUS")
    (sucked,) = (one for line in found.lines for one in line.timed_lists if one.id == 649201)
    assert [line.words for line in sucked.lines] == [
        "at once: removes spell 9032 → itself",
        "at once: casts spell 9010 → itself",
        "after 2 s: says “%s is sucked into the coffer!” (text group 2)",
        "at once: despawns",
    ]
    texts_of_it = await texts.creature_texts(wrath, RIFT_SPAWN, "enUS")
    assert {line.type_name for line in texts_of_it} == {"emote"}


@pytest.mark.parametrize("item", [20400, 13044, 811, LINEN])
async def test_both_directions_agree(item: int, wrath: Realm) -> None:
    found = await loot.sources_of_item(wrath, item, "enUS", limit=5000)
    assert found.sources
    assert found.total == len(found.sources)
    for source in found.sources[:40]:
        table = await loot.drops(wrath, source.kind, source.loot_id, "enUS", limit=5000)
        same = [drop.chance_percent for drop in table.drops if drop.item == item]
        assert same == [source.chance_percent], source


async def test_scripts_of_the_wrath_slice(wrath: Realm) -> None:
    creatures = await wrath.world.fetch(
        "SELECT DISTINCT entryorguid FROM smart_scripts WHERE source_type = 0 "
        "AND entryorguid > 0 ORDER BY entryorguid LIMIT 150",
        row=int,
    )
    for entry in creatures:
        found = await smart_scripts.explain(wrath, entry, "deDE", limit=10_000)
        assert len(every(found.lines)) == found.total
        assert not [line.words for line in every(found.lines) if "p1=" in line.words]


async def test_loot_of_the_master_slice(master: Realm) -> None:
    assert master.branch is Branch.MASTER
    entries = await master.world.fetch(
        "SELECT DISTINCT Entry FROM creature_loot_template ORDER BY Entry", row=int
    )
    given: set[int] = set()
    for entry in entries:
        found = await loot.drops(master, LootKind.CREATURE, entry, "enUS")
        assert all(0 < drop.chance_percent <= 100 for drop in found.drops)
        given |= {drop.item for drop in found.drops}
    assert LINEN in given
    sources = await loot.sources_of_item(master, LINEN, "enUS")
    assert sources.total
    assert all(source.difficulties and source.name for source in sources.sources)


async def test_scripts_of_the_master_slice(master: Realm) -> None:
    creatures = await master.world.fetch(
        "SELECT DISTINCT entryorguid FROM smart_scripts WHERE source_type = 0 "
        "AND entryorguid > 0 ORDER BY entryorguid LIMIT 100",
        row=int,
    )
    assert creatures
    for entry in creatures:
        found = await smart_scripts.explain(master, entry, "frFR", limit=10_000)
        assert len(every(found.lines)) == found.total
        await texts.creature_texts(master, entry, "frFR")


async def test_the_layout_of_older_master(mariadb: SqlServer, old_master: str) -> None:
    async with open_realm(mariadb.settings(), old_master) as realm:
        assert isinstance(realm.schema, Schema)
        table = await loot.drops(realm, LootKind.CREATURE, 77, "enUS")
        assert [(drop.item, drop.chance_percent, drop.conditions) for drop in table.drops] == [
            (25, 25, []),
            (26, 25, []),
            (27, 25, []),
            (28, 25, []),
            (25, 10, ["the player who loots is in phase 4"]),
        ]
        sources = await loot.sources_of_item(realm, 26, "enUS")
        assert [(one.id, one.name, one.difficulties) for one in sources.sources] == [
            (9000001, "Old Guard", ())
        ]
        (line,) = (await smart_scripts.explain(realm, 9000001, "enUS")).lines
        assert line.words == "when the scene triggers “Boom”: leaves phase 170"
        source = ConditionSource(1, 77, 25)
        assert await conditions.explain(realm, [source], "enUS") == {
            source: ["the player who loots is in phase 4"]
        }
