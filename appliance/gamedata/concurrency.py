"""Ask several things of a realm at once, but never many: its pool is shared by every call.

And work long enough to hold up other calls goes to a thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, ParamSpec, TypeVar

import trio

from appliance.errors import ApplianceError

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 4
"""Questions one call asks at the same time; half of a pool's connections by default."""
MANY = 200
"""More records than this are worked on in a thread."""


class Pending(Generic[T]):
    """An answer that is there once the block of `concurrently` has ended."""

    def __init__(self) -> None:
        self._values: list[T] = []

    @property
    def value(self) -> T:
        """The answer."""
        if not self._values:
            raise RuntimeError("the answer is asked for before the block has ended")
        return self._values[0]

    def resolve(self, value: T) -> None:
        """Set the answer."""
        self._values[:] = [value]


class Questions:
    """Takes functions to run; made by `concurrently`."""

    def __init__(self, nursery: trio.Nursery, at_once: int) -> None:
        self._nursery = nursery
        self._places = trio.CapacityLimiter(at_once)

    def ask(
        self, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Pending[T]:
        """Run `function` when there is a place; its result is in the answer after the block."""
        pending: Pending[T] = Pending()

        async def run() -> None:
            async with self._places:
                pending.resolve(await function(*args, **kwargs))

        self._nursery.start_soon(run)
        return pending


@asynccontextmanager
async def concurrently(at_once: int = AT_ONCE) -> AsyncIterator[Questions]:
    """Run what the block asks, at most `at_once` at a time, and wait for all of it at its end.

    Raises:
        ApplianceError: the first of those that the functions raised, by itself; the other
            functions are cancelled. A group that holds anything else comes out whole.
    """
    try:
        async with trio.open_nursery() as nursery:
            yield Questions(nursery, at_once)
    except ExceptionGroup as group:
        expected, unexpected = group.split(ApplianceError)
        if unexpected is not None or expected is None:
            raise
        raise _first(expected) from group


async def walk(function: Callable[..., T], *arguments: Any) -> T:
    """Run what may walk all of a file in a thread."""
    return await trio.to_thread.run_sync(function, *arguments)


async def aside(size: int, function: Callable[..., T], *arguments: Any) -> T:
    """Run `function` here or, where it works on many records, in a thread.

    Args:
        size: how many records it works on.
    """
    return await walk(function, *arguments) if size > MANY else function(*arguments)


def _first(group: ExceptionGroup[ApplianceError]) -> ApplianceError:
    first = group.exceptions[0]
    while isinstance(first, ExceptionGroup):
        first = first.exceptions[0]
    return first
