"""What a spell's effect amounts to, before anything the caster's gear and auras add."""

from __future__ import annotations

from typing import NamedTuple


class Points(NamedTuple):
    """The least and the most an effect rolls."""

    least: float
    most: float


def rolled(base: float, die_sides: int) -> Points:
    """Base points and die of 3.3.5: no die adds nothing, others roll 1..sides or sides..1.

    Source: SpellEffectInfo::CalcValue (3.3.5), SpellInfo.cpp.
    """
    if die_sides == 0:
        return Points(base, base)
    return Points(base + min(1, die_sides), base + max(1, die_sides))


def varied(base: float, variance: float) -> Points:
    """Base points of master, which vary by half of `variance` to either side.

    Source: SpellEffectInfo::CalcValue (master), SpellInfo.cpp.
    """
    swing = abs(base * variance) / 2
    return Points(base - swing, base + swing)


def level_bonus(
    caster_level: int, spell_level: int, base_level: int, max_level: int, per_level: float
) -> int:
    """What a caster's level adds to the points of an effect; the server cuts it to an integer.

    The level counts from the spell's base level to its maximum (0: none), less the spell's level
    or its base level, whichever is higher. Source: SpellEffectInfo::CalcValue, SpellInfo.cpp.
    """
    level = caster_level
    if 0 < max_level < level:
        level = max_level
    elif level < base_level:
        level = base_level
    return int((level - max(base_level, spell_level)) * per_level)


def ticks(duration_ms: int, period_ms: int, *, at_once: bool = False) -> int:
    """How often a periodic effect acts, without haste; `at_once`: also when it is applied.

    Source: AuraEffect::CalculatePeriodic and GetTotalTicks, SpellAuraEffects.cpp.
    """
    if duration_ms <= 0 or period_ms <= 0:
        return 0
    return duration_ms // period_ms + at_once


def talent_points_wrath(level: int) -> int:
    """Talent points of a level at Rate.Talent 1: one for each level from 10 on.

    A death knight who has not left the map of its first quests yet has 1 for each level from 56 on
    and those that quests gave, at most as many as this. Source: Player::CalculateTalentsPoints
    (3.3.5), Player.cpp.
    """
    return max(0, level - 9)


def points_for_tier(tier: int) -> int:
    """Points that must be spent in a talent tree of 3.3.5 before its `tier` (0 is the first) opens.

    Source: Player::LearnTalent (3.3.5), Player.cpp.
    """
    return 5 * tier
