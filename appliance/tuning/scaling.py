"""What a number of bots costs when each resource grows as a power of their number.

cost(n) = base * n ** exponent. With exponent 1 the base is the cost of one bot. Whether a realm
follows the law is for measurements to say: `fit` takes them and gives its confidence with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.tuning.regression import Line, fit_line

MOST_BOTS = 10**9
"""A limit that is not reached before this many is none."""
MOST_EXPONENT = 10.0
"""Further ones come from numbers of bots that lie too near to each other."""
MB_PER_GB = 1024.0
MBIT_PER_KB = 0.008
"""Mbit/s of one kB/s: 1000 bytes of 8 bits."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One resource's cost; `line` is the fit it comes from, in logarithms, or None."""

    base: float
    exponent: float
    line: Line | None = None

    def cost(self, bots: int) -> float:
        """What `bots` bots (at least 1) cost, in the unit of the base."""
        return self.base * math.pow(bots, self.exponent)

    def band(self, bots: int) -> tuple[float, float] | None:
        """The 95 % confidence band of the fitted cost of `bots` bots; None without a fit."""
        if self.line is None:
            return None
        place = math.log(bots)
        middle, margin = self.line.at(place), self.line.margin(place)
        # Beyond this the band says nothing any more, and exp would overflow.
        low, high = max(middle - margin, -700.0), min(middle + margin, 700.0)
        return math.exp(low), math.exp(high)

    def most_within(self, limit: float) -> int | None:
        """The most bots whose cost is not above `limit`; None when it holds for any number."""
        if self.exponent <= 0:
            return None if self.cost(1) <= limit else 0
        # Halving, not the inverse of the power: fitted exponents come so near to 0 that the cost is
        # the same number for millions of bots.
        within, beyond = 0, MOST_BOTS
        if self.cost(beyond) <= limit:
            return None
        while beyond - within > 1:
            middle = (within + beyond) // 2
            if self.cost(middle) <= limit:
                within = middle
            else:
                beyond = middle
        return within

    def most_surely_within(self, limit: float) -> int | None:
        """The most bots whose whole band is not above `limit`.

        None without a fit, when any number is within, or when the limit is in doubt already in
        the middle of the measured numbers, from where on the band's upper edge only rises.
        """
        most = self.most_within(limit)
        if self.line is None or most is None:
            return None
        sure, doubtful = math.ceil(math.exp(self.line.mean_x)), most + 1
        if sure >= doubtful or self._upper(sure) > limit:
            return None
        while doubtful - sure > 1:
            middle = (sure + doubtful) // 2
            if self._upper(middle) <= limit:
                sure = middle
            else:
                doubtful = middle
        return sure

    def _upper(self, bots: int) -> float:
        band = self.band(bots)
        return self.cost(bots) if band is None else band[1]


def fit(bots: Sequence[int], costs: Sequence[float]) -> Curve:
    """The power law nearest to measured costs: least squares of the logarithms.

    Raises:
        ValueError: fewer than three points, all at one number of bots, or a number not above 0.
    """
    if min(*bots, *costs) <= 0:
        raise ValueError("bots and costs must be above 0")
    line = fit_line([math.log(count) for count in bots], [math.log(cost) for cost in costs])
    if abs(line.slope) > MOST_EXPONENT:
        raise ValueError(f"their exponent is beyond {MOST_EXPONENT:g}: no law of scaling")
    return Curve(math.exp(line.intercept), line.slope, line)


def machine_percent(core_percent: float, cores: float) -> float:
    """Percent of a machine of `cores` cores that `core_percent` of one core are."""
    return core_percent / cores


def weighted_factor(shares: Mapping[str, float], factors: Mapping[str, float]) -> float:
    """The mean of `factors`, weighted with `shares`, which need not add up to anything.

    Raises:
        ValueError: the shares add up to nothing.
        KeyError: a share has no factor.
    """
    total = math.fsum(shares.values())
    if total <= 0:
        raise ValueError("the shares add up to nothing")
    return math.fsum(share * factors[name] for name, share in shares.items()) / total


def counts(first: int, last: int, step: int) -> list[int]:
    """`first`, each `step` after it, and `last`."""
    return [*range(first, last, step), last]
