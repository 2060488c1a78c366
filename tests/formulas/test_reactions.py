"""Reactions of faction templates and ranks of reputation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.reactions import (
    PLAYERS,
    POINTS_IN_RANK,
    Group,
    Reaction,
    Side,
    is_friendly,
    is_hostile,
    rank_of,
    reaction,
)

MASKS = st.integers(0, 15)
FACTIONS = st.lists(st.integers(0, 3), max_size=4).map(tuple)
GROUPS = st.builds(Group, st.integers(0, 3), MASKS, MASKS, MASKS, FACTIONS, FACTIONS)


@pytest.mark.parametrize(
    ("standing", "rank"),
    [
        (-42000, Reaction.HATED),
        (-6001, Reaction.HATED),
        (-6000, Reaction.HOSTILE),
        (-3000, Reaction.UNFRIENDLY),
        (-1, Reaction.UNFRIENDLY),
        (0, Reaction.NEUTRAL),
        (2999, Reaction.NEUTRAL),
        (3000, Reaction.FRIENDLY),
        (9000, Reaction.HONORED),
        (21000, Reaction.REVERED),
        (42000, Reaction.EXALTED),
        (42999, Reaction.EXALTED),
    ],
)
def test_ranks(standing: int, rank: Reaction) -> None:
    assert rank_of(standing) is rank


def test_points_from_end_to_end() -> None:
    assert sum(POINTS_IN_RANK) == 42000 + 43000


def test_named_factions_count_more_than_groups() -> None:
    human = PLAYERS[Side.ALLIANCE]
    monster = Group(faction=14, own=8, friends=0, enemies=1)
    assert is_hostile(monster, human)
    tame = monster._replace(friend_factions=(1, 0, 0, 0))
    assert not is_hostile(tame, human)
    assert is_friendly(tame, human)
    cross = tame._replace(enemy_factions=(1, 0, 0, 0))
    assert is_hostile(cross, human)
    assert not is_friendly(cross, human)


def test_a_player_who_helps_is_met_as_a_friend() -> None:
    helped = Group(faction=900, own=2, friends=0, enemies=0)
    assert reaction(helped, PLAYERS[Side.ALLIANCE]) is Reaction.FRIENDLY
    assert reaction(helped, PLAYERS[Side.HORDE]) is Reaction.NEUTRAL


@given(GROUPS, GROUPS)
def test_nobody_is_friend_and_foe_by_name(one: Group, other: Group) -> None:
    if other.faction in one.enemy_factions and other.faction:
        assert is_hostile(one, other)
        assert not is_friendly(one, other)
        assert reaction(one, other) is Reaction.HOSTILE
