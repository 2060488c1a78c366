"""The shares of a loot group: which of its rows one roll, or several in a row, give.

LootGroup::Roll of TrinityCore: one roll of 0..100 goes through the explicit chances in order; when
none takes it, one of the rows with chance 0 does, all alike; without such rows nothing drops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

MAX_EXACT_ROLLS = 64
"""Rolls of one group that are computed without giving an item twice; more count as independent."""
_MAX_STATES = 5000
_FULL = 100.0


class Share(NamedTuple):
    """What falls to one row: the chance that it is never taken, and how often it is on average."""

    miss: float
    expected: float


def single_roll(chances: Sequence[float]) -> list[float]:
    """The probability (0..1) of each row in one roll; `chances` in percent, 0 for an equal share.

    Their sum is at most 1. Where explicit chances exceed 100 %, the later rows get what is left.
    """
    left = _FULL
    shares: list[float] = []
    for chance in chances:
        taken = min(chance, left)
        left -= taken
        shares.append(taken / _FULL)
    equal = sum(1 for chance in chances if chance == 0)
    return [
        left / _FULL / equal if chance == 0 else share
        for chance, share in zip(chances, shares, strict=True)
    ]


def share_of_group(chances: Sequence[float], rolls: int, *, distinct: bool) -> list[Share]:
    """The share of each row when the group is rolled `rolls` times in a row.

    distinct: a row that was taken is out of the later rolls, and what it left goes to the others
        by the same rules. Exact, except where explicit chances exceed 100 %, beyond
        MAX_EXACT_ROLLS and in groups of very many different chances: there every roll is
        independent of the others.
    """
    if distinct and 1 < rolls <= MAX_EXACT_ROLLS and sum(chances) <= _FULL + 1e-3:
        exact = _without_repeats(chances, rolls)
        if exact is not None:
            return exact
    return [Share((1 - p) ** rolls, rolls * p) for p in single_roll(chances)]


def _without_repeats(chances: Sequence[float], rolls: int) -> list[Share] | None:
    """Rolls without putting back. Rows of the same chance are alike: only their number counts."""
    sizes = Counter(chances)
    kinds = sorted(sizes)
    states: dict[tuple[int, ...], float] = {(0,) * len(kinds): 1.0}
    for _ in range(rolls):
        after: dict[tuple[int, ...], float] = {}
        for taken, probability in states.items():
            for state, p in _next(kinds, sizes, taken):
                after[state] = after.get(state, 0.0) + probability * p
        if len(after) > _MAX_STATES:
            return None
        states = after
    expected = [
        sum(probability * taken[index] for taken, probability in states.items())
        for index in range(len(kinds))
    ]
    shares = {kind: expected[index] / sizes[kind] for index, kind in enumerate(kinds)}
    return [Share(1 - shares[chance], shares[chance]) for chance in chances]


def _next(
    kinds: Sequence[float], sizes: Counter[float], taken: tuple[int, ...]
) -> list[tuple[tuple[int, ...], float]]:
    """The states after one more roll with their probabilities, which add up to 1."""
    found: list[tuple[tuple[int, ...], float]] = []
    rest = 1.0
    equal: int | None = None
    for index, kind in enumerate(kinds):
        remaining = sizes[kind] - taken[index]
        if remaining and kind == 0:
            equal = index
        elif remaining:
            p = min(rest, remaining * kind / _FULL)
            rest -= p
            found.append((_one_more(taken, index), p))
    if rest > 0:
        found.append((taken if equal is None else _one_more(taken, equal), rest))
    return found


def _one_more(taken: tuple[int, ...], index: int) -> tuple[int, ...]:
    return (*taken[:index], taken[index] + 1, *taken[index + 1 :])
