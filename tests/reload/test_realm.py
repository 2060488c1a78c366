"""Another realm serves only once it answers, and what works is not given up for what does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from appliance.database.demo import open_demo_world
from appliance.database.interface import Database
from appliance.errors import DatabaseUnavailable, SettingsError, Unavailable
from appliance.gamedata.service import RealmPlan
from appliance.lifecycle.pulse import Pulses
from appliance.lifecycle.running import running
from appliance.reload import realm
from appliance.reload.realm import Realms
from appliance.reload.steps import Step
from appliance.settings.model import Settings
from appliance.settings.reload import diff
from appliance.telemetry.metrics import Metrics


class Away:
    """A database that does not answer."""

    name = "away"

    async def _refuse(self, *_args: Any, **_options: Any) -> Any:
        raise DatabaseUnavailable("nobody answers")

    fetch = ping = tables = _refuse


class Bench:
    """Realms by the name of their world; tests say which databases of which are away."""

    def __init__(self, world: Database) -> None:
        self._world = world
        self.away: set[str] = set()
        self.opened: list[str] = []
        self.pulses = Pulses()

    def plan(self, settings: Settings, _metrics: Metrics) -> Any:
        named = settings.database.world

        @asynccontextmanager
        async def open_database(kind: str) -> AsyncIterator[Any]:
            place = f"{named}.{kind}"
            self.opened.append(place)
            try:
                yield Away() if place in self.away else self._world
            finally:
                self.opened.remove(place)

        return RealmPlan(named, ("auth",), 5, 10), open_database


def settings(world: str, host: str | None = "db1") -> Settings:
    return Settings.model_validate({"database": {"host": host, "world": world}})


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    async with open_demo_world() as world:
        made = Bench(world)
        monkeypatch.setattr(realm, "plan_realm", made.plan)
        yield made


@asynccontextmanager
async def serving(bench: Bench, first: Settings) -> AsyncIterator[Realms]:
    realms = Realms(first, Metrics(), bench.pulses)
    async with running(realms.run):
        yield realms


async def prepared(realms: Realms, old: str, new: str, host: str | None = "db1") -> Step:
    return await realms.prepare(diff(settings(old, host), settings(new)))


async def test_one_takes_over_from_the_other_while_both_are_open(
    bench: Bench, autojump_clock: MockClock
) -> None:
    async with serving(bench, settings("a")) as realms:
        old = realms.service
        step = await prepared(realms, "a", "b")
        assert realms.current().source == "a"
        step.commit()
        assert realms.current().source == "b"
        assert step.services == {"realms": realms.service}
        assert old.current().source == "a"
        await step.retire()
        assert bench.opened == ["b.world", "b.auth"]
        # The old one's pulse must not be missed, nor hide that of the new one.
        await trio.sleep(1000)
        assert bench.pulses.stalled(trio.current_time()) == []


async def test_one_that_does_not_answer_is_refused_and_closed(
    bench: Bench, autojump_clock: MockClock
) -> None:
    bench.away = {"b.world", "c.auth"}
    async with serving(bench, settings("a")) as realms:
        with pytest.raises(SettingsError) as refused:
            await prepared(realms, "a", "b")
        assert refused.value.problems == ("database.world: nobody answers",)
        with pytest.raises(SettingsError) as refused:
            await prepared(realms, "a", "c")
        assert refused.value.problems == ("database.auth: nobody answers",)
        assert realms.current().source == "a"
        assert bench.opened == ["a.world", "a.auth"]


async def test_one_that_another_part_forbids_is_closed_again(
    bench: Bench, autojump_clock: MockClock
) -> None:
    async with serving(bench, settings("a")) as realms:
        step = await prepared(realms, "a", "b")
        await step.undo()
        assert realms.current().source == "a"
        assert bench.opened == ["a.world", "a.auth"]


async def test_what_was_away_before_may_be_away_afterwards(
    bench: Bench, autojump_clock: MockClock
) -> None:
    bench.away = {"a.world", "b.world"}
    async with serving(bench, settings("a")) as realms:
        step = await prepared(realms, "a", "b")
        assert step.notes[0] == "database.world: nobody answers"
        step.commit()
        with pytest.raises(Unavailable):
            realms.current()
        bench.away.clear()
        again = await prepared(realms, "b", "c")
        again.commit()
        assert (realms.current().source, again.notes) == ("c", ())


async def test_the_demo_realm_says_nothing_of_what_a_realm_lacks(
    bench: Bench, autojump_clock: MockClock
) -> None:
    bench.away = {"b.auth"}
    async with serving(bench, settings("a", None)) as realms:
        step = await prepared(realms, "a", "b", host=None)
        assert step.notes == ("database.auth: nobody answers",)


async def test_without_a_change_the_realm_is_looked_at_anew(
    bench: Bench, autojump_clock: MockClock
) -> None:
    async with serving(bench, settings("a")) as realms:
        before = realms.current().schema
        step = await prepared(realms, "a", "a")
        step.commit()
        await trio.sleep(0.1)
        assert realms.current().schema is not before
        assert bench.opened == ["a.world", "a.auth"]
