"""The index of names is built in the background and answers from then on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import trio

from appliance.errors import DatabaseUnavailable, InvalidArgument, Unavailable
from appliance.fulltext.names_folding import fold
from appliance.gamedata.finder import service
from appliance.gamedata.finder.service import Finder
from appliance.gamedata.realm import Realm
from appliance.settings.knowledge import NamesSettings
from appliance.telemetry.health import Status
from tests.support.demo_realms import whole_demo_realm
from tests.support.name_queries import every_name, queries
from tests.support.realms import FixedRealm, open_realm
from tests.support.servers import SqlServer
from tests.support.small_worlds import small_realm

WOLF = {"creature_template": [{"entry": 1, "name": "Wolf"}]}


class Changing:
    """A realm that comes, goes and changes."""

    def __init__(self, realm: Realm | None = None) -> None:
        self.realm = realm

    def current(self) -> Realm:
        if self.realm is None:
            raise Unavailable("the realm is not available: gone")
        return self.realm


class Failing:
    """A database that does not answer so many times."""

    def __init__(self, world: Any, failures: int) -> None:
        self.world, self.failures = world, failures

    async def fetch(self, *args: Any, **kwargs: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise DatabaseUnavailable("nobody answers")
        return await self.world.fetch(*args, **kwargs)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LOOK_S", 0.005)
    monkeypatch.setattr(service, "FIRST_RETRY_S", 0.005)


@asynccontextmanager
async def running(realms: Any, **settings: Any) -> AsyncIterator[Finder]:
    finder = Finder(NamesSettings(**settings), realms)
    async with trio.open_nursery() as nursery:
        await nursery.start(finder.run)
        yield finder
        nursery.cancel_scope.cancel()


async def wait_until(true: Callable[[], bool]) -> None:
    with trio.fail_after(10):
        while not true():  # noqa: ASYNC110 - a state, and no event tells of it
            await trio.sleep(0.002)


async def test_the_demo_realm() -> None:
    async with whole_demo_realm() as realm, running(FixedRealm(realm)) as finder:
        await finder.wait_built()
        found = await finder.find("mayr odwin talowmere")
        assert (found[0].kind, found[0].id) == ("creature", 100001)
        found = await finder.find("burgermeister", locale="frFR")
        assert found[0].name == "Maire Odwin Suifdemer"
        assert found[0].matched == "Bürgermeister Odwin Talgmeer"
        assert [each.id for each in await finder.find("100001", limit=1)] == [100001]
        assert [each.id for each in await finder.find("100001", kinds=["item"])] == []
        assert await finder.find("") == []
        (biscuit, *_) = await finder.complete("oat bis", "item", 5)
        assert (biscuit.name, biscuit.id) == ("Oat Biscuit", 110001)
        assert finder.source == "demo"
        state = finder.state()
        assert state.size is not None
        assert state.size.names > 100
        assert (state.percent, state.problem) == (None, "")
        (check,) = finder.checks()
        assert check.status is Status.OK
        assert re.search(r"names in 0\.\d MB", check.message)
    with pytest.raises(Unavailable):
        await finder.find("wolf")


async def test_without_an_index_it_says_which_setting() -> None:
    with pytest.raises(Unavailable, match=r"names\.enabled"):
        await Finder().find("wolf")
    async with running(Changing(), enabled=False) as finder:
        with pytest.raises(Unavailable, match=r"names\.enabled"):
            await finder.complete("wolf", "creature", 5)
    assert not finder.state().enabled
    assert finder.checks() == []


async def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(InvalidArgument, match=r"'pet'.*creature, item, quest, spell, gameobject"):
        await Finder().find("wolf", kinds=["pet"])


async def test_before_the_first_build_it_says_how_far_it_is() -> None:
    finder = Finder(NamesSettings(), Changing())
    with pytest.raises(Unavailable, match=r"is being built: 0 %.*try again in a moment"):
        await finder.find("wolf")
    assert finder.checks()[0].message == "being indexed: 0 %"


async def test_it_waits_for_the_realm_and_outlives_it() -> None:
    realms = Changing()
    async with small_realm(WOLF) as realm, running(realms) as finder:
        await wait_until(lambda: "gone" in finder.state().problem)
        assert finder.checks()[0].message.startswith("not indexed: the realm is not available")
        with pytest.raises(Unavailable, match="could not be built: the realm is not available"):
            await finder.find("wolf")
        realms.realm = realm
        await finder.wait_built()
        assert finder.state().problem == ""
        realms.realm = None
        await wait_until(lambda: "gone" in finder.state().problem)
        (check,) = finder.checks()
        assert check.status is Status.WARNING
        assert "kept as they were" in check.message
        assert [each.name for each in await finder.find("wolf")] == ["Wolf"]
        realms.realm = realm
        await wait_until(lambda: not finder.state().problem)


async def test_another_schema_is_indexed_anew() -> None:
    bear = {"creature_template": [{"entry": 1, "name": "Bear"}]}
    async with small_realm(WOLF) as one, small_realm(bear) as other:
        realms = Changing(one)
        async with running(realms) as finder:
            await finder.wait_built()
            before = finder.state()
            realms.realm = replace(one)  # the same schema and client: nothing to do
            await trio.sleep(0.05)
            assert finder.state() is before
            realms.realm = other
            await wait_until(lambda: finder.state().seconds != before.seconds)
            assert [each.name for each in await finder.find("bear")] == ["Bear"]
            assert await finder.find("wolf") == []


async def test_it_is_built_again_after_its_time() -> None:
    async with (
        small_realm(WOLF) as realm,
        running(Changing(realm), refresh_interval_s=0.02) as finder,
    ):
        await finder.wait_built()
        before = finder.state().seconds
        await wait_until(lambda: finder.state().seconds != before)
        assert [each.name for each in await finder.find("wolf")] == ["Wolf"]


async def test_a_build_that_fails_is_tried_again() -> None:
    async with small_realm(WOLF) as realm:
        world: Any = Failing(realm.world, failures=2)
        async with running(Changing(replace(realm, world=world))) as finder:
            with trio.fail_after(10):
                await finder.wait_built()
            assert world.failures == 0
            assert finder.state().problem == ""


async def test_it_is_switched_off_and_on_again() -> None:
    async with small_realm(WOLF) as realm, running(FixedRealm(realm)) as finder:
        await finder.wait_built()
        finder.change(NamesSettings(enabled=False))
        assert finder.checks() == []
        await wait_until(lambda: finder.source == "")
        with pytest.raises(Unavailable, match="there is no index of names"):
            await finder.find("wolf")
        finder.change(NamesSettings())
        await wait_until(lambda: finder.state().size is not None)
        assert [each.name for each in await finder.find("wolf")] == ["Wolf"]


async def test_a_pause_after_a_failure_ends_with_a_reload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FIRST_RETRY_S", 3600)
    async with small_realm(WOLF) as realm:
        world: Any = Failing(realm.world, failures=1)
        async with running(Changing(replace(realm, world=world))) as finder:
            await wait_until(lambda: bool(finder.state().problem))
            finder.change(NamesSettings())
            await wait_until(lambda: finder.state().size is not None)


async def test_a_build_whose_realm_is_replaced_begins_at_once_with_the_other() -> None:
    bear = {"creature_template": [{"entry": 2, "name": "Bear"}]}
    async with small_realm(WOLF) as old, small_realm(bear) as new:
        realms = Changing()

        class Closing(Failing):
            async def fetch(self, *args: Any, **kwargs: Any) -> Any:
                realms.realm = new
                return await super().fetch(*args, **kwargs)

        realms.realm = replace(old, world=Closing(old.world, 1_000))  # type: ignore[arg-type]
        async with running(realms) as finder:
            await wait_until(lambda: finder.state().size is not None)
            assert [each.name for each in await finder.find("bear")] == ["Bear"]
            assert finder.state().problem == ""


async def test_searches_go_on_while_indexes_change() -> None:
    async with (
        small_realm(WOLF) as realm,
        running(Changing(realm), refresh_interval_s=0.01) as finder,
    ):
        await finder.wait_built()

        async def ask() -> None:
            for _ in range(50):
                assert [each.id for each in await finder.find("wolf")] == [1]

        async with trio.open_nursery() as nursery:
            for _ in range(5):
                nursery.start_soon(ask)


@pytest.mark.realdata
async def test_misspelt_names_of_real_data_are_found_first(
    mariadb: SqlServer, wrath_slice: str
) -> None:
    async with (
        open_realm(mariadb.settings(), wrath_slice) as realm,
        running(FixedRealm(realm)) as finder,
    ):
        await finder.wait_built()
        asked = queries(await every_name(realm), 100, 12)
        right = 0
        for query in asked:
            found = await finder.find(query.text, limit=1)
            right += bool(found) and fold(found[0].matched) == query.meant
    assert len(asked) >= 90
    assert right >= 0.95 * len(asked)
