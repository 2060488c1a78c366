"""Background work of a block."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio


@asynccontextmanager
async def background() -> AsyncIterator[trio.Nursery]:
    """A nursery for tasks that serve the block and end with it.

    What the block raises comes out as it is, not as a group of one.
    """
    failure: Exception | None = None
    async with trio.open_nursery() as nursery:
        try:
            yield nursery
        except Exception as error:  # noqa: BLE001 - raised again below
            failure = error
        finally:
            nursery.cancel_scope.cancel()
    if failure is not None:
        raise failure
