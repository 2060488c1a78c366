"""A straight line through points by least squares, and how sure it is.

The usual textbook estimates; the errors hold where the deviations are independent and normal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.tuning.student import critical_value

FEWEST_POINTS = 3
"""Two points fix a line and leave nothing to tell its error from."""


@dataclass(frozen=True, slots=True)
class Line:
    """y = intercept + slope * x, from `points` points.

    `mean_x` and `spread_x` (the sum of squares about it) say where the points lie; `deviation` is
    the standard deviation of y about the line.
    """

    intercept: float
    slope: float
    points: int
    mean_x: float
    spread_x: float
    deviation: float

    @property
    def slope_error(self) -> float:
        """Standard error of the slope."""
        return self.deviation / math.sqrt(self.spread_x)

    @property
    def slope_margin(self) -> float:
        """Half the width of the slope's 95 % confidence interval."""
        return critical_value(self.points - 2) * self.slope_error

    def at(self, x: float) -> float:
        """The line's y at `x`."""
        return self.intercept + self.slope * x

    def margin(self, x: float) -> float:
        """Half the height of the 95 % confidence band of the line at `x`."""
        share = 1 / self.points + (x - self.mean_x) ** 2 / self.spread_x
        return critical_value(self.points - 2) * self.deviation * math.sqrt(share)


def fit_line(xs: Sequence[float], ys: Sequence[float]) -> Line:
    """The line with the least squares of deviations in y.

    Raises:
        ValueError: fewer than three points, or all at the same x.
    """
    points = len(xs)
    if points < FEWEST_POINTS:
        raise ValueError("a line with its error needs three points")
    mean_x, mean_y = math.fsum(xs) / points, math.fsum(ys) / points
    spread_x = math.fsum((x - mean_x) ** 2 for x in xs)
    # Points that differ by rounding alone tell no slope.
    if spread_x <= (1e-12 * max(abs(x) for x in xs)) ** 2 * points:
        raise ValueError("the points are all at the same place")
    both = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    slope = both / spread_x
    intercept = mean_y - slope * mean_x
    squares = math.fsum((y - intercept - slope * x) ** 2 for x, y in zip(xs, ys, strict=True))
    deviation = math.sqrt(squares / (points - 2))
    return Line(intercept, slope, points, mean_x, spread_x, deviation)
