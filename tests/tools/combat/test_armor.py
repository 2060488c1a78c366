from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.combat.armor import ArmorAnswer, calculate_armor_mitigation
from tests.support.client_rows.combat import MASTER, WRATH_GAMETABLES
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm
from tests.support.realms import context_of


async def mitigation(realm: Realm, **arguments: Any) -> ArmorAnswer:
    query = calculate_armor_mitigation.input_type.model_validate(arguments)
    return await calculate_armor_mitigation.function(query, context_of(realm))


async def wrath(**arguments: Any) -> ArmorAnswer:
    async with demo_realm() as bare:
        realm = replace(bare, client=MemoryClient({}, WRATH_GAMETABLES))
        return await mitigation(realm, **arguments)


async def test_the_formula_of_335_counts_levels_beyond_59_more() -> None:
    answer = await wrath(rawDamage=1000, armor=5000, attackerLevel=80)
    assert answer.reduction_percent == pytest.approx(24.7127, abs=1e-4)
    assert (answer.damage_taken, answer.damage_prevented) == (753, 247)
    assert (answer.capped, answer.cap_percent) == (False, 75.0)
    assert answer.armor_at_cap == 45697.5
    assert "attacker level 80 (L = 174.5)" in answer.formulas[0].inputs


async def test_the_cap_of_335() -> None:
    answer = await wrath(rawDamage=1000.0, armor=45_697.5, attackerLevel=80)
    assert (answer.damage_taken, answer.capped) == (250, True)


async def test_armor_penetration_by_percent_and_by_rating() -> None:
    direct = await wrath(
        rawDamage=1000,
        armor=10643,
        attackerLevel=80,
        victimLevel=83,
        armorPenetrationPercent=100,
    )
    rated = await wrath(
        rawDamage=1000,
        armor=10643,
        attackerLevel=80,
        victimLevel=83,
        armorPenetrationRating=1400,
        classId=3,
    )
    assert direct.effective_armor == rated.effective_armor
    assert direct.effective_armor == pytest.approx(10643 - (10643 + 16635) / 3, abs=0.01)
    assert [formula.of for formula in rated.formulas] == [
        "armor penetration",
        "effectiveArmor",
        "damageTaken",
    ]
    assert "class scalar 1.1" in rated.formulas[0].inputs


async def test_a_rating_without_its_file_is_unavailable() -> None:
    async with demo_realm() as realm:
        with pytest.raises(Unavailable, match="CombatRatings"):
            await mitigation(
                replace(realm, client=MemoryClient()),
                rawDamage=1,
                armor=1,
                attackerLevel=80,
                victimLevel=80,
                armorPenetrationRating=5,
            )


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"armorPenetrationPercent": 5}, "victimLevel"),
        (
            {"armorPenetrationPercent": 5, "armorPenetrationRating": 5, "victimLevel": 80},
            "armorPenetrationRating",
        ),
        ({"unitClass": 3}, "unitClass"),
        ({"unitClass": 1, "classId": 1}, "classId and unitClass"),
    ],
)
async def test_arguments_that_do_not_fit(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument, match=field):
        await wrath(rawDamage=1, armor=1, attackerLevel=80, **arguments)


async def test_master_counts_with_the_armor_constant() -> None:
    async with master_realm() as bare:
        realm = replace(bare, client=MemoryClient(MASTER))
        answer = await mitigation(realm, rawDamage=100_000, armor=5000, attackerLevel=90)
        capped = await mitigation(realm, rawDamage=1000, armor=10**6, attackerLevel=90)
        unknown = await mitigation(realm, rawDamage=1000, armor=10, attackerLevel=250)
    assert (answer.damage_taken, answer.armor_constant) == (40688, 3430.0)
    assert (capped.damage_taken, capped.capped) == (149, True)
    assert unknown.armor_constant == 1.0
    assert any("no row for level 250" in note for note in unknown.notes)


async def test_an_argument_that_changes_nothing_is_named() -> None:
    answer = await wrath(rawDamage=1, armor=1, attackerLevel=80, victimLevel=80, classId=4)
    assert answer.notes[1:] == ["victimLevel changes nothing here", "classId changes nothing here"]
    creature = await wrath(rawDamage=1, armor=1, attackerLevel=80, unitClass=4)
    assert creature.notes[1:] == ["unitClass changes nothing here"]


async def test_the_attackers_class_counts_on_master() -> None:
    mods = [MASTER["ExpectedStatMod"][0] | {"ID": 3, "ArmorConstantMod": 2.0}]
    async with master_realm() as bare:
        realm = replace(bare, client=MemoryClient(MASTER | {"ExpectedStatMod": mods}))
        plain = await mitigation(realm, rawDamage=1000, armor=5000, attackerLevel=90)
        player = await mitigation(realm, rawDamage=1000, armor=5000, attackerLevel=90, classId=4)
        creature = await mitigation(
            realm, rawDamage=1000, armor=5000, attackerLevel=90, unitClass=4
        )
    assert player.armor_constant == creature.armor_constant
    assert (plain.armor_constant, player.armor_constant) == (3430.0, 6860.0)


async def test_master_without_its_file_is_unavailable() -> None:
    async with master_realm() as realm:
        with pytest.raises(Unavailable, match="ExpectedStat"):
            await mitigation(realm, rawDamage=1000, armor=10, attackerLevel=80)
        with pytest.raises(Unavailable, match="no such rating"):
            await mitigation(
                realm,
                rawDamage=1,
                armor=1,
                attackerLevel=80,
                victimLevel=80,
                armorPenetrationRating=5,
            )
