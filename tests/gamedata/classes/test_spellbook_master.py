"""The spells of a class on master: class skill, specializations, talents, PvP talents."""

from __future__ import annotations

from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.classes.spellbook import ClassSpell, SpellSource, spells_of_classes
from appliance.gamedata.realm import Realm
from tests.support.client_rows import classes, spells
from tests.support.master_realm import master_realm

MAGE = 8
TABLES = spells.MASTER | classes.MASTER


async def class_spells(realm: Realm, class_id: int) -> list[ClassSpell]:
    return (await spells_of_classes(realm, [class_id]))[class_id]


async def test_every_source_counts_and_says_for_whom() -> None:
    async with master_realm() as realm:
        found = await class_spells(replace(realm, client=MemoryClient(TABLES)), MAGE)
        other = await class_spells(replace(realm, client=MemoryClient(TABLES)), 1)
    book = {spell.id: spell for spell in found}
    assert other == []
    assert set(book) == {900101, 900102, 900103, 900104, 900105, 900106}
    assert book[900101].sources == (SpellSource.SKILL,)
    assert (book[900101].level, book[900101].name) == (12, "Cinder Lance")
    assert book[900102].sources == (SpellSource.TALENT,)
    assert book[900102].specializations == ()
    assert book[900103].sources == (SpellSource.SPECIALIZATION,)
    assert book[900103].specializations == (990,)
    assert book[900104].sources == (SpellSource.PVP_TALENT,)
    assert book[900105].specializations == (990,)
    assert book[900106].specializations == (990, 991)


async def test_talents_of_rows_where_there_are_no_trees() -> None:
    tables = {
        name: rows for name, rows in TABLES.items() if not name.startswith(("Trait", "SkillLineX"))
    } | {
        "Talent": [
            {"ID": 1, "ClassID": 8, "SpecID": 990, "SpellID": 900106, "TierID": 0},
            {"ID": 2, "ClassID": 1, "SpecID": 0, "SpellID": 900105, "TierID": 0},
        ]
    }
    async with master_realm() as realm:
        found = await class_spells(replace(realm, client=MemoryClient(tables)), MAGE)
    book = {spell.id: spell for spell in found}
    assert 900105 not in book
    assert book[900106].specializations == (990,)


async def test_races_are_told_in_either_layout() -> None:
    everyone, one, two = (-1, -1), 1 << 40, (4, 1)
    tables = TABLES | {
        "SkillLineAbility": [
            row | {"ID": number, "Spell": 900101 + number, "RaceMasks": races}
            for number, races in enumerate((everyone, two))
            for row in TABLES["SkillLineAbility"]
        ]
    }
    older = TABLES | {
        "SkillLineAbility": [row | {"RaceMask": one} for row in TABLES["SkillLineAbility"]]
    }
    async with master_realm() as realm:
        newer = await class_spells(replace(realm, client=MemoryClient(tables)), MAGE)
        old = await class_spells(replace(realm, client=MemoryClient(older)), MAGE)
    assert [spell.race_mask for spell in newer[:2]] == [0, 4 + (1 << 32)]
    assert old[0].race_mask == 1 << 40
