"""Several pieces of work at the same time, with one error at most."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from appliance.errors import ApplianceError


async def run_together(*pieces: Callable[[], Awaitable[None]]) -> None:
    """Run all of them and wait for their ends.

    Raises:
        ApplianceError: the first that one of them raised, by itself; the others are cancelled.
            A group that holds a bug comes out whole.
    """
    failure: ApplianceError | None = None

    async def guarded(piece: Callable[[], Awaitable[None]]) -> None:
        nonlocal failure
        try:
            await piece()
        except ApplianceError as error:
            failure = failure or error
            nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        for piece in pieces:
            nursery.start_soon(guarded, piece)
    if failure is not None:
        raise failure
