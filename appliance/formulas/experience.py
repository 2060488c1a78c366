"""Experience for kills, exploration and rest.

TrinityCore computes with 32-bit floats where C++ says `float`; so does this module. Scripts and
auras may change every number; rates of worldserver.conf are arguments, 1 by default there.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from appliance.formulas.creature import float32

ELITE_FACTOR = 2.0
ELITE_IN_DUNGEON_FACTOR = 2.75
MOST_LEVELS_ABOVE = 4
"""More levels than these above the player's own do not add to a kill's experience."""
EXPLORATION_SPAN = 5
"""Levels above or below an area's within which its discovery gives the area's full experience."""
OFFLINE_WILD = 0.031
OFFLINE_RESTING = 0.125
"""Parts of the full pace at which rest grows offline, in the wild and in an inn or city."""
_REST_SECONDS = 72_000
_REST_CAP = 1.5 / 2

_ZERO_LEVELS = (8, 10, 12, 16, 20, 30, 40, 45, 50, 55, 60)
_ZERO_LEVELS_MASTER = (4, *_ZERO_LEVELS[1:])
_ZERO_DIFFERENCES = (5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17)
_GROUP_RATES = {3: 1.166, 4: 1.3}
_FULL_GROUP_RATE = 1.4


class Content(IntEnum):
    """What a kill's experience starts from on 3.3.5, by the expansion a map belongs to."""

    CLASSIC = 45
    OUTLAND = 235
    NORTHREND = 580


class XpRow(NamedTuple):
    """A level's row of master's GameTable xp.txt."""

    per_kill: float
    divisor: float


def content_of_map(virtual_map: int, expansion: int) -> Content:
    """The content a place belongs to (3.3.5).

    Args:
        virtual_map: the map itself; on maps 530 and 571 DisplayMapID of the zone's WorldMapArea
            row unless it is negative: the newer races' first zones count as the old continents.
        expansion: ExpansionID of Map.dbc.

    Source (3.3.5): DBCStores.cpp, GetContentLevelsForMapAndZone.
    """
    if virtual_map < 2:
        return Content.CLASSIC
    return {1: Content.OUTLAND, 2: Content.NORTHREND}.get(expansion, Content.CLASSIC)


def gray_level_wrath(player_level: int) -> int:
    """The greatest level at which creatures give nothing.

    Source (3.3.5): Formulas.h, Trinity::XP::GetGrayLevel.
    """
    if player_level <= 5:
        return 0
    if player_level <= 39:
        return player_level - 5 - player_level // 10
    if player_level <= 59:
        return player_level - 1 - player_level // 5
    return player_level - 9


def gray_level_master(player_level: int) -> int:
    """The greatest level at which creatures give nothing.

    Source (master): Formulas.h, Trinity::XP::GetGrayLevel.
    """
    if player_level < 7:
        return 0
    if player_level < 35:
        fives = max(0, player_level // 5 - 2)
        return player_level - 7 - (fives - 1)
    return player_level - 10


def zero_difference_wrath(player_level: int) -> int:
    """So many levels below the player's own a kill would give nothing.

    Source (3.3.5): Formulas.h, Trinity::XP::GetZeroDifference.
    """
    return _ZERO_DIFFERENCES[bisect_right(_ZERO_LEVELS, player_level)]


def zero_difference_master(player_level: int) -> int:
    """So many levels below the player's own a kill would give nothing.

    Source (master): Formulas.h, Trinity::XP::GetZeroDifference.
    """
    return _ZERO_DIFFERENCES[bisect_right(_ZERO_LEVELS_MASTER, player_level)]


def kill_base_wrath(player_level: int, creature_level: int, content: Content) -> int:
    """Experience of a kill before what the creature and the rates multiply it with.

    Source (3.3.5): Formulas.h, Trinity::XP::BaseGain, with MinCreatureScaledXPRatio 0.
    """
    base = player_level * 5 + content
    if creature_level >= player_level:
        above = min(creature_level - player_level, MOST_LEVELS_ABOVE)
        return (base * (20 + above) // 10 + 1) // 2
    if creature_level <= gray_level_wrath(player_level):
        return 0
    zero = zero_difference_wrath(player_level)
    return base * (zero + creature_level - player_level) // zero


def kill_base_master(
    player_level: int, creature_level: int, player_row: XpRow, creature_row: XpRow
) -> int:
    """Experience of a kill before what the creature and the rates multiply it with.

    Args:
        player_row, creature_row: xp.txt at the player's and at the creature's level.

    Source (master): Formulas.h, Trinity::XP::BaseGain, with MinCreatureScaledXPRatio 0.
    """
    if creature_level >= player_level:
        above = min(creature_level - player_level, MOST_LEVELS_ABOVE)
        factor = float32(1 + float32(float32(0.05) * above))
        return _rounded(float32(float32(player_row.per_kill) * factor))
    if creature_level <= gray_level_master(player_level):
        return 0
    zero = zero_difference_master(player_level)
    below = float32((player_level - creature_level) / zero)
    divisors = float32(float32(creature_row.divisor) / float32(player_row.divisor))
    factor = float32(float32(1 - below) * divisors)
    return _rounded(float32(float32(creature_row.per_kill) * factor))


def expansion_of_level(level: int, current: int) -> int:
    """The expansion a level belongs to: 0 below 60, 1 below 70, 2 below 80, else `current`.

    Source (master): Formulas.h, Trinity::GetExpansionForLevel.
    """
    return next((number for number, top in enumerate((60, 70, 80)) if level < top), current)


def old_expansion_share(base: int) -> int:
    """What is left of a kill's base when the creature is of an older expansion than the player.

    Source (master): Formulas.h, Trinity::XP::Gain.
    """
    return _rounded(float32(base / 10))


def kill_xp(
    base: int,
    *,
    elite: bool = False,
    dungeon: bool = False,
    modifier: float = 1.0,
    rate: float = 1.0,
) -> int:
    """Experience of one player's kill.

    Args:
        modifier: creature_template.ExperienceModifier. rate: Rate.XP.Kill.

    Source (both branches): Formulas.h, Trinity::XP::Gain. Totems, pets, critters and creatures
    with CREATURE_FLAG_EXTRA_NO_XP give nothing; that is the caller's to know.
    """
    factor = (ELITE_IN_DUNGEON_FACTOR if dungeon else ELITE_FACTOR) if elite else 1.0
    factor = float32(float32(factor * float32(modifier)) * float32(rate))
    return int(float32(base * factor))


def group_rate(members: int, *, raid: bool = False) -> float:
    """What a kill's experience is multiplied with before a group shares it.

    Args:
        members: those alive and near. raid: a raid group in a raid dungeon.

    Source (both branches): Formulas.h, Trinity::XP::xp_in_group_rate.
    """
    if raid or members <= 2:
        return 1.0
    return _GROUP_RATES.get(members, _FULL_GROUP_RATE)


def group_share(xp: int, rate: float, level: int, level_sum: int, *, gray_to_some: bool) -> int:
    """One member's experience for a kill.

    Args:
        xp: of the highest member to whom the creature is not gray; who is above that member's
            level gets nothing. rate: `group_rate`. level_sum: of those alive and near.
        gray_to_some: the creature is gray to the highest member: all others get half.

    Source (both branches): KillRewarder.cpp, KillRewarder::_RewardPlayer, _RewardXP.
    """
    share = float32(float32(float32(rate) * float32(level)) / level_sum)
    if gray_to_some:
        return int(float32(float32(xp * share) / 2)) + 1
    return int(float32(xp * share))


def exploration_xp(
    player_level: int, area_level: int, base: Mapping[int, int], rate: float = 1.0
) -> int:
    """Experience for discovering an area.

    Args:
        area_level: ExplorationLevel of AreaTable; 0 and below give nothing.
        base: exploration_basexp by level. rate: Rate.XP.Explore.

    Source (both branches): Player.cpp, Player::CheckAreaExploreAndOutdoor, with
    MinDiscoveredScaledXPRatio 0.
    """
    if area_level <= 0:
        return 0
    difference = player_level - area_level
    if difference < -EXPLORATION_SPAN:
        return int(float32(base.get(player_level + EXPLORATION_SPAN, 0) * float32(rate)))
    percent = 100 - max(0, difference - EXPLORATION_SPAN) * 5
    found = base.get(area_level, 0) * max(0, percent) // 100
    return int(float32(found * float32(rate)))


def rest_cap(next_level_xp: int) -> float:
    """The most rest a player can have.

    Source (both branches): 3.3.5 Player.cpp, Player::SetRestBonus; master RestMgr.cpp.
    """
    return next_level_xp * _REST_CAP


def rest_bonus_offline(
    next_level_xp: int, seconds: float, *, resting: bool, rate: float = 1.0
) -> float:
    """The rest that grows while a player is offline, up to `rest_cap`.

    Args:
        next_level_xp: what the player's level needs in all. resting: logged out in an inn or
            city. rate: Rate.Rest.Offline.InTavernOrCity or Rate.Rest.Offline.InWilderness.

    Source (both branches): 3.3.5 Player.cpp, Player::LoadFromDB; master RestMgr.cpp.
    """
    pace = (OFFLINE_RESTING if resting else OFFLINE_WILD) * rate
    return min(seconds * next_level_xp / _REST_SECONDS * pace, rest_cap(next_level_xp))


def rested_extra(xp: int, rest: float) -> int:
    """What rest adds to a kill's experience; as much rest is used up.

    Source (both branches): 3.3.5 Player.cpp, Player::GetXPRestBonus; master RestMgr.cpp.
    """
    return min(int(rest), xp)


def _rounded(value: float) -> int:
    """C++'s round of a number that is not negative: half away from zero."""
    return math.floor(value + 0.5)
