"""What a drill is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chaos.trial import Trial


@dataclass(frozen=True, slots=True)
class Drill:
    """One fault, or one thing an operator does.

    Attributes:
        title: what happens, in a few words.
        run: lets it happen and says what it expects; what is broken at its end is put in order by
            the lab.
        short: takes a few seconds; part of the set that the tests run.
        reads_may_fail: the fault leaves clients without any replica that can answer.
        once_may_fail: a call that was under way, and may not be sent twice, can be lost.
    """

    name: str
    title: str
    run: Callable[[Trial], Awaitable[None]]
    short: bool = False
    reads_may_fail: bool = False
    once_may_fail: bool = True
