from __future__ import annotations

from collections.abc import Collection

import pytest
import trio
from trio.testing import MockClock

from appliance.errors import Unavailable
from appliance.gamedata.economy.remembered import Remembered


class Owner:
    """Something answers belong to."""


class Source:
    """Doubles numbers below 100 and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def load(self, keys: Collection[int]) -> dict[int, int]:
        self.asked.append(sorted(keys))
        await trio.sleep(1)
        return {key: 2 * key for key in keys if key < 100}


async def test_each_key_is_loaded_once_missing_ones_too(autojump_clock: MockClock) -> None:
    kept, source, owner = Remembered[int, int](), Source(), Owner()
    assert await kept.get(owner, [1, 2, 500], source.load) == {1: 2, 2: 4}
    assert await kept.get(owner, [2, 3, 500], source.load) == {2: 4, 3: 6}
    assert await kept.get(owner, [1, 3], source.load) == {1: 2, 3: 6}
    assert source.asked == [[1, 2, 500], [3]]


async def test_owners_do_not_share(autojump_clock: MockClock) -> None:
    kept, source = Remembered[int, int](), Source()
    one, other = Owner(), Owner()
    await kept.get(one, [1], source.load)
    await kept.get(other, [1], source.load)
    assert source.asked == [[1], [1]]


async def test_concurrent_calls_load_each_key_once(autojump_clock: MockClock) -> None:
    kept, source, owner = Remembered[int, int](), Source(), Owner()
    answers: list[dict[int, int]] = []

    async def ask(*keys: int) -> None:
        answers.append(await kept.get(owner, keys, source.load))

    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(ask, 1, 2)
        nursery.start_soon(ask, 2, 3)
    assert sorted(key for keys in source.asked for key in keys) == [1, 2, 3]
    assert answers.count({1: 2, 2: 4}) == 5


async def test_answers_are_asked_for_again_after_a_while(autojump_clock: MockClock) -> None:
    kept, source, owner = Remembered[int, int](ttl_s=60), Source(), Owner()
    await kept.get(owner, [1], source.load)
    await trio.sleep(58)
    await kept.get(owner, [1], source.load)
    assert len(source.asked) == 1
    await trio.sleep(2)
    await kept.get(owner, [1], source.load)
    assert len(source.asked) == 2


async def test_too_many_values_are_dropped(autojump_clock: MockClock) -> None:
    kept, source, owner = Remembered[int, int](most=3), Source(), Owner()
    assert len(await kept.get(owner, range(5), source.load)) == 5
    await kept.get(owner, [1], source.load)
    assert source.asked == [[0, 1, 2, 3, 4], [1]]


async def test_a_failure_is_not_remembered(autojump_clock: MockClock) -> None:
    kept, source, owner = Remembered[int, int](), Source(), Owner()

    async def fail(keys: Collection[int]) -> dict[int, int]:
        raise Unavailable("gone")

    with pytest.raises(Unavailable):
        await kept.get(owner, [1], fail)
    assert await kept.get(owner, [1], source.load) == {1: 2}
