"""Pieces of work that run together end together."""

from __future__ import annotations

import pytest
import trio

from appliance.backup.logical.tasks import run_together
from appliance.errors import BackupError


async def test_the_first_error_ends_the_others_and_comes_alone() -> None:
    ended: list[str] = []

    async def fail() -> None:
        await trio.lowlevel.checkpoint()
        raise BackupError("no room")

    async def wait() -> None:
        try:
            await trio.sleep_forever()
        finally:
            ended.append("waiting")

    with pytest.raises(BackupError, match="no room"):
        await run_together(wait, fail, wait)
    assert ended == ["waiting", "waiting"]


async def test_a_bug_is_not_dressed_up() -> None:
    async def bug() -> None:
        raise KeyError("oops")

    with pytest.raises(ExceptionGroup) as caught:
        await run_together(bug)
    assert caught.group_contains(KeyError)


async def test_nothing_to_do_is_done() -> None:
    await run_together()
