from __future__ import annotations

from appliance.gamedata.creatures.templates import Template, templates
from appliance.gamedata.realm import Realm
from appliance.tools.creatures.profile_combat import fighting
from appliance.tools.creatures.profile_values import Fighting
from tests.support.demo_worlds import demo_realm

STATS = """
INSERT INTO creature_classlevelstats (level, class, basehp0, basehp1, basehp2, basemana, basearmor,
    attackpower, rangedattackpower, damage_base, damage_exp1, damage_exp2) VALUES
(200, 1, 1000, 2000, 3000, 0, 500, 140, 70, 10, 20, 30),
(201, 1, 1001, 2001, 3001, 0, 501, 140, 70, 10, 20, 30)
"""
TEMPLATE = """
INSERT INTO creature_template (entry, name, minlevel, maxlevel, exp, unit_class, BaseAttackTime,
    RangeAttackTime, HealthModifier, ArmorModifier, DamageModifier, difficulty_entry_2,
    difficulty_entry_3, mingold, maxgold, lootid, type) VALUES
(200001, 'Someone', 201, 200, {exp}, {unit_class}, 0, 2000, 2, 1.5, 3, 200002, 200003, 0, 70, 9, 7)
"""
COPY = """
INSERT INTO creature_template (entry, name, minlevel, maxlevel, exp, unit_class, BaseAttackTime,
    RangeAttackTime, HealthModifier, type) VALUES
(200002, 'Someone (2)', 200, 201, 2, 1, 2000, 2000, 4, 7)
"""


async def someone(realm: Realm) -> Template:
    return (await templates(realm, [200001]))[200001]


async def fight(exp: int = 1, unit_class: int = 1) -> Fighting:
    row = TEMPLATE.format(exp=exp, unit_class=unit_class)
    async with demo_realm(STATS, row, COPY) as realm:
        return await fighting(realm, await someone(realm))


async def test_values_at_both_ends_of_the_levels() -> None:
    found = await fight()
    assert found.levels is not None
    assert (found.levels.min, found.levels.max) == (200, 201)
    assert found.stats is not None
    low, high = found.stats.levels
    assert (low.level, low.health, low.armor, low.mana) == (200, 4000, 750, 0)
    assert (high.level, high.health, high.armor) == (201, 4002, 752)
    assert (low.damage_min, low.damage_max) == (180.0, 240.0)
    assert low.damage_per_second == 105.0
    assert (low.attack_power, low.ranged_attack_power) == (140, 70)
    assert found.notes == []


async def test_the_expansion_picks_the_column() -> None:
    for exp, health in ((0, 2000), (1, 4000), (2, 6000), (7, 2000)):
        stats = (await fight(exp=exp)).stats
        assert stats is not None
        assert stats.levels[0].health == health, exp


async def test_an_unknown_unit_class_is_a_warrior_to_the_server() -> None:
    stats = (await fight(unit_class=7)).stats
    assert stats is not None
    assert stats.levels[0].health == 4000


async def test_what_the_level_table_lacks_is_said() -> None:
    found = await fight(unit_class=8)
    assert found.stats is None
    assert [note for note in found.notes if "level 200, unit class 8" in note]


async def test_other_difficulties_are_templates_of_their_own() -> None:
    second, third = (await fight()).difficulties
    assert (second.difficulty.id, second.difficulty.name) == (2, "10-player heroic")
    assert second.template is not None
    assert second.template.name == "Someone (2)"
    assert second.stats is not None
    assert (second.stats.level, second.stats.health) == (201, 12004)
    assert second.modifiers is not None
    assert second.modifiers.health == 4.0
    assert third.difficulty.name == "25-player heroic"
    assert third.template is not None
    assert (third.template.id, third.template.name, third.stats) == (200003, None, None)


async def test_gold_and_loot_ids() -> None:
    found = await fight()
    assert found.gold is not None
    assert (found.gold.min.copper, found.gold.max.text) == (0, "70c")
    assert found.loot_ids is not None
    assert (found.loot_ids.creature, found.loot_ids.skinning) == (9, None)
