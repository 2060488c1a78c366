"""A player's weapon swing: its damage and what it comes to on average."""

from __future__ import annotations

from typing import NamedTuple

from appliance.formulas.attack_table import ROLLS, Table
from appliance.formulas.creature import float32

ATTACK_POWER_PER_DPS_WRATH = 14.0
"""Attack power that adds one damage per second on 3.3.5 (StatSystem.cpp)."""
ATTACK_POWER_PER_DPS_MASTER = 3.5
"""The same on master."""
CRITICAL = 2.0
"""A critical swing does double damage on both branches (Unit::CalculateMeleeDamage)."""
NORMALIZED_SECONDS = {"dagger": 1.7, "one-hand": 2.4, "two-hand": 3.3}
"""The speed a normalized attack counts instead of the weapon's own (Unit::GetAPMultiplier)."""
_LEAST_SECONDS = 0.25


class Swing(NamedTuple):
    """One swing before armor; `bonus` is the part that attack power adds."""

    low: float
    high: float
    bonus: float

    @property
    def average(self) -> float:
        """The mean of all values the server may draw."""
        return (self.low + self.high) / 2


def swing(
    weapon_min: float,
    weapon_max: float,
    attack_power: float,
    seconds: float,
    per_dps: float = ATTACK_POWER_PER_DPS_WRATH,
) -> Swing:
    """Least and greatest damage of a main hand swing, without auras that add or multiply.

    `seconds` is the weapon's speed, or the normalized one for attacks that are normalized.

    Source (both branches): StatSystem.cpp, Player::CalculateMinMaxDamage; Unit.cpp,
    Unit::GetAPMultiplier.
    """
    speed = max(float32(seconds), _LEAST_SECONDS)
    bonus = float32(float32(float32(max(attack_power, 0.0)) / per_dps) * speed)
    return Swing(float32(float32(weapon_min) + bonus), float32(float32(weapon_max) + bonus), bonus)


def expected(
    average: float, table: Table, *, glancing_factor: float, blocked: float, blocked_part: float
) -> float:
    """Mean damage of one swing over everything the roll may come to.

    Args:
        average: mean damage of a plain hit after armor.
        blocked: damage a block takes away (3.3.5).
        blocked_part: the part of the hit a block takes away (master), 0 to 1.

    Source (both branches): Unit.cpp, Unit::CalculateMeleeDamage.
    """
    after_block = max(average * (1.0 - blocked_part) - blocked, 0.0)
    total = (
        table.hit * average
        + table.critical * average * CRITICAL
        + table.glancing * average * glancing_factor
        + table.block * after_block
    )
    return total / ROLLS
