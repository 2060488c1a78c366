"""Which spells share diminishing returns: by their mechanics (3.3.5)."""

from __future__ import annotations

from collections.abc import Collection

CHARM, DISARM, FEAR, ROOT, SILENCE, SLEEP = 1, 3, 5, 7, 9, 10
STUN, KNOCKOUT, POLYMORPH, BANISH, SHACKLE, HORROR, SAPPED = 12, 14, 17, 18, 20, 24, 30
"""Mechanics."""
NONE = 0
BLAST_WAVE_ICON = 292

_GROUPS = (
    ((CHARM,), 12),
    ((SILENCE,), 16),
    ((SLEEP,), 17),
    ((SAPPED, POLYMORPH, SHACKLE, KNOCKOUT), 8),
    ((DISARM,), 7),
    ((FEAR,), 10),
    ((STUN,), 4),
    ((BANISH,), 1),
    ((ROOT,), 5),
    ((HORROR,), 11),
)
"""Mechanics and their DiminishingGroup, in the order in which the server asks."""
TAUNT_WRATH = 18
TAUNT_MASTER = 7


def group_of_mechanics(mechanics: Collection[int], *, icon: int = 0) -> int:
    """DiminishingGroup of a spell that is cast, by the mechanics of it and of its effects.

    The server asks for spells of some classes by their family first (Cyclone, Charge, Scatter
    Shot …): those are not told apart here. Blast Wave's knockout counts for nothing.
    Source: SpellInfo::DiminishingGroupCompute (3.3.5), SpellInfo.cpp.
    """
    known = set(mechanics)
    if icon == BLAST_WAVE_ICON:
        known.discard(KNOCKOUT)
    return next((group for members, group in _GROUPS if known.intersection(members)), NONE)
