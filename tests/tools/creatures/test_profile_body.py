from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.creatures.templates import Template, templates
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_body as body
from tests.support.demo_worlds import demo_realm

MANY = [
    "INSERT INTO creature (guid, id, map, spawnMask, phaseMask, spawntimesecs, position_x) VALUES "
    f"({400000 + number}, 100031, 901, 3, {1 + number % 2}, 300, {number})"
    for number in range(30)
]


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(*MANY) as realm:
        yield realm


async def template(realm: Realm, entry: int) -> Template:
    return (await templates(realm, [entry]))[entry]


async def test_looks_and_equipment_are_named(realm: Realm) -> None:
    shown = await body.look(realm, await template(realm, 100007), "enUS")
    assert [model.display_id for model in shown.models] == [60007]
    assert shown.emote is not None
    assert shown.emote.name == "state ready1h"
    (weapons,) = shown.equipment
    assert weapons.main_hand is not None
    assert weapons.main_hand.name == "Nicked Shortsword"
    assert weapons.ranged is None
    spirit = await body.look(realm, await template(realm, 100038), "enUS")
    assert [aura.id for aura in spirit.auras] == [140017, 140010]
    assert all(aura.name for aura in spirit.auras)


async def test_movement_is_decoded(realm: Realm) -> None:
    dragon = await body.look(realm, await template(realm, 100015), "enUS")
    assert dragon.flight is not None
    assert dragon.flight.name == "can fly"
    assert dragon.swims is False
    dummy = await body.look(realm, await template(realm, 100014), "enUS")
    assert dummy.rooted is True


async def test_immunities_of_the_template(realm: Realm) -> None:
    found = await body.immunities(realm, await template(realm, 100030))
    assert found is not None
    assert found.mechanics == ["charm", "fear"]  # bits 0 and 4
    assert await body.immunities(realm, await template(realm, 100001)) is None


async def test_immunities_of_masters_table() -> None:
    table = """CREATE TABLE creature_immunities (ID int, SchoolMask int, DispelTypeMask int,
        MechanicsMask bigint)"""
    row = "INSERT INTO creature_immunities VALUES (3, 4, 2, 34)"
    async with demo_realm(table, row) as realm:
        master = (await template(realm, 100001))._replace(immunities=3)
        found = await body.immunities(realm, master)
        assert await body.immunities(realm, master._replace(immunities=4)) is None
    assert found is not None
    assert (found.mechanics, found.schools) == (["charm", "fear"], ["fire"])
    assert found.dispel_types == ["magic"]


async def test_reputation_names_the_rank_it_ends_at(realm: Realm) -> None:
    first, second = await body.reputation(realm, 100025, "enUS")
    assert (first.faction.id, first.value, first.until.name) == (9101, 5, "honored")
    assert (second.faction.id, second.value, second.team) == (9104, -5, None)


async def test_reputation_by_team() -> None:
    change = "UPDATE creature_onkill_reputation SET TeamDependent = 1 WHERE creature_id = 100025"
    async with demo_realm(change) as realm:
        gains = await body.reputation(realm, 100025, "enUS")
    assert [gain.team for gain in gains] == ["Alliance", "Horde"]


async def test_places_are_bounded_and_counted(realm: Realm) -> None:
    before = await realm.world.fetch(
        "SELECT COUNT(*) FROM creature WHERE id = 100031 AND guid < 400000", row=int
    )
    found = await body.places(realm, 100031, "enUS")
    assert found.total == before[0] + 30
    assert (len(found.points), found.truncated) == (body.MAX_POINTS, True)
    assert {row.map.id: row.spawns for row in found.maps}[901] == 30


async def test_usual_phases_and_modes_are_left_out(realm: Realm) -> None:
    found = await body.places(realm, 100031, "enUS")
    everyday = found.points[0]
    assert (everyday.difficulties, everyday.phase_mask) == (None, None)
    async with demo_realm("DELETE FROM creature WHERE id = 100031", *MANY[1:2]) as other:
        (rare,) = (await body.places(other, 100031, "enUS")).points
    assert rare.phase_mask == 2
    assert [mode.id for mode in rare.difficulties or []] == [0, 1]


async def test_spawns_of_events(realm: Realm) -> None:
    (feast,) = (await body.places(realm, 100051, "enUS")).events
    assert (feast.event.name, feast.brings, feast.spawns) == ("Feast of Lanterns", True, 4)
