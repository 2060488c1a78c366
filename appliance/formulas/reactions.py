"""How a faction template meets another, and the ranks of reputation."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple

HOSTILE_BY_DEFAULT = 0x2000
"""FactionTemplate.Flags: hostile to everybody it knows nothing about."""
HIGHEST_STANDING = 42999
POINTS_IN_RANK = (36000, 3000, 3000, 3000, 6000, 12000, 21000, 1000)
"""Points of each rank from hated to exalted, counted from -42000."""


class Reaction(IntEnum):
    """ReputationRank."""

    HATED = 0
    HOSTILE = 1
    UNFRIENDLY = 2
    NEUTRAL = 3
    FRIENDLY = 4
    HONORED = 5
    REVERED = 6
    EXALTED = 7


class Side(StrEnum):
    """The two sides a player can be on."""

    ALLIANCE = "Alliance"
    HORDE = "Horde"


class Group(NamedTuple):
    """What a faction template says: masks of groups, and factions by id (0 for none)."""

    faction: int
    own: int
    friends: int
    enemies: int
    friend_factions: tuple[int, ...] = ()
    enemy_factions: tuple[int, ...] = ()
    flags: int = 0


PLAYERS = {
    Side.ALLIANCE: Group(faction=1, own=3, friends=2, enemies=12),
    Side.HORDE: Group(faction=2, own=5, friends=4, enemies=10),
}
"""Faction templates 1 and 2: a human's and an orc's."""


def rank_of(standing: int) -> Reaction:
    """The rank of a standing.

    Source (3.3.5): ReputationMgr::ReputationToRank.
    """
    limit = HIGHEST_STANDING + 1
    for rank in reversed(Reaction):
        limit -= POINTS_IN_RANK[rank]
        if standing >= limit:
            return rank
    return Reaction.HATED


def is_hostile(one: Group, other: Group) -> bool:
    """Whether `one` attacks `other`.

    Source (both branches): FactionTemplateEntry::IsHostileTo.
    """
    if other.faction:
        if other.faction in one.enemy_factions:
            return True
        if other.faction in one.friend_factions:
            return False
    return bool(one.enemies & other.own)


def is_friendly(one: Group, other: Group) -> bool:
    """Whether `one` helps `other`.

    Source (both branches): FactionTemplateEntry::IsFriendlyTo.
    """
    if other.faction:
        if other.faction in one.enemy_factions:
            return False
        if other.faction in one.friend_factions:
            return True
    return bool(one.friends & other.own or one.own & other.friends)


def reaction(one: Group, other: Group) -> Reaction:
    """How `one` meets `other`, without reputation.

    Source (both branches): Unit::GetFactionReactionTo, the part after reputation.
    """
    if is_hostile(one, other):
        return Reaction.HOSTILE
    if is_friendly(one, other) or is_friendly(other, one):
        return Reaction.FRIENDLY
    return Reaction.HOSTILE if one.flags & HOSTILE_BY_DEFAULT else Reaction.NEUTRAL
