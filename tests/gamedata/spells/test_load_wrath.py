"""Spells of 3.3.5 are resolved from Spell.dbc and its side tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import Unavailable
from appliance.gamedata.realm import Realm
from appliance.gamedata.spells.load import load
from appliance.gamedata.spells.types import UNTIL_CANCELLED, PowerCost, Reagent, RuneCost
from tests.support.client_rows.spells import WRATH
from tests.support.demo_worlds import demo_realm

EMBERBOLT, COLD_RUNE, BLOOD_PRICE = 900001, 900002, 900003


def with_rows(realm: Realm, tables: dict[str, list[dict[str, Any]]]) -> Realm:
    return replace(realm, client=MemoryClient(tables))


async def test_index_columns_become_times_and_distances() -> None:
    async with demo_realm() as realm:
        spell = (await load(with_rows(realm, WRATH), [EMBERBOLT]))[EMBERBOLT]
    assert (spell.name, spell.rank, spell.school_mask) == ("Emberbolt", "Rank 2", 4)
    assert (spell.cast_time_ms, spell.duration_ms, spell.cooldown_ms) == (1500, 15000, 6000)
    assert (spell.range_min, spell.range_max, spell.range_max_friendly) == (0.0, 30.0, 30.0)
    assert (spell.category, spell.category_cooldown_ms, spell.gcd_ms) == (30, 8000, 1500)
    assert spell.costs[0][:4] == (0, 45, 0, 3)
    assert spell.reagents == (Reagent(17020, 2),)
    assert spell.totems == (6218,)
    assert spell.icon_texture.endswith("Spell_Fire_FlameBolt")
    assert spell.stances == (1 << 32) | 0x80000000
    assert spell.family_flags == (1, 0, 8)
    assert spell.channeled
    assert not spell.passive
    assert spell.notes == ()


async def test_effects_carry_points_periods_and_areas() -> None:
    async with demo_realm() as realm:
        spell = (await load(with_rows(realm, WRATH), [EMBERBOLT]))[EMBERBOLT]
    hit, burn = spell.effects
    assert (hit.effect, hit.points_min, hit.points_max, hit.points_per_level) == (2, 100, 120, 1.5)
    assert (burn.index, burn.aura, burn.points_min, burn.points_max) == (1, 3, 8, 8)
    assert (burn.period_ms, burn.radius, burn.targets, burn.misc) == (2000, 5.0, (53, 16), (12, 0))
    assert burn.class_mask == (0, 2, 0)
    assert hit.radius is None
    assert spell.effects_of(2) == (hit,)


async def test_runes_and_health_are_costs_of_their_own() -> None:
    async with demo_realm() as realm:
        found = await load(with_rows(realm, WRATH), [COLD_RUNE, BLOOD_PRICE])
    assert found[COLD_RUNE].costs == ()
    assert found[COLD_RUNE].runes == RuneCost(0, 0, 1, 100)
    assert found[COLD_RUNE].duration_ms == UNTIL_CANCELLED
    assert found[BLOOD_PRICE].costs == (PowerCost(-2, percent=12),)
    assert found[BLOOD_PRICE].duration_ms is None


async def test_a_missing_side_table_leaves_its_fields_unknown_and_says_so() -> None:
    async with demo_realm() as realm:
        spell = (await load(with_rows(realm, {"Spell": WRATH["Spell"]}), [EMBERBOLT]))[EMBERBOLT]
    assert (spell.cast_time_ms, spell.duration_ms, spell.range_max) == (None, None, None)
    assert spell.effects[1].radius is None
    assert spell.notes == (
        "the cast time: the client table SpellCastTimes is not there",
        "the duration: the client table SpellDuration is not there",
        "the range: the client table SpellRange is not there",
        "radii of effects: the client table SpellRadius is not there",
    )


async def test_unknown_spells_are_left_out_and_no_ids_ask_nothing() -> None:
    async with demo_realm() as realm:
        assert await load(with_rows(realm, WRATH), [1, 2]) == {}
        assert await load(with_rows(realm, {}), [0, -5]) == {}


async def test_without_any_spell_table_the_answer_names_it() -> None:
    async with demo_realm() as realm:
        with pytest.raises(Unavailable, match="Spell"):
            await load(with_rows(realm, {}), [EMBERBOLT])
