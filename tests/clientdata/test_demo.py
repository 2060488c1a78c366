"""The demo realm's client tables hold together."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.clientdata.definitions import Layouts
from appliance.clientdata.demo import demo_client
from appliance.clientdata.interface import Table

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


async def table(name: str) -> Table:
    found = await demo_client().table(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "field", "target"), REFERENCES)
async def test_every_reference_leads_somewhere(name: str, field: str, target: str) -> None:
    known = {0, *(await table(target)).ids()}
    for number, value in (await table(name)).scan(field):
        assert set(value if isinstance(value, tuple) else (value,)) <= known, (name, number)


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
