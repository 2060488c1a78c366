from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound
from appliance.gamedata.realm import Realm
from appliance.tools.combat.melee import calculate_melee_damage
from appliance.tools.combat.melee_models import MeleeAnswer, MeleeDamage
from tests.support.client_rows.combat import MASTER, MASTER_GAMETABLES, WRATH_GAMETABLES
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

SWORD: dict[str, Any] = {
    "weaponDPS": 150,
    "attackSpeed": 3.6,
    "attackPower": 4200,
    "critRating": 459,
    "level": 80,
}


async def damage(realm: Realm, **arguments: Any) -> MeleeAnswer:
    query = calculate_melee_damage.input_type.model_validate(SWORD | arguments)
    return await calculate_melee_damage.function(query, context_of(realm))


@asynccontextmanager
async def wrath(*more: str) -> AsyncIterator[Realm]:
    async with demo_realm(*more) as bare:
        yield replace(bare, client=MemoryClient({}, WRATH_GAMETABLES))


async def test_crit_rating_is_worth_what_the_file_says() -> None:
    async with wrath() as realm:
        answer = await damage(realm, classId=4)
    assert answer.critical.from_rating == pytest.approx(9.9987, abs=1e-4)
    assert answer.critical.sheet == pytest.approx(9.9987, abs=1e-4)
    assert answer.critical.multiplier == 2.0
    assert "CombatRatings 45.906" in answer.formulas[1].inputs


async def test_a_plain_hit() -> None:
    async with wrath() as realm:
        answer = await damage(realm)
        ranged = await damage(realm, weaponMin=500, weaponMax=750)
    assert (answer.swing.weapon_average, answer.swing.attack_power_bonus) == (540.0, 1080.0)
    assert (answer.swing.average, answer.swing.min) == (1620.0, None)
    assert (ranged.swing.min, ranged.swing.max, ranged.swing.average) == (1580.0, 1830.0, 1705.0)
    assert "weaponMin 500, weaponMax 750" in ranged.formulas[0].inputs
    assert "weaponMin and weaponMax count instead of weaponDPS" in ranged.notes


async def test_the_table_against_a_boss_and_what_it_makes_of_damage() -> None:
    async with wrath() as realm:
        answer = await damage(
            realm, critPercent=30, targetLevel=83, targetArmor=10643, hitPercent=8, expertise=26
        )
    table = answer.outcomes
    assert table.model_dump() == {
        "miss": 0.0,
        "dodge": 0.0,
        "parry": 7.5,
        "glancing": 24.0,
        "block": 6.5,
        "critical": 25.2,
        "hit": 36.8,
    }
    mean = 0.368 * 1620 + 0.252 * 3240 + 0.24 * 1620 * 0.75 + 0.065 * (1620 - 41)
    assert answer.before_armor.per_swing == pytest.approx(mean, abs=0.01)
    assert answer.before_armor.per_second == pytest.approx(mean / 3.6, abs=0.01)
    assert answer.target.armor_reduction_percent == pytest.approx(41.1316, abs=1e-3)
    assert answer.after_armor is not None
    assert answer.after_armor.per_swing < answer.before_armor.per_swing * 0.6
    assert answer.complete


async def test_agility_and_weapon_skill_add_to_crit() -> None:
    async with wrath() as realm:
        answer = await damage(realm, classId=3, agility=800, critRating=0, weaponSkill=405)
        less = await damage(realm, classId=1, agility=800)
    assert answer.critical.from_agility == pytest.approx(8.068, abs=1e-3)
    assert answer.critical.from_weapon_skill == pytest.approx(0.2)
    assert answer.critical.from_rating == 0.0
    assert less.critical.from_agility is None
    assert any("ChanceToMeleeCrit" in note for note in less.notes)


async def test_without_client_files_crit_from_rating_is_said_to_be_unknown() -> None:
    async with demo_realm() as bare:
        answer = await damage(replace(bare, client=MemoryClient()), targetArmor=5000)
    assert answer.critical.from_rating is None
    assert answer.critical.sheet == 0.0
    assert not answer.complete
    assert any("CombatRatings" in note for note in answer.notes)
    assert answer.after_armor is not None


async def test_a_creature_of_the_realm_as_target() -> None:
    flags = "UPDATE creature_template SET flags_extra = 20 WHERE entry = 100037"
    async with wrath(flags) as realm:
        answer = await damage(realm, targetEntry=100037, locale="deDE")
        with pytest.raises(NotFound):
            await damage(realm, targetEntry=99)
    assert answer.target.creature is not None
    assert answer.target.creature.name == "Baron Salzbart"
    assert answer.target.armor is not None
    assert answer.target.armor > 0
    assert (answer.outcomes.parry, answer.outcomes.block) == (0.0, 0.0)


async def test_normalized_attacks_count_a_fixed_speed() -> None:
    async with wrath() as realm:
        answer = await damage(realm, normalized=True, weaponKind="two-hand")
        with pytest.raises(InvalidArgument, match="weaponKind"):
            await damage(realm, normalized=True)
    assert answer.swing.attack_power_bonus == pytest.approx(4200 / 14 * 3.3, abs=0.01)
    assert any("special attacks neither glance" in note for note in answer.notes)


async def test_no_chance_is_beyond_a_hundred_percent() -> None:
    async with wrath() as realm:
        answer = await damage(realm, level=255, targetLevel=1)
    assert (answer.critical.against_target, answer.outcomes.critical) == (100.0, 100.0)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"weaponMin": 5}, "weaponMax"),
        ({"weaponMin": 5, "weaponMax": 4}, "above"),
        ({"targetEntry": 100037, "targetLevel": 4}, "targetEntry"),
    ],
)
async def test_arguments_that_do_not_fit(arguments: dict[str, Any], field: str) -> None:
    async with wrath() as realm:
        with pytest.raises(InvalidArgument, match=field):
            await damage(realm, **arguments)


@pytest.mark.parametrize("arguments", [{"attackSpeed": 0}, {"level": 0}, {"weaponDps": 1}])
def test_arguments_out_of_range(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MeleeDamage.model_validate(SWORD | arguments)


async def test_master_counts_by_level_and_with_less_attack_power() -> None:
    async with master_realm() as bare:
        realm = replace(bare, client=MemoryClient(MASTER, MASTER_GAMETABLES))
        answer = await damage(
            realm, level=80, critRating=1400, targetLevel=83, dualWield=True, agility=5
        )
    assert answer.swing.attack_power_bonus == pytest.approx(4200 / 3.5 * 3.6, abs=0.01)
    assert answer.critical.from_rating == pytest.approx(2.0)
    assert (answer.critical.base, answer.critical.sheet) == (5.0, 7.0)
    assert (answer.outcomes.miss, answer.outcomes.parry, answer.outcomes.block) == (16.5, 3.0, 7.5)
    assert any("agility" in note for note in answer.notes)
    assert any("GlobalCurve" in note for note in answer.notes)


async def test_a_curve_of_master_takes_its_share_of_a_rating() -> None:
    points = [
        {"ID": 900001 + n, "CurveID": 900001, "OrderIndex": n, "Pos": position}
        for n, position in enumerate(((0.0, 0.0), (1.0, 1.0), (5.0, 3.0)))
    ]
    tables = MASTER | {
        "GlobalCurve": [{"ID": 900001, "Type": 0, "CurveID": 900001}],
        "CurvePoint": points,
    }
    async with master_realm() as bare:
        realm = replace(bare, client=MemoryClient(tables, MASTER_GAMETABLES))
        answer = await damage(realm, level=80, critRating=1400)
    assert answer.critical.from_rating == pytest.approx(1.5)
    assert not any("GlobalCurve" in note for note in answer.notes)


async def test_armor_of_master_needs_a_client_file() -> None:
    async with master_realm() as bare:
        without = await damage(bare, targetArmor=5000, critPercent=5)
        realm = replace(bare, client=MemoryClient(MASTER))
        known = await damage(realm, level=90, targetArmor=5000, critPercent=5)
    assert without.after_armor is None
    assert any("ExpectedStat" in note for note in without.notes)
    assert known.target.armor_reduction_percent == pytest.approx(59.3120, abs=1e-3)


NUMBERS = st.fixed_dictionaries(
    {
        "weaponDPS": st.floats(0, 1e7),
        "attackSpeed": st.floats(0.01, 20),
        "attackPower": st.floats(0, 1e8),
        "critRating": st.just(0),
        "critPercent": st.floats(0, 100),
        "level": st.integers(1, 255),
        "targetLevel": st.integers(1, 255),
        "dualWield": st.booleans(),
        "weaponSkill": st.integers(0, 1000),
    }
)


@given(NUMBERS)
@settings(max_examples=25)
async def test_numbers_of_any_size_make_a_whole_table(arguments: dict[str, Any]) -> None:
    async with wrath() as realm:
        answer = await damage(realm, **arguments)
    table = answer.outcomes.model_dump()
    assert all(0 <= share <= 100 for share in table.values())
    assert sum(table.values()) == pytest.approx(100)
    assert answer.before_armor.per_swing <= 2 * answer.swing.average + 0.01


@pytest.mark.realdata
async def test_a_boss_of_the_published_data(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        answer = await damage(realm, level=60, targetEntry=10363, critPercent=30)
    assert answer.target.creature is not None
    assert answer.target.creature.name == "General Drakkisath"
    assert answer.target.level == 62
    assert answer.target.armor is not None
    assert 3000 < answer.target.armor < 5000
    assert answer.outcomes.glancing == 18.0
