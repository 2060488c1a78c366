"""What a player's attributes are worth (TrinityCore Player.cpp, StatSystem.cpp; 3.3.5).

Classes are given by number (1 warrior … 11 druid), chances in percent.
"""

from __future__ import annotations

import math

DODGE_CAP = {
    **dict.fromkeys((1, 2, 6), 88.129021),
    **dict.fromkeys((3, 4, 7), 145.560408),
    **dict.fromkeys((5, 8, 9), 150.375940),
    11: 116.890707,
}
"""What dodge from attributes and ratings tends to, in percent, by class (StatSystem.cpp)."""
PARRY_CAP = {**dict.fromkeys((1, 2, 6), 47.003525), **dict.fromkeys((3, 4, 7), 145.560408)}
"""The same of parry; classes that are missing cannot parry."""
DIMINISHING = {
    **dict.fromkeys((1, 2, 6), 0.956),
    **dict.fromkeys((3, 4, 7), 0.988),
    **dict.fromkeys((5, 8, 9), 0.983),
    11: 0.972,
}
"""How fast each class's avoidance diminishes (StatSystem.cpp, m_diminishing_k)."""
_FIRST = 20
"""Points of stamina and intellect that count single."""


def health_from_stamina(stamina: int) -> int:
    """Health that stamina adds. Source: StatSystem.cpp, Player::GetHealthBonusFromStamina."""
    first = min(stamina, _FIRST)
    return first + 10 * (stamina - first)


def mana_from_intellect(intellect: int) -> int:
    """Mana that intellect adds. Source: StatSystem.cpp, Player::GetManaBonusFromIntellect."""
    first = min(intellect, _FIRST)
    return first + 15 * (intellect - first)


def crit_percent(base: float, attribute: float, ratio: float) -> float:
    """Chance to crit from agility (melee) or intellect (spells), in percent.

    `base` is gtChanceTo…CritBase's number of the class, `ratio` gtChanceTo…Crit's of class and
    level. Source: Player.cpp, Player::GetMeleeCritFromAgility, GetSpellCritFromIntellect.
    """
    return (base + attribute * ratio) * 100


def diminished_percent(cap: float, k: float, diminishing: float, nondiminishing: float) -> float:
    """Chance to dodge or parry after diminishing returns, in percent.

    Source: StatSystem.cpp, CalculateDiminishingReturns.
    """
    return cap * diminishing / (diminishing + cap * k) + nondiminishing


def mana_per_second(spirit: float, intellect: float, ratio: float) -> float:
    """Mana a second from spirit, out of the five seconds after a cast, before rates.

    `ratio` is gtRegenMPPerSpt's number of class and level.
    Source: Player.cpp, Player::OCTRegenMPPerSpirit; StatSystem.cpp, Player::UpdateManaRegen.
    """
    return math.sqrt(intellect) * spirit * ratio
