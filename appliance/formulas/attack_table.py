"""One roll of 10,000 decides what becomes of a player's weapon swing at a creature.

Unit::RollMeleeOutcomeAgainst asks in order: miss, dodge, parry, glancing blow, block, critical
hit; what is left is a plain hit. Each chance is a 32-bit float of percent that is cut off to
hundredths of a percent. The two branches compute the chances differently: 3.3.5 by skill, master
by level. Auras of either side count as none.
"""

from __future__ import annotations

from typing import NamedTuple

from appliance.formulas.creature import float32

ROLLS = 10_000
"""Hundredths of a percent in one roll."""
DUAL_WIELD_MISS = 19.0
"""What an off-hand weapon adds to the chance to miss of plain swings."""
SKILL_PER_LEVEL = 5
MASTER_HIT = 7.5
"""Percent of hit every player of master has (Player's constructor, m_modMeleeHitChance)."""
MASTER_EXPERTISE = 7.5
"""Percent of dodge and parry every player of master takes away with a main hand or off hand
(Player::GetExpertiseDodgeOrParryReduction)."""
MASTER_BLOCKED = 0.3
"""What a blocking creature takes away on master (Unit::GetBlockPercent)."""
GLANCING_CAP = 40.0
_MISS = 5.0
_PER_SKILL = 0.1
_SMALL_GAP = 10
_YOUNG = 10


class Chances(NamedTuple):
    """Chances in percent, each by itself and none below 0, before they share one roll."""

    miss: float
    dodge: float
    parry: float
    glancing: float
    block: float
    critical: float


class Table(NamedTuple):
    """What one swing comes to, in hundredths of a percent; the sum is 10,000."""

    miss: int
    dodge: int
    parry: int
    glancing: int
    block: int
    critical: int
    hit: int


def shares(chances: Chances) -> Table:
    """The chances put into one roll, one after the other; the later ones get what is left.

    Source (both branches): Unit.cpp, Unit::RollMeleeOutcomeAgainst.
    """
    left = ROLLS
    taken: list[int] = []
    for percent in chances:
        share = min(max(int(float32(float32(percent) * 100.0)), 0), left)
        taken.append(share)
        left -= share
    return Table._make([*taken, left])


def _by_gap(gap: int, per_point_beyond: float) -> float:
    """What defence skill beyond weapon skill adds: 0.1 a point up to 10 points, then more."""
    if gap <= _SMALL_GAP:
        return float32(gap * float32(_PER_SKILL))
    return float32(1.0 + float32((gap - _SMALL_GAP) * float32(per_point_beyond)))


def miss_wrath(gap: int, *, dual_wield: bool, victim_level: int, hit_percent: float) -> float:
    """Percent of plain swings at a creature that miss.

    `gap` is the creature's skill (5 a level) less the player's weapon skill.

    Source (3.3.5): Unit.cpp, Unit::MeleeSpellMissChance.
    """
    chance = _MISS + (DUAL_WIELD_MISS if dual_wield else 0.0)
    chance = float32(chance + _by_gap(gap, 0.4))
    if victim_level < _YOUNG:
        chance = float32(chance * float32(victim_level / _YOUNG))
    return max(float32(chance - float32(hit_percent)), 0.0)


def dodge_wrath(gap: int, expertise: float = 0.0) -> float:
    """Percent of swings a creature dodges; 4 points of expertise take 1 % away.

    Source (3.3.5): Unit.cpp, Unit::GetUnitDodgeChance.
    """
    return max(float32(float32(5.0 + _by_gap(gap, _PER_SKILL)) - float32(expertise / 4.0)), 0.0)


def parry_wrath(gap: int, expertise: float = 0.0) -> float:
    """Percent of swings from the front a creature parries.

    Source (3.3.5): Unit.cpp, Unit::GetUnitParryChance.
    """
    return max(float32(float32(5.0 + _by_gap(gap, 1.6)) - float32(expertise / 4.0)), 0.0)


def block_wrath(gap: int) -> float:
    """Percent of swings from the front a creature blocks.

    Source (3.3.5): Unit.cpp, Unit::GetUnitBlockChance.
    """
    return max(float32(5.0 + _by_gap(gap, _PER_SKILL)), 0.0)


def glancing_wrath(gap: int) -> float:
    """Percent of swings at a creature of higher level that only glance.

    `gap` counts weapon skill beyond the attacker's level's as that level's. Against a creature of
    the same or a lower level there are none at all; the caller knows.

    Source (3.3.5): Unit.cpp, Unit::RollMeleeOutcomeAgainst.
    """
    return min(max((600 + gap * 120) / 100, 0.0), GLANCING_CAP)


def critical_wrath(gap: int, critical_percent: float) -> float:
    """Percent of critical swings against a creature, from the chance on the character sheet.

    Source (3.3.5): Unit.cpp, Unit::GetUnitCriticalChanceTaken.
    """
    bonus = float32(-gap * float32(0.12))
    if gap >= 15:
        bonus = float32(bonus - 3.0)
    return max(float32(float32(critical_percent) + bonus), 0.0)


def glancing_factor_wrath(levels_above: int) -> float:
    """What is left of a glancing blow on average.

    The server draws a whole percent between 10 * n - 10 and 10 * n, n levels up to 3.

    Source (3.3.5): Unit.cpp, Unit::CalculateMeleeDamage.
    """
    return 1.0 - (min(levels_above, 3) * 10 - 5) / 100


def wrath(
    *,
    level: int,
    victim_level: int,
    weapon_skill: int,
    critical_percent: float,
    hit_percent: float = 0.0,
    expertise: float = 0.0,
    dual_wield: bool = False,
    from_behind: bool = False,
) -> Chances:
    """The chances of a player's plain swing at a creature on 3.3.5.

    From behind a creature can still dodge, but neither parry nor block.

    Source (3.3.5): Unit.cpp, Unit::RollMeleeOutcomeAgainst and the functions it asks.
    """
    defence = victim_level * SKILL_PER_LEVEL
    gap = defence - weapon_skill
    capped = defence - min(weapon_skill, level * SKILL_PER_LEVEL)
    return Chances(
        miss=miss_wrath(
            gap, dual_wield=dual_wield, victim_level=victim_level, hit_percent=hit_percent
        ),
        dodge=dodge_wrath(gap, expertise),
        parry=0.0 if from_behind else parry_wrath(gap, expertise),
        glancing=glancing_wrath(capped) if level < victim_level else 0.0,
        block=0.0 if from_behind else block_wrath(gap),
        critical=critical_wrath(gap, critical_percent),
    )


def _by_level(base: float, levels_above: int) -> float:
    return base + 1.5 * max(levels_above, 0)


def master(
    *,
    level: int,
    victim_level: int,
    critical_percent: float,
    hit_percent: float = 0.0,
    expertise: float = 0.0,
    dual_wield: bool = False,
    from_behind: bool = False,
) -> Chances:
    """The chances of a player's plain swing at a creature on master.

    `hit_percent` and `expertise` come on top of the 7.5 % every player has of either.

    Source (master): Unit.cpp, Unit::RollMeleeOutcomeAgainst, MeleeSpellMissChance,
    GetUnitDodgeChance, GetUnitParryChance, GetUnitBlockChance; Player.cpp,
    GetExpertiseDodgeOrParryReduction.
    """
    above = victim_level - level
    less = MASTER_EXPERTISE + expertise / 4.0
    miss = _MISS + (DUAL_WIELD_MISS if dual_wield else 0.0) - MASTER_HIT - hit_percent
    return Chances(
        miss=max(float32(miss), 0.0),
        dodge=max(float32(_by_level(3.0, above) - less), 0.0),
        parry=0.0 if from_behind else max(float32(_by_level(6.0, above) - less), 0.0),
        glancing=10.0 + 10.0 * above if above > 3 else 0.0,
        block=0.0 if from_behind else _by_level(3.0, above),
        critical=max(float32(critical_percent), 0.0),
    )


def glancing_factor_master(levels_above: int) -> float:
    """What is left of a glancing blow.

    Source (master): Unit.cpp, Unit::CalculateMeleeDamage.
    """
    return 1.0 - 0.1 * min(max(levels_above, 0), 3)
