"""Starting and stopping one part of the appliance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import trio


@asynccontextmanager
async def running(serve: Callable[..., Awaitable[object]]) -> AsyncIterator[Any]:
    """Run `serve` for as long as the block; enter the block once `serve` is ready.

    Yields what `serve` passed to `task_status.started()`. Parts opened later stop first,
    provided the block ends by returning: a cancellation from outside stops all parts at once, in
    no fixed order. A part that crashes ends the block.
    """
    async with trio.open_nursery() as nursery:
        yield await nursery.start(serve)
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def running_until(
    serve: Callable[..., Awaitable[object]], stop: trio.Event
) -> AsyncIterator[Any]:
    """Like `running`, for a part that drains: at the end `stop` is set and its return awaited."""
    async with trio.open_nursery() as nursery:
        yield await nursery.start(serve)
        stop.set()
