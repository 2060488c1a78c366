"""What a series of measured numbers says in a few: extremes, mean, percentiles, parts of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

Sample = TypeVar("Sample")


class Summary(NamedTuple):
    """A series in six numbers; percentiles are measured values, by the nearest rank."""

    minimum: float
    mean: float
    p50: float
    p95: float
    p99: float
    maximum: float


def summarize(values: Sequence[float]) -> Summary:
    """The summary of at least one value."""
    ordered = sorted(values)
    mean = math.fsum(ordered) / len(ordered)
    p50, p95, p99 = (ordered[math.ceil(len(ordered) * share) - 1] for share in (0.5, 0.95, 0.99))
    return Summary(ordered[0], mean, p50, p95, p99, ordered[-1])


def parts(samples: Sequence[Sample], most: int) -> Iterator[Sequence[Sample]]:
    """`samples` in at most `most` parts of nearly equal length, in their order."""
    count = min(most, len(samples))
    for part in range(count):
        yield samples[len(samples) * part // count : len(samples) * (part + 1) // count]
