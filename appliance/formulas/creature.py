"""What a creature is worth at a level: health, mana, armor, damage.

TrinityCore computes these with 32-bit floats; so does this module, step by step, because the last
digit of a boss's health depends on it. The rates of worldserver.conf (Rate.Creature.*) are taken
as 1, as are auras and equipment: they are not in the database.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass

DEFAULT_ATTACK_TIME_MS = 2000
"""BASE_ATTACK_TIME: what ObjectMgr::CheckCreatureTemplate puts in place of 0."""
MAX_DAMAGE_FACTOR = 1.5
"""Weapon maximum over minimum (Creature::UpdateLevelDependantStats)."""
ATTACK_POWER_PER_DPS = 14.0
"""Attack power that adds one damage per second."""

MAX_LEVEL = 123
"""The greatest level ContentTuning may give (DBCEnums.h of master)."""
LEAST_SECONDS = 0.25
"""Master's least weight of an attack's time in its damage (Creature::CalculateMinMaxDamage)."""
ATTACK_POWER_PER_DPS_MASTER = 3.5

_FLOAT = struct.Struct("<f")


def float32(value: float) -> float:
    """The nearest number a 32-bit float can hold, as C++ stores it in a `float`."""
    rounded: float = _FLOAT.unpack(_FLOAT.pack(value))[0]
    return rounded


@dataclass(frozen=True, slots=True)
class BaseStats:
    """One row of creature_classlevelstats for one expansion.

    health: basehp0 … basehp2. damage: damage_base, damage_exp1, damage_exp2.
    """

    health: int
    mana: int
    armor: int
    attack_power: int
    ranged_attack_power: int
    damage: float


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What a creature template multiplies the base with; attack time in milliseconds."""

    health: float
    mana: float
    armor: float
    damage: float
    variance: float
    attack_time_ms: int


@dataclass(frozen=True, slots=True)
class Stats:
    """A creature at a level. Damage is one swing of the main hand before armor and auras."""

    health: int
    mana: int
    armor: int
    attack_power: int
    ranged_attack_power: int
    damage_min: float
    damage_max: float
    damage_per_second: float


def scaled(base: int, modifier: float) -> int:
    """Health, mana or armor: the base times the template's modifier, rounded up.

    Source (3.3.5): CreatureData.h, CreatureBaseStats::GenerateHealth, GenerateMana,
    GenerateArmor: uint32(ceil(base * modifier)), the product a float.
    """
    return math.ceil(float32(float32(base) * float32(modifier)))


def swing(
    base_damage: float,
    attack_power: int,
    *,
    variance: float,
    damage_modifier: float,
    attack_time_ms: int,
) -> tuple[float, float]:
    """Least and greatest damage of one swing, before armor and auras.

    Source (3.3.5): Creature.cpp, Creature::UpdateLevelDependantStats (weapon damage base to
    base * 1.5) and StatSystem.cpp, Creature::CalculateMinMaxDamage:
    ((weapon + attack power / 14 * variance) * DamageModifier * attack time in seconds).
    """
    seconds = float32((attack_time_ms or DEFAULT_ATTACK_TIME_MS) / 1000)
    weapon = float32(base_damage)
    bonus = float32(float32(attack_power / ATTACK_POWER_PER_DPS) * float32(variance))
    modifier = float32(damage_modifier)

    def one(weapon_damage: float) -> float:
        return float32(float32(float32(weapon_damage + bonus) * modifier) * seconds)

    return one(weapon), one(float32(weapon * MAX_DAMAGE_FACTOR))


def stats_at_level(base: BaseStats, modifiers: Modifiers) -> Stats:
    """Everything of one creature at one level, from the base row of that level.

    Source (3.3.5): Creature::UpdateLevelDependantStats, see `scaled` and `swing`.
    """
    low, high = swing(
        base.damage,
        base.attack_power,
        variance=modifiers.variance,
        damage_modifier=modifiers.damage,
        attack_time_ms=modifiers.attack_time_ms,
    )
    seconds = (modifiers.attack_time_ms or DEFAULT_ATTACK_TIME_MS) / 1000
    return Stats(
        health=scaled(base.health, modifiers.health),
        mana=scaled(base.mana, modifiers.mana),
        armor=scaled(base.armor, modifiers.armor),
        attack_power=base.attack_power,
        ranged_attack_power=base.ranged_attack_power,
        damage_min=low,
        damage_max=high,
        damage_per_second=(low + high) / 2 / seconds,
    )


def master_mana(base_mana: int, *modifiers: float, round_up: bool) -> int:
    """Greatest mana on master.

    Args:
        modifiers: 9.2: ManaModifier and ManaModifierExtra; later: the difficulty's ManaModifier.
        round_up: 9.2 rounds up (CreatureBaseStats::GenerateMana); later versions round to the
            nearest (Creature::UpdateMaxPower, std::lroundf).
    """
    value = float32(base_mana)
    for modifier in modifiers:
        value = float32(value * float32(modifier))
    return math.ceil(value) if round_up else math.floor(value + 0.5)


def content_tuning_level(level: int, adjustment: int) -> int | None:
    """A level of ContentTuning as the server reads it; None when it depends on its configuration.

    Args:
        adjustment: MinLevelType or MaxLevelType: 0 the level itself, 1 one more, 2 relative to
            the greatest level of the expansion worldserver.conf sets.

    Source (master): DB2Stores.cpp, DB2Manager::GetContentTuningData, ContentTuningCalcType.
    """
    if adjustment not in (0, 1):
        return None
    return min(max(level + adjustment, 1), MAX_LEVEL)


def expected_stat(base: float, mods: Iterable[float], class_mod: float | None = None) -> float:
    """A value of ExpectedStat.db2 with its modifiers, in 32-bit floats.

    Args:
        mods: of the content tuning, multiplied with one another first.
        class_mod: of the unit class, None where it has none.

    Source (master): DB2Stores.cpp, DB2Manager::EvaluateExpectedStat.
    """
    product = 1.0
    for mod in mods:
        product = float32(product * float32(mod))
    value = float32(float32(base) * product)
    return value if class_mod is None else float32(value * float32(class_mod))


def expected_health(expected: float, *modifiers: float, least: int = 1) -> int:
    """Greatest health on master.

    Args:
        modifiers: 9.2: HealthModifier and HealthModifierExtra; later: the difficulty's
            HealthModifier.
        least: 0 on 9.2.

    Source (master): Creature.cpp, Creature::GetMaxHealthByLevel.
    """
    return max(math.floor(_times(expected, modifiers)), least)


def expected_armor(expected: float, modifier: float) -> int:
    """Armor on master.

    Source (master): Creature.cpp, Creature::GetBaseArmorForLevel; StatSystem.cpp,
    Creature::UpdateArmor.
    """
    return math.floor(_times(expected, (modifier,)))


def expected_swing(
    expected_dps: float,
    attack_power: int,
    *,
    variance: float,
    damage_modifier: float,
    attack_time_ms: int,
) -> tuple[float, float]:
    """Least and greatest damage of one swing on master, before armor and auras.

    Source (master): Creature.cpp, Creature::UpdateLevelDependantStats (weapon damage is the
    expected damage per second, to 1.5 times as much); StatSystem.cpp,
    Creature::CalculateMinMaxDamage.
    """
    seconds = float32((attack_time_ms or DEFAULT_ATTACK_TIME_MS) / 1000)
    power = float32(attack_power / ATTACK_POWER_PER_DPS_MASTER)
    bonus = float32(power * float32(variance))

    def one(weapon: float) -> float:
        damage = float32(float32(weapon + bonus) * float32(damage_modifier))
        return float32(damage * max(seconds, LEAST_SECONDS))

    weapon = float32(expected_dps)
    return one(weapon), one(float32(weapon * MAX_DAMAGE_FACTOR))


def _times(value: float, modifiers: Iterable[float]) -> float:
    found = float32(value)
    for modifier in modifiers:
        found = float32(found * float32(modifier))
    return found
