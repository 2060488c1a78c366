"""The demo realm's client tables hold together."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.demo import demo_client
from appliance.clientdata.interface import Table
from appliance.database.demo import open_demo_world

REFERENCES = (
    ("AreaTable", "ContinentID", "Map"),
    ("AreaTable", "ParentAreaID", "AreaTable"),
    ("WorldMapArea", "AreaID", "AreaTable"),
    ("FactionTemplate", "Faction", "Faction"),
    ("SkillLineAbility", "SkillLine", "SkillLine"),
    ("Talent", "TabID", "TalentTab"),
    ("Talent", "SpellRank", "Spell"),
    ("Talent", "PrereqTalent", "Talent"),
    ("Spell", "CastingTimeIndex", "SpellCastTimes"),
    ("Spell", "DurationIndex", "SpellDuration"),
    ("Spell", "RangeIndex", "SpellRange"),
    ("Spell", "EffectRadiusIndex", "SpellRadius"),
    ("GemProperties", "EnchantID", "SpellItemEnchantment"),
    ("DungeonEncounter", "MapID", "Map"),
)
LOCKED = (
    "SELECT DISTINCT lockid FROM item_template WHERE lockid > 0 ORDER BY lockid",
    "SELECT DISTINCT Data0 FROM gameobject_template WHERE type IN (3, 10) AND Data0 > 0 "
    "ORDER BY Data0",
    "SELECT DISTINCT Data1 FROM gameobject_template WHERE type = 0 AND Data1 > 0 ORDER BY Data1",
    "SELECT DISTINCT Data4 FROM gameobject_template WHERE type = 25 AND Data4 > 0 ORDER BY Data4",
)
"""Locks of items, chests and goobers, doors, fishing holes (GameObjectTemplate::GetLockId)."""


async def table(name: str) -> Table:
    found = await demo_client().table(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "field", "target"), REFERENCES)
async def test_every_reference_leads_somewhere(name: str, field: str, target: str) -> None:
    known = {0, *(await table(target)).ids()}
    for number, value in (await table(name)).scan(field):
        assert set(value if isinstance(value, tuple) else (value,)) <= known, (name, number)


async def test_locks_of_the_world_are_in_the_client() -> None:
    locks, types = await table("Lock"), {*(await table("LockType")).ids()}
    async with open_demo_world() as world:
        items = set(await world.fetch("SELECT entry FROM item_template ORDER BY entry", row=int))
        for sql in LOCKED:
            used = set(await world.fetch(sql, row=int))
            assert used
            assert used <= {*locks.ids()}, sql
    for number in locks.ids():
        record = locks.get(number)
        assert record is not None
        for kind, index in zip(record["Type"], record["Index"], strict=True):
            assert index in {0: {0}, 1: items, 2: types}[kind], number


async def test_every_record_has_the_fields_of_a_real_file() -> None:
    for entry in await demo_client().tables():
        found = await table(entry.name)
        layout = Layouts().wrath(entry.name)
        assert layout is not None
        counts = {field.name: field.count for field in layout.fields}
        for number in found.ids():
            record = found.get(number)
            assert record is not None
            assert {name: _count(value) for name, value in record.items()} == counts, entry.name


def _count(value: Any) -> int:
    return len(value) if isinstance(value, tuple) else 1
