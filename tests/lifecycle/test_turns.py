"""Work is done one time after the other, and who asks meanwhile shares the next time."""

from __future__ import annotations

import trio
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock

from appliance.lifecycle.turns import Turns

LASTS_S = 10.0


class Work:
    """Takes ten seconds and returns how often it was done; notes when each time began."""

    def __init__(self) -> None:
        self.began: list[float] = []
        self.at_work = False

    async def __call__(self) -> int:
        assert not self.at_work
        self.at_work = True
        self.began.append(trio.current_time())
        number = len(self.began)
        await trio.sleep(LASTS_S)
        self.at_work = False
        return number


@given(st.lists(st.floats(min_value=0, max_value=60), min_size=1, max_size=12))
def test_whoever_asks_gets_a_time_that_begins_after_the_question(asked: list[float]) -> None:
    work = Work()
    got: dict[int, int] = {}

    async def ask(turns: Turns[int], index: int) -> None:
        await trio.sleep(asked[index])
        began = len(work.began)
        got[index] = await turns.result()
        # Not one that was under way, and none later than the next.
        assert got[index] == began + 1

    async def main() -> None:
        turns = Turns(work)
        async with trio.open_nursery() as outer:
            await outer.start(turns.run)
            async with trio.open_nursery() as asking:
                for index in range(len(asked)):
                    asking.start_soon(ask, turns, index)
            outer.cancel_scope.cancel()

    trio.run(main, clock=MockClock(autojump_threshold=0))
    assert set(got) == set(range(len(asked)))
    assert len(work.began) <= len(asked)


async def test_what_was_asked_before_the_start_is_done_once(autojump_clock: MockClock) -> None:
    work = Work()
    turns = Turns(work)
    turns.ask()
    turns.ask()
    async with trio.open_nursery() as nursery:
        await nursery.start(turns.run)
        await trio.sleep(3 * LASTS_S)
        nursery.cancel_scope.cancel()
    assert len(work.began) == 1


async def test_who_waits_may_leave(autojump_clock: MockClock) -> None:
    work = Work()
    turns = Turns(work)
    async with trio.open_nursery() as nursery:
        await nursery.start(turns.run)
        with trio.move_on_after(1):
            await turns.result()
        assert await turns.result() == 2
        nursery.cancel_scope.cancel()
