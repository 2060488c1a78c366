"""Work that may be asked for at any time and is done by one task, never twice at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import trio

T = TypeVar("T")


class _Turn(Generic[T]):
    """One time that the work is done, for all who asked before it began."""

    def __init__(self) -> None:
        self.done = trio.Event()
        self.result: list[T] = []


class Turns(Generic[T]):
    """Does `work` when asked, one time after the other.

    Who asks while it is being done waits for the next time, because what has changed since it
    began may have been overlooked. All who ask in the meantime share that one.
    """

    def __init__(self, work: Callable[[], Awaitable[T]]) -> None:
        self._work = work
        self._next: _Turn[T] | None = None
        self._asked = trio.Event()

    def ask(self) -> None:
        """Have the work done once more; does not wait for it."""
        self._turn()

    async def result(self) -> T:
        """Have the work done once more; wait for it, and return what came of it."""
        turn = self._turn()
        await turn.done.wait()
        return turn.result[0]

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Do the work whenever it is asked for, also since before this began, until cancelled."""
        task_status.started()
        while True:
            await self._asked.wait()
            turn, self._next, self._asked = self._turn(), None, trio.Event()
            turn.result.append(await self._work())
            turn.done.set()

    def _turn(self) -> _Turn[T]:
        if self._next is None:
            self._next = _Turn()
        self._asked.set()
        return self._next
