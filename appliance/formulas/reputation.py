"""How reputation is gained, and how far it is to a rank (TrinityCore Player.cpp, ReputationMgr)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from appliance.formulas.creature import float32
from appliance.formulas.reactions import HIGHEST_STANDING, POINTS_IN_RANK, Reaction, rank_of

LOWEST_STANDING = -42_000


class RankSpan(NamedTuple):
    """The standings of a rank, both ends included."""

    rank: Reaction
    first: int
    last: int


def spans() -> Iterator[RankSpan]:
    """Every rank's standings, from hated to exalted.

    Source (3.3.5): ReputationMgr::PointsInRank. Master's exalted ends at 42000, its other ranks
    begin where these do.
    """
    first = LOWEST_STANDING
    for rank, points in zip(Reaction, POINTS_IN_RANK, strict=True):
        yield RankSpan(rank, first, first + points - 1)
        first += points


def span_of(standing: int) -> RankSpan:
    """The rank of a standing with its bounds; standings beyond the ends count as the ends."""
    rank = rank_of(min(max(standing, LOWEST_STANDING), HIGHEST_STANDING))
    return next(span for span in spans() if span.rank is rank)


def first_standing(rank: Reaction) -> int:
    """The least standing of a rank."""
    return next(span.first for span in spans() if span.rank is rank)


def gain(points: int, faction_rate: float = 1.0, aura_percent: float = 0.0) -> int:
    """Reputation that a reward of `points` really gives.

    `faction_rate` is reputation_reward_rate's number of the faction and source (0 or less gives
    nothing), `aura_percent` what the player's auras add. Server rates are taken as 1 and the
    source as not gray.

    Source (both branches): Player::CalculateReputationGain.
    """
    if faction_rate <= 0:
        return 0
    percent = float32(100 + (aura_percent if points > 0 else -aura_percent))
    percent = float32(percent * float32(faction_rate))
    return 0 if percent <= 0 else math.trunc(float32(points * percent) / 100)


def spilled(points: int, rate: float) -> int:
    """Reputation another faction takes of a gain of `points`.

    Source (both branches): ReputationMgr::SetReputation.
    """
    return math.trunc(points * float32(rate))


def quest_points(row_value: int | None, override: int) -> int | None:
    """Reputation a quest gives before rates: `override` hundredths, else QuestFactionReward's.

    None where neither says it: the client's QuestFactionReward is not at hand.

    Source (both branches): Player::RewardReputation(Quest const*).
    """
    return math.trunc(override / 100) if override else row_value


def times_needed(
    standing: int, target: int, points: int, last: int = HIGHEST_STANDING
) -> int | None:
    """How often a gain of `points` has to come to get from `standing` to `target`.

    The source stops giving above the standing `last` (its rank's end). None: never reached.
    """
    if standing >= target:
        return 0
    if points <= 0 or standing > last:
        return None
    # The last gain starts at `last` or below and may lead beyond it.
    if target > standing + ((last - standing) // points + 1) * points:
        return None
    return -((standing - target) // points)
