from __future__ import annotations

from appliance.database.interface import Database
from appliance.gamedata.creatures.templates import base_stats, originals, select_list, templates
from appliance.gamedata.realm import Branch, Schema
from tests.support.realms import realm_of


async def test_a_template_is_read_whole(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    found = await templates(realm, [100036, 100001, 7])
    assert sorted(found) == [100001, 100036]
    mate = found[100036]
    assert mate.name == "First Mate Gaffhook"
    assert (mate.min_level, mate.max_level, mate.rank, mate.expansion) == (15, 15, 1, 0)
    assert mate.difficulty_entries == (100044, 0, 0)
    assert (mate.health_modifier, mate.damage_modifier) == (7.0, 2.6)
    assert (mate.gold_min, mate.gold_max, mate.loot) == (300, 520, 100036)
    assert mate.script_name == "boss_first_mate_gaffhook"
    assert mate.mechanic_immunity == 650853247
    assert (mate.female_name, mate.unit_flags3, mate.immunities) == (None, None, None)


async def test_originals_of_a_difficulty_are_found(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    found = await templates(realm, [100044, 100036, 100048])
    (original,) = await originals(realm, found[100044])
    assert (original.entry, original.name) == (100036, "First Mate Gaffhook")
    assert await originals(realm, found[100036]) == []
    assert await originals(realm, found[100048]) == []  # "Lantern Flame (Trigger)"


async def test_base_stats_are_found_by_level_and_class(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    found = await base_stats(realm, {(10, 1), (10, 8), (255, 3)})
    assert {(10, 1), (10, 8)} <= found.keys()
    assert (255, 3) not in found
    row = found[10, 8]
    assert (row.level, row.unit_class) == (10, 8)
    assert row.mana > 0
    assert row.health0
    assert row.damage0
    assert await base_stats(realm, set()) == {}


def test_columns_are_taken_as_they_are_called() -> None:
    schema = Schema(Branch.MASTER, "", "", {"t": frozenset({"PathId", "mount", "Rank"})})
    names = {"path": ("path_id", "PathId")}
    fields = ("path", "mount", "rank", "gone")
    assert select_list(schema, "t", fields, names) == "`PathId`, `mount`, `Rank`, NULL"
