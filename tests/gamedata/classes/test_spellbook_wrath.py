"""The spells of a class on 3.3.5: class skills, trainers, talents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import Unavailable
from appliance.gamedata.classes.spellbook import ClassSpell, SpellSource, spells_of_classes
from appliance.gamedata.realm import Realm
from tests.support.demo_worlds import demo_realm

WARRIOR, MAGE, HUNTER, PALADIN = 1, 8, 3, 2


async def class_spells(realm: Realm, class_id: int) -> list[ClassSpell]:
    return (await spells_of_classes(realm, [class_id]))[class_id]


async def test_skills_trainers_and_talents_make_the_book() -> None:
    async with demo_realm() as realm:
        found = await class_spells(replace(realm, client=demo_client()), WARRIOR)
    book = {spell.id: spell for spell in found}
    assert list(book) == sorted(book)
    stance = book[140032]
    assert stance.sources == (SpellSource.SKILL, SpellSource.TRAINER)
    assert (stance.level, stance.skill_line, stance.superseded_by) == (8, 26, 140033)
    assert stance.name == "Sturdy Stance"
    assert book[140082].sources == (SpellSource.TALENT,)
    assert book[140019].level == 15
    assert 140101 not in book


async def test_the_tables_are_read_for_several_classes_at_once() -> None:
    async with demo_realm() as realm:
        books = await spells_of_classes(replace(realm, client=demo_client()), [MAGE, WARRIOR])
    assert {spell.id for spell in books[MAGE]} >= {140101, 140087}
    assert not {spell.id for spell in books[MAGE]} & {spell.id for spell in books[WARRIOR]}


async def test_pets_skills_are_not_the_class() -> None:
    tables: dict[str, list[dict[str, Any]]] = {
        "SkillLine": [{"ID": 50, "CategoryID": 7}, {"ID": 208, "CategoryID": 7}],
        "CreatureFamily": [{"ID": 1, "SkillLine": (208, 270)}],
        "SkillRaceClassInfo": [
            {"ID": 1, "SkillID": 50, "ClassMask": 4},
            {"ID": 2, "SkillID": 208, "ClassMask": 4},
        ],
        "SkillLineAbility": [
            _ability(1, 50, 900010, 0),
            _ability(2, 208, 900011, 0),
            _ability(3, 9, 900012, 4),
            _ability(4, 50, 900013, 1),
        ],
    }
    async with demo_realm() as realm:
        found = await class_spells(replace(realm, client=MemoryClient(tables)), HUNTER)
    assert [spell.id for spell in found] == [900010, 900012]


def _ability(number: int, line: int, spell: int, classes: int) -> dict[str, int]:
    return {
        "ID": number,
        "SkillLine": line,
        "Spell": spell,
        "RaceMask": 0,
        "ClassMask": classes,
        "SupercededBySpell": 0,
    }


async def test_without_client_files_class_trainers_still_know() -> None:
    async with demo_realm() as realm:
        found = await class_spells(realm, WARRIOR)
        with pytest.raises(Unavailable, match="SkillLineAbility"):
            await class_spells(realm, PALADIN)
    assert {spell.id for spell in found} == {140031, 140032, 140033, 140034, 140035, 140036}
    assert {spell.level for spell in found} == {1, 4, 6, 8, 12, 16}
