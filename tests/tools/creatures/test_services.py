from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from appliance.database.interface import Database
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import services
from appliance.tools.creatures.services import Trainers, Vendors
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm, realm_of
from tests.support.servers import SqlServer


async def vendors(realm: Realm, **arguments: Any) -> Vendors:
    tool = services.get_all_vendors
    return await tool.function(tool.input_type.model_validate(arguments), context_of(realm))


async def trainers(realm: Realm, **arguments: Any) -> Trainers:
    tool = services.get_all_trainers
    return await tool.function(tool.input_type.model_validate(arguments), context_of(realm))


async def test_vendors_stand_somewhere_and_sell_something(demo_world: Database) -> None:
    found = await vendors(await realm_of(demo_world))
    assert (found.source, found.total, found.truncated) == ("test", 9, False)
    inn = found.vendors[0]
    assert (inn.entry, inn.name, inn.items, inn.has_flag) == (
        100002,
        "Marra Quillfeather",
        4,
        True,
    )
    assert inn.spawns == 1
    assert inn.place is not None
    assert inn.place.zone is not None
    assert (inn.place.map.id, inn.place.zone.id, inn.place.zone_from) == (900, 9010, None)
    peddler = next(vendor for vendor in found.vendors if vendor.entry == 100050)
    assert peddler.items == 12  # nine of them are Bram Oatley's list


async def test_a_list_without_the_flag_is_told_apart() -> None:
    row = "INSERT INTO npc_vendor (entry, slot, item) VALUES (100053, 1, 110001)"
    async with demo_realm(row) as realm:
        found = await vendors(realm, after=100051)
    (dummy,) = found.vendors
    assert (dummy.items, dummy.has_flag, dummy.spawns, dummy.place) == (1, False, 0, None)


async def test_names_are_translated(demo_world: Database) -> None:
    realm = await realm_of(demo_world)
    assert (await vendors(realm, locale="deDE")).vendors[0].name == "Marra Federkiel"
    german = (await trainers(realm, locale="deDE")).trainers[0]
    assert german.name != (await trainers(realm)).trainers[0].name


async def test_trainers_teach_somebody_something(demo_world: Database) -> None:
    found = await trainers(await realm_of(demo_world))
    warrior, herbs = found.trainers
    assert found.total == 2
    (lessons,) = warrior.trainers
    assert (lessons.trainer_id, lessons.type.name, lessons.spells) == (9001, "class", 6)
    assert lessons.teaches == "class warrior"
    assert herbs.trainers[0].teaches is None
    assert herbs.place is not None


async def test_spells_a_trainer_asks_for_are_named() -> None:
    change = "UPDATE trainer SET Requirement = 140041 WHERE Id = 9002"
    async with demo_realm(change) as realm:
        herbs = (await trainers(realm, after=100007)).trainers[0]
    assert (herbs.trainers[0].teaches or "").startswith("who knows spell 140041 “")


async def test_a_flag_without_list_is_shown_as_such() -> None:
    async with demo_realm("DELETE FROM creature_default_trainer") as realm:
        found = await trainers(realm)
    assert [(npc.entry, npc.trainers, npc.has_flag) for npc in found.trainers] == [
        (100007, [], True),
        (100008, [], True),
    ]


@pytest.mark.parametrize("arguments", [{"limit": 0}, {"limit": 501}, {"after": -1}, {"name": "x"}])
def test_arguments_out_of_range_are_refused(arguments: dict[str, Any]) -> None:
    for tool in (services.get_all_vendors, services.get_all_trainers):
        with pytest.raises(ValidationError):
            tool.input_type.model_validate(arguments)


@pytest.mark.realdata
async def test_every_vendor_and_trainer_of_the_slice(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        sold = await realm.world.fetch(
            "SELECT DISTINCT v.entry FROM npc_vendor v JOIN creature_template t"
            " ON t.entry = v.entry ORDER BY v.entry",
            row=int,
        )
        walked: dict[int, int] = {}
        after: int | None = 0
        while after is not None:
            page = await vendors(realm, after=after, limit=50)
            assert not walked.keys() & {vendor.entry for vendor in page.vendors}
            walked |= {vendor.entry: vendor.items for vendor in page.vendors}
            after = page.next_after
        assert len(walked) == page.total
        assert all(walked[entry] > 0 for entry in sold)
        teachers = await trainers(realm, limit=500)
        assert len(teachers.trainers) == teachers.total > 0
        assert any(npc.place for npc in teachers.trainers)


@pytest.mark.realdata
async def test_vendors_and_trainers_of_master(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        sellers = await vendors(realm)
        assert len(sellers.vendors) == sellers.total > 0
        assert any(vendor.items and vendor.place for vendor in sellers.vendors)
        (cook, _) = (await trainers(realm)).trainers
        assert (cook.trainers[0].type.name, cook.trainers[0].spells) == ("tradeskill", 12)
