"""How much of a physical hit armor takes away, on both branches.

TrinityCore computes in 32-bit floats and turns the result into a whole number: 3.3.5 rounds up,
master cuts off. Auras that ignore armor are not in here: they belong to the attacker.
"""

from __future__ import annotations

import math

from appliance.formulas.creature import float32

CAP_WRATH = 0.75
"""Most that armor takes away on 3.3.5."""
CAP_MASTER = 0.85
"""Most that armor takes away on master."""
_LAST_FLAT_LEVEL = 59
_STEEP = 4.5
"""What each level beyond 59 counts more (Unit::CalcArmorReducedDamage)."""


def level_term(attacker_level: int) -> float:
    """The attacker's level as the formula of 3.3.5 counts it: levels beyond 59 weigh 5.5-fold.

    Source (3.3.5): Unit.cpp, Unit::CalcArmorReducedDamage.
    """
    if attacker_level <= _LAST_FLAT_LEVEL:
        return float(attacker_level)
    return float32(attacker_level + _STEEP * (attacker_level - _LAST_FLAT_LEVEL))


def reduction_wrath(armor: float, attacker_level: int) -> float:
    """The part of a hit that armor takes away on 3.3.5, 0 to 0.75.

    Source (3.3.5): Unit.cpp, Unit::CalcArmorReducedDamage: x = 0.1 * armor / (8.5 * L' + 40),
    reduction = x / (1 + x).
    """
    against = float32(float32(8.5 * level_term(attacker_level)) + 40.0)
    share = float32(float32(float32(0.1) * float32(max(armor, 0.0))) / against)
    share = float32(share / float32(1.0 + share))
    return min(share, CAP_WRATH)


def reduction_master(armor: float, armor_constant: float) -> float:
    """The part of a hit that armor takes away on master, 0 to 0.85.

    `armor_constant` is ExpectedStat.ArmorConstant of the attacker's level times its modifiers.

    Source (master): Unit.cpp, Unit::CalcArmorReducedDamage: armor / (armor + constant).
    """
    armor, armor_constant = float32(max(armor, 0.0)), float32(armor_constant)
    if armor <= 0.0 or armor + armor_constant == 0.0:
        return 0.0
    return min(float32(armor / float32(armor + armor_constant)), float32(CAP_MASTER))


def reduced_damage_wrath(damage: int, armor: float, attacker_level: int) -> int:
    """What a hit leaves after armor on 3.3.5, rounded up.

    Source (3.3.5): Unit.cpp, Unit::CalcArmorReducedDamage.
    """
    left = float32(1.0 - reduction_wrath(armor, attacker_level))
    return math.ceil(max(float32(float32(damage) * left), 0.0))


def reduced_damage_master(damage: int, armor: float, armor_constant: float) -> int:
    """What a hit leaves after armor on master, cut off to a whole number.

    Source (master): Unit.cpp, Unit::CalcArmorReducedDamage.
    """
    if armor <= 0.0:
        return damage
    left = float32(1.0 - reduction_master(armor, armor_constant))
    return int(max(float32(float32(damage) * left), 0.0))


def penetrable(armor: float, victim_level: int) -> float:
    """The armor that 100 % of armor penetration ignores.

    Source (both branches): Unit.cpp, Unit::CalcArmorReducedDamage, its CR_ARMOR_PENETRATION part:
    at most a third of armor and a constant of the victim's level, and never more than the armor.
    """
    constant = 400.0 + 85.0 * victim_level
    if victim_level > _LAST_FLAT_LEVEL:
        constant += _STEEP * 85.0 * (victim_level - _LAST_FLAT_LEVEL)
    armor = float32(armor)
    return min(float32(float32(armor + float32(constant)) / 3.0), armor)


def after_penetration(armor: float, victim_level: int, percent: float) -> float:
    """The armor that counts against an attacker with `percent` of armor penetration (0 to 100).

    Source (both branches): Unit.cpp, Unit::CalcArmorReducedDamage, its CR_ARMOR_PENETRATION part.
    """
    percent = min(max(percent, 0.0), 100.0)
    ignored = float32(float32(penetrable(armor, victim_level) * float32(percent)) / 100.0)
    return max(float32(float32(armor) - ignored), 0.0)
