"""Values of master's creatures: from the database alone, and with client files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.creatures.templates import templates
from appliance.gamedata.realm import Realm
from appliance.tools.creatures.profile_combat import fighting
from appliance.tools.creatures.profile_values import Fighting
from tests.support.client_rows.world import MASTER
from tests.support.master_creatures import LATEST, TEMPLATE
from tests.support.master_realm import master_realm, table

SHADOWLANDS = (
    TEMPLATE,
    table(
        "creature_template",
        "entry unit_class BaseAttackTime minlevel maxlevel HealthScalingExpansion",
        "name",
        "HealthModifier HealthModifierExtra ManaModifier ManaModifierExtra ArmorModifier "
        "DamageModifier BaseVariance",
    ),
    table(
        "creature_template_scaling",
        "Entry DifficultyID ContentTuningID LevelScalingDeltaMin LevelScalingDeltaMax",
    ),
    table("creature_classlevelstats", "level class basemana attackpower rangedattackpower"),
    """INSERT INTO creature_template VALUES
    (900001, 1, 0, 70, 70, 0, 'A Boss', 3, 0.5, 1, 1, 1.5, 2, 1),
    (900002, 1, 0, -53, -53, -1, 'A Shade', 3, 0.5, 1, 1, 1.5, 2, 1)""",
    "INSERT INTO creature_classlevelstats VALUES (70, 1, 500, 35, 7)",
)


@asynccontextmanager
async def realm_with(world: Sequence[str], *without: str) -> AsyncIterator[Realm]:
    tables = {name: rows for name, rows in MASTER.items() if name not in without}
    async with master_realm(world) as realm:
        yield replace(realm, client=MemoryClient(tables))


async def fight(world: Sequence[str], *without: str, entry: int = 900001) -> Fighting:
    async with realm_with(world, *without) as realm:
        return await fighting(realm, (await templates(realm, [entry]))[entry])


async def test_expected_values_times_modifiers() -> None:
    found = await fight(LATEST)
    assert found.levels is not None
    assert (found.levels.min, found.levels.max) == (70, 70)
    assert found.stats is not None
    (stats,) = found.stats.levels
    # Expected 1000 health, 100 armor, 10 damage a second; paladins have 0.5 of armor, the content
    # tuning gives twice the health.
    assert (stats.health, stats.mana, stats.armor) == (6000, 500, 75)
    assert (stats.damage_min, stats.damage_max, stats.damage_per_second) == (80.0, 100.0, 45.0)
    assert "EvaluateExpectedStat" in found.stats.formula
    assert [difficulty.content_tuning for difficulty in found.difficulties] == [
        900070,
        900070,
        900071,
    ]
    heroic = found.difficulties[1].stats
    assert heroic is not None
    # Level 71 of the latest expansion: 2000 health.
    assert (heroic.level, heroic.health) == (71, 24000)
    assert found.difficulties[2].stats is None
    assert found.notes == []


async def test_files_that_are_not_there_are_named() -> None:
    found = await fight(LATEST, "ExpectedStatMod")
    assert found.stats is not None
    (stats,) = found.stats.levels
    assert (stats.health, stats.mana, stats.attack_power) == (None, 500, 35)
    assert "EvaluateExpectedStat" not in found.stats.formula
    (note,) = found.notes
    assert note.endswith("ExpectedStatMod.db2")


async def test_levels_that_are_not_there_are_named() -> None:
    found = await fight(LATEST, "ContentTuning")
    assert (found.levels, found.stats) == (None, None)
    assert any("ContentTuning.db2" in note for note in found.notes)


async def test_shadowlands_keeps_modifiers_in_the_template() -> None:
    found = await fight(SHADOWLANDS)
    assert found.stats is not None
    (stats,) = found.stats.levels
    assert (stats.level, stats.health, stats.armor, stats.mana) == (70, 1500, 150, 500)


async def test_shadowlands_counts_some_levels_from_the_greatest() -> None:
    found = await fight(SHADOWLANDS, entry=900002)
    assert found.levels is not None
    assert (found.levels.min, found.levels.max) == (70, 70)


async def test_a_level_without_a_row_is_said() -> None:
    found = await fight((*LATEST, "DELETE FROM creature_classlevelstats"))
    assert found.stats is not None
    (stats,) = found.stats.levels
    assert (stats.health, stats.armor, stats.mana, stats.damage_min) == (6000, 75, None, None)
    assert any("level 70, unit class 2" in note for note in found.notes)


async def test_a_level_without_expected_values_counts_with_1() -> None:
    found = await fight(LATEST, "ExpectedStat")
    assert found.stats is not None
    tables = MASTER | {"ExpectedStat": [MASTER["ExpectedStat"][0] | {"Lvl": 5}]}
    async with master_realm(LATEST) as realm:
        realm = replace(realm, client=MemoryClient(tables))
        found = await fighting(realm, (await templates(realm, [900001]))[900001])
    assert found.stats is not None
    assert (found.stats.levels[0].health, found.stats.levels[0].armor) == (3, 1)
