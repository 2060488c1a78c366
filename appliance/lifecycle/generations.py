"""A part that runs, and of which another one can take over without a pause.

The one that is current and those on their way in or out run side by side, each in a task of one
nursery; a crash of any ends the whole, as that of any part does.
"""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

import trio


class Runnable(Protocol):
    """A part with a task of its own."""

    async def run(self, *, task_status: trio.TaskStatus[object]) -> None:
        """Run until cancelled, or until there is nothing to do; started once it is ready."""


P = TypeVar("P", bound=Runnable)


class Generations(Generic[P]):
    """The parts of one kind: the current one, and those that come and go.

    Args:
        first: the one that the process begins with.
    """

    def __init__(self, first: P) -> None:
        self.current = first
        self._nursery: trio.Nursery | None = None
        self._scopes: dict[int, trio.CancelScope] = {}
        self._ended: dict[int, trio.Event] = {}

    async def run(self, *, task_status: trio.TaskStatus[P] = trio.TASK_STATUS_IGNORED) -> None:
        """Run the current part, and all that are started meanwhile, until cancelled."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            await self.start(self.current)
            task_status.started(self.current)
            await trio.sleep_forever()

    async def start(self, part: P) -> None:
        """Run `part` beside the others; return once it is ready.

        Raises:
            Exception: whatever it raises before it is ready; then it does not run.
        """
        assert self._nursery is not None, "`run` has not begun"
        await self._nursery.start(self._run, part)

    def adopt(self, part: P) -> P:
        """Have `part`, which runs already, be the current one; return the one before."""
        before, self.current = self.current, part
        return before

    async def stop(self, part: P) -> None:
        """Stop a part that is not current, and wait for its end; none that runs is none to stop."""
        assert part is not self.current
        ended = self._ended.get(id(part))
        if ended is not None:
            self._scopes[id(part)].cancel()
            await ended.wait()

    async def _run(self, part: P, *, task_status: trio.TaskStatus[object]) -> None:
        with trio.CancelScope() as scope:
            self._scopes[id(part)], self._ended[id(part)] = scope, trio.Event()
            try:
                await part.run(task_status=task_status)
            finally:
                del self._scopes[id(part)]
                self._ended.pop(id(part)).set()
