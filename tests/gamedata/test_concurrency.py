from __future__ import annotations

import pytest
import trio
from trio.testing import MockClock

from appliance.errors import NotFound, QueryFailed
from appliance.gamedata.concurrency import concurrently


async def after(seconds: float, value: str) -> str:
    await trio.sleep(seconds)
    return value


async def test_answers_belong_to_their_questions(autojump_clock: MockClock) -> None:
    async with concurrently() as questions:
        slow = questions.ask(after, 3, "slow")
        fast = questions.ask(after, 1, value="fast")
    assert (slow.value, fast.value) == ("slow", "fast")
    assert trio.current_time() == pytest.approx(3)


async def test_no_more_than_allowed_run_at_once(autojump_clock: MockClock) -> None:
    async with concurrently(at_once=2) as questions:
        for _ in range(6):
            questions.ask(after, 1, "")
    assert trio.current_time() == pytest.approx(3)


async def test_an_answer_is_not_there_before_the_end(autojump_clock: MockClock) -> None:
    async with concurrently() as questions:
        pending = questions.ask(after, 1, "late")
        with pytest.raises(RuntimeError, match="before the block has ended"):
            _ = pending.value
    assert pending.value == "late"


async def fail(error: Exception) -> str:
    raise error


async def test_an_expected_error_comes_out_alone_and_stops_the_rest(
    autojump_clock: MockClock,
) -> None:
    async def work() -> None:
        async with concurrently() as questions:
            questions.ask(after, 1000, "never")
            questions.ask(fail, NotFound("no such thing"))

    with pytest.raises(NotFound, match="no such thing"):
        await work()
    assert trio.current_time() < 1


async def test_a_bug_is_not_hidden_behind_an_expected_error() -> None:
    async def work() -> None:
        async with concurrently() as questions:
            questions.ask(fail, QueryFailed("refused"))
            questions.ask(fail, ZeroDivisionError())

    with pytest.raises(ExceptionGroup) as caught:
        await work()
    assert caught.group_contains(ZeroDivisionError)


async def test_nested_blocks_give_the_error_itself() -> None:
    async def inner() -> None:
        async with concurrently() as questions:
            questions.ask(fail, QueryFailed("refused"))

    async def outer() -> None:
        async with concurrently() as questions:
            questions.ask(inner)

    with pytest.raises(QueryFailed):
        await outer()


async def test_a_deadline_around_it_holds(autojump_clock: MockClock) -> None:
    with trio.move_on_after(1) as scope:
        async with concurrently() as questions:
            questions.ask(after, 1000, "never")
    assert scope.cancelled_caught
