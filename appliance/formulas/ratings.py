"""Combat ratings in percent (TrinityCore Player.cpp)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

GREATEST_LEVEL_WRATH = 100
"""3.3.5's GameTables end here: levels beyond count as this one (GT_MAX_LEVEL)."""


def rating_percent_wrath(value: float, per_percent: float, class_scalar: float) -> float:
    """What a rating is worth on 3.3.5, in percent.

    `per_percent` is gtCombatRatings' number for the rating and level, `class_scalar` that of
    gtOCTClassCombatRatingScalar for class and rating.

    Source: 3.3.5 Player.cpp, Player::GetRatingMultiplier and GetRatingBonusValue.
    """
    return value * class_scalar / per_percent


def rating_percent_master(
    value: float, per_percent: float, curve: Sequence[tuple[float, float]] = ()
) -> float:
    """What a rating is worth on master, in percent.

    `per_percent` is CombatRatings.txt's number for the rating and level, `curve` the points of the
    rating's global curve, by ascending x; without one nothing diminishes.

    Source: master Player.cpp, Player::GetRatingBonusValue and ApplyRatingDiminishing.
    """
    percent = value / per_percent
    return curve_value(curve, percent) if curve else percent


def curve_value(points: Sequence[tuple[float, float]], x: float) -> float:
    """The value of a curve of straight lines at `x`; its ends go on level.

    `points` are (x, y) by ascending x, at least one.

    Source: master DB2Stores.cpp, DB2Manager::GetCurveValueAt, CurveInterpolationMode::Linear.
    """
    if x <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if x <= right:
            if right == left:
                return high
            return low + (high - low) * (x - left) / (right - left)
    return points[-1][1]
