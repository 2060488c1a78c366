"""Spells of master come from many tables, by difficulty, and from the server's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import Unavailable
from appliance.gamedata.spells.load import difficulties, load
from appliance.gamedata.spells.types import PowerCost
from tests.support.client_rows.spells import MASTER
from tests.support.master_realm import master_realm, table

LANCE = 900101
EFFECTS = (
    table(
        "serverside_spell_effect",
        "SpellID EffectIndex DifficultyID Effect EffectAura EffectAuraPeriod EffectMiscValue1 "
        "EffectMiscValue2 EffectRadiusIndex1 EffectRadiusIndex2 ImplicitTarget1 ImplicitTarget2",
        real="EffectBasePoints",
    ),
    "INSERT INTO serverside_spell_effect VALUES (900, 0, 0, 6, 31, 0, 5, 6, 60001, 0, 1, 0, 25)",
    "INSERT INTO serverside_spell_effect VALUES (900, 0, 2, 6, 33, 0, 0, 0, 0, 0, 1, 0, -25)",
    "INSERT INTO serverside_spell_effect VALUES (900, 1, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0)",
)


async def test_side_tables_are_joined() -> None:
    async with master_realm() as realm:
        found = await load(replace(realm, client=MemoryClient(MASTER)), [LANCE, 1])
    spell = found[LANCE]
    assert list(found) == [LANCE]
    assert (spell.name, spell.school_mask, spell.cast_time_ms) == ("Cinder Lance", 4, 2000)
    assert (spell.duration_ms, spell.range_max, spell.cooldown_ms) == (6000, 40.0, 8000)
    assert (spell.gcd_ms, spell.gcd_category, spell.dispel) == (1500, 133, 1)
    assert (spell.charges, spell.charge_recovery_ms) == (2, 20000)
    assert spell.costs == (PowerCost(0, percent=2.5), PowerCost(7, flat=10, aura=900102))
    assert spell.description == "Deals $s1 Fire damage."
    (hit,) = spell.effects
    assert (hit.points_min, hit.points_max) == (95.0, 105.0)
    assert (hit.radius, hit.radius_max, hit.targets) == (None, 8.0, (6, 0))
    missing = [note for note in spell.notes if "SpellReagents" in note]
    assert missing == ["its reagents: the client table SpellReagents is not there"]


async def test_the_rows_of_a_difficulty_count_before_those_it_falls_back_to() -> None:
    tables = MASTER | {
        "Difficulty": [
            {"ID": 23, "FallbackDifficultyID": 16},
            {"ID": 16, "FallbackDifficultyID": 0},
            {"ID": 8, "FallbackDifficultyID": 8},
        ]
    }
    async with master_realm() as realm:
        real = replace(realm, client=MemoryClient(tables))
        plain, mythic = await load(real, [LANCE]), await load(real, [LANCE], difficulty=23)
        assert await difficulties(real, 23) == [23, 16, 0]
        assert await difficulties(real, 8) == [8, 0]
        assert await difficulties(realm, 16) == [16, 0]
    assert plain[LANCE].effects[0].points_min == 95.0
    assert mythic[LANCE].effects[0].points_min == 190.0
    assert mythic[LANCE].cooldown_ms == 8000


async def test_spells_of_the_server_alone() -> None:
    async with master_realm(EFFECTS) as realm:
        real = replace(realm, client=MemoryClient(MASTER))
        found = await load(real, [900, LANCE])
        foul = (await load(real, [900], difficulty=2))[900]
    spell = found[900]
    assert set(found) == {900, LANCE}
    assert spell.name == "Fair Wind"
    assert "server alone" in spell.notes[0]
    speed, dummy = spell.effects
    assert (speed.aura, speed.points_min, speed.misc, speed.radius) == (31, 25, (5, 6), 8.0)
    assert dummy.effect == 3
    assert (foul.name, foul.effects[0].aura, foul.effects[1].effect) == ("Foul Wind", 33, 3)


async def test_hotfixes_alone_name_a_spell() -> None:
    async with master_realm() as realm:
        spell = (await load(realm, [905]))[905]
        with pytest.raises(Unavailable, match="SpellName"):
            await load(realm, [999])
        both = await load(realm, [900, 999])
    assert spell.name == "Gust"
    assert any("SpellEffect" in note for note in spell.notes)
    assert set(both) == {900}
