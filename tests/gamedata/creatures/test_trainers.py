from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.creatures import trainers
from appliance.gamedata.creatures.trainers import Trainer
from appliance.gamedata.realm import Branch, Realm
from tests.support.demo_worlds import demo_realm

LINKS = """
INSERT INTO creature_default_trainer (CreatureId, TrainerId) VALUES (100031, 9002), (100032, 5)
"""


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(LINKS) as realm:
        yield realm


async def test_who_is_linked_is_listed_without_the_flag_too(realm: Realm) -> None:
    page = await trainers.trainers(realm, after=0, limit=3)
    assert [row.entry for row in page.rows] == [100007, 100008, 100031]
    assert (page.total, page.more) == (4, True)
    rest = await trainers.trainers(realm, after=100031, limit=3)
    assert [row.entry for row in rest.rows] == [100032]
    assert (rest.total, rest.more) == (4, False)


async def test_what_each_teaches(realm: Realm) -> None:
    taught = await trainers.taught_by(realm, [100007, 100008, 100031, 100032, 1])
    assert sorted(taught) == [100007, 100008, 100031]  # list 5 does not exist
    (warrior,) = taught[100007]
    assert (warrior.id, warrior.type, warrior.requirement, warrior.spells) == (9001, 0, 1, 6)


async def test_spells_of_a_list(realm: Realm) -> None:
    rows = await trainers.spells(realm, 9001, limit=3)
    assert [row.spell for row in rows] == [140031, 140032, 140033]
    assert rows[1].abilities == (140031,)
    assert (rows[1].cost, rows[1].level) == (400, 8)


async def test_a_greeting_in_another_language(realm: Realm) -> None:
    assert (await trainers.greeting(realm, 9002, "deDE") or "").startswith("Schauen")
    assert await trainers.greeting(realm, 9002, "frFR") is None


@pytest.mark.parametrize(
    ("type", "requirement", "expected"),
    [
        (0, 1, "class warrior"),
        (3, 3, "class hunter"),
        (0, 99, "class 99"),
        (1, 2, "race orc"),
        (2, 2259, "who knows spell 2259 “Alchemy”"),
        (2, 7, "who knows spell 7"),
        (9, 7, "requirement 7"),
        (0, 0, None),
    ],
)
def test_whom_a_trainer_teaches(type: int, requirement: int, expected: str | None) -> None:
    trainer = Trainer(1, type, requirement, None, 0)
    said = trainers.requirement_text(Branch.WRATH, trainer, {2259: "Alchemy"})
    assert said == expected


async def test_master_links_several_lists_by_menu() -> None:
    table = "CREATE TABLE creature_trainer (CreatureId int, TrainerId int, MenuId int)"
    rows = "INSERT INTO creature_trainer VALUES (1, 9002, 0), (1, 9001, 7), (1, 9001, 8)"
    async with demo_realm(table, rows) as wrath:
        schema = wrath.schema
        master = type(schema)(Branch.MASTER, "", "", schema.tables)
        realm = Realm(master, "test", wrath.world)
        taught = await trainers.taught_by(realm, [1])
    assert [trainer.id for trainer in taught[1]] == [9001, 9002]
