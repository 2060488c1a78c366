"""A number, a name, or a name with a number: all mean the same entity."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.finder.service import Finder
from appliance.server.references import completions, entry_of, locale_of
from tests.support.knowing_server import knowing_dispatcher


@pytest.mark.parametrize("text", ["448", " 448 ", "Hogger [448]", "[448]"])
async def test_a_number_needs_no_index(text: str) -> None:
    assert await entry_of(Finder(), "creature", text) == 448


async def test_a_name_needs_one() -> None:
    with pytest.raises(Unavailable, match="index of names"):
        await entry_of(Finder(), "creature", "Hogger")
    assert await completions(Finder(), "creature", "Hogger", 9) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 101])
async def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(InvalidArgument):
        await entry_of(Finder(), "creature", text)


async def test_names_that_several_have_come_with_numbers() -> None:
    async with knowing_dispatcher() as dispatcher:
        finder = dispatcher.services.finder
        for label in await completions(finder, "creature", "wolf", 9):
            assert await entry_of(finder, "creature", label) > 0
        with pytest.raises(NotFound, match="no creature has that name"):
            await entry_of(finder, "creature", "zzqqxxyy")
        with pytest.raises(NotFound, match=r"did you mean .*\[100001\]"):
            await entry_of(finder, "creature", "Mayr Odwin Talowmere")
        with pytest.raises(NotFound):  # a name may end so; it is not the entity 2
            await entry_of(finder, "creature", "Prince Keleseth (2)")


def test_languages() -> None:
    assert (locale_of(None), locale_of(""), locale_of("deDE")) == ("enUS", "enUS", "deDE")
    with pytest.raises(InvalidArgument, match="must be one of enUS"):
        locale_of("de")
