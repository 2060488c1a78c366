"""Student's t distribution for whole degrees of freedom, by its finite sums.

Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
"""

from __future__ import annotations

import math
from functools import lru_cache

MOST_DEGREES = 1000
"""More degrees count as this many: the quantile then differs from the normal one by 0.1 %."""
_HIGHEST = 1e4
"""Above every quantile asked for: one degree at 99.99 % is 6366."""


def central_probability(t: float, degrees: int) -> float:
    """The chance that a Student variable lies between -t and t.

    Args:
        t: at least 0.
        degrees: degrees of freedom, at least 1.
    """
    angle = math.atan(t / math.sqrt(degrees))
    cosine, sine = math.cos(angle), math.sin(angle)
    if degrees % 2:
        term, total = cosine, 0.0
        for step in range(1, degrees - 1, 2):
            total += term
            term *= cosine * cosine * (step + 1) / (step + 2)
        return (angle + sine * total) * 2 / math.pi
    term = total = 1.0
    for step in range(2, degrees - 1, 2):
        term *= cosine * cosine * (step - 1) / step
        total += term
    return sine * total


@lru_cache(maxsize=256)
def critical_value(degrees: int, confidence: float = 0.95) -> float:
    """The t between whose two signs a share `confidence` of the distribution lies.

    Raises:
        ValueError: no degree of freedom, or a confidence beyond 0.9999.
    """
    if degrees < 1 or not 0 < confidence <= 0.9999:
        raise ValueError("needs a degree of freedom and a confidence from 0 to 0.9999")
    low, high = 0.0, _HIGHEST
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        if central_probability(middle, min(degrees, MOST_DEGREES)) < confidence:
            low = middle
        else:
            high = middle
    return high
