"""A file that cannot be read to its end holds up neither reloads nor the stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import trio
from trio.testing import MockClock

from appliance.errors import SettingsError, StartError
from appliance.reload.reading import PATIENCE_S, read


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    """What a thread waits for until the test is over."""
    released = threading.Event()
    yield released
    released.set()


async def test_what_is_read_or_raised_comes_out() -> None:
    def refuse() -> None:
        raise StartError("no")

    assert await read(lambda: 5, "a number") == 5
    with pytest.raises(StartError, match="no"):
        await read(refuse, "nothing")


async def test_what_takes_too_long_is_refused(
    hanging: threading.Event, autojump_clock: MockClock
) -> None:
    with pytest.raises(SettingsError, match="the key could not be read within 30 s"):
        await read(hanging.wait, "the key")
    assert trio.current_time() == PATIENCE_S


async def test_the_end_does_not_wait_for_it(hanging: threading.Event) -> None:
    with trio.fail_after(5), trio.move_on_after(0.01) as stopped:
        await read(hanging.wait, "the key")
    assert stopped.cancelled_caught
