"""find-by-name, over the demo realm."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from pydantic import ValidationError

from appliance.errors import Unavailable
from appliance.gamedata.finder.service import Finder
from appliance.settings.knowledge import NamesSettings
from appliance.tools.context import ToolContext
from appliance.tools.names.find import FindByName, find_by_name
from tests.support.demo_realms import whole_demo_realm
from tests.support.realms import FixedRealm, context_of


@asynccontextmanager
async def demo() -> AsyncIterator[ToolContext]:
    async with whole_demo_realm() as realm, trio.open_nursery() as nursery:
        finder = Finder(NamesSettings(), FixedRealm(realm))
        await nursery.start(finder.run)
        await finder.wait_built()
        yield context_of(realm, finder=finder)
        nursery.cancel_scope.cancel()


async def ask(context: ToolContext, **arguments: Any) -> Any:
    return await find_by_name.function(FindByName.model_validate(arguments), context)


async def test_a_misspelt_name() -> None:
    async with demo() as context:
        answer = await ask(context, name="Mayr Odwin Talowmere")
    assert answer.source == "demo"
    first = answer.matches[0]
    assert (first.kind, first.id, first.name) == ("creature", 100001, "Mayor Odwin Tallowmere")
    assert (first.matched, first.locale) == (None, None)
    assert first.score < 0.6
    assert answer.notes == ["Nothing has exactly this name; these come closest."]


async def test_a_name_of_another_language_is_shown_beside_the_one_asked_for() -> None:
    async with demo() as context:
        answer = await ask(context, name="Мэр Одвин Талломир", locale="deDE")
    first = answer.matches[0]
    assert first.name == "Bürgermeister Odwin Talgmeer"
    assert (first.matched, first.locale, first.score) == ("Мэр Одвин Талломир", "ruRU", 1)
    assert answer.notes == []


async def test_kinds_limit_and_whether_there_are_more() -> None:
    async with demo() as context:
        answer = await ask(context, name="a", limit=2)
        assert len(answer.matches) == 2
        assert answer.truncated
        answer = await ask(context, name="oat biscuit", kinds=["item"], limit=50)
        assert [match.id for match in answer.matches][:1] == [110001]
        assert not answer.truncated
        answer = await ask(context, name="oat biscuit", kinds=["quest"])
        assert "110001" not in answer.model_dump_json()


async def test_a_number_finds_what_has_it_as_id() -> None:
    async with demo() as context:
        answer = await ask(context, name="120002")
    assert [(match.kind, match.id) for match in answer.matches] == [("quest", 120002)]


async def test_nothing_found_says_what_to_try() -> None:
    async with demo() as context:
        answer = await ask(context, name="qqqqzzzz")
    assert answer.matches == []
    assert "fewer words" in answer.notes[0]


async def test_without_an_index_it_says_so() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(Unavailable, match=r"names\.enabled"):
            await ask(context_of(realm), name="wolf")


@pytest.mark.parametrize(
    "arguments",
    [{}, {"name": ""}, {"name": "x" * 101}, {"name": "x", "kinds": []},
     {"name": "x", "kinds": ["pet"]}, {"name": "x", "limit": 51}, {"name": 5}],
)  # fmt: skip
def test_wrong_arguments_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FindByName.model_validate(arguments)
