"""Reading files for a reload: in a thread, and not for ever, because a file system may hang."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import trio

from appliance.errors import SettingsError

PATIENCE_S = 30.0
Result = TypeVar("Result")


async def read(function: Callable[[], Result], what: str) -> Result:
    """What `function` returns, which blocks.

    A thread that hangs is left behind: neither later reloads nor the end of the process wait.

    Args:
        what: what it reads, for people.

    Raises:
        SettingsError: it takes too long.
    """
    with trio.move_on_after(PATIENCE_S):
        return await trio.to_thread.run_sync(function, abandon_on_cancel=True)
    raise SettingsError(
        f"{what} could not be read within {PATIENCE_S:g} s",
        hint="a pipe, or a hanging file system?",
    )
