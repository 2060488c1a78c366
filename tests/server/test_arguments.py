from __future__ import annotations

import contextlib
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, field_validator, model_validator

from appliance.errors import InvalidArgument
from appliance.server.arguments import PROBLEMS_SHOWN, nearest, validate
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, Locale, LocaleField, ToolInput
from appliance.tools.registry import Tool, tool

SECRET = "hunter2"


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Point(ToolInput):
    map_id: int
    note: str = ""


class Paint(ToolInput):
    creature_entry: Annotated[int, Field(ge=1, le=100, description="Which creature to paint.")]
    color: Color = Color.RED
    how: Literal["thin", "thick"] = "thin"
    layers: Annotated[tuple[int, ...], Field(min_length=1, max_length=3)] = (1,)
    share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    name: Annotated[str, Field(min_length=2, max_length=5, pattern="^[a-z]+$")] = "some"
    wet: bool = False
    target: int | Annotated[str, Field(min_length=3)] = 1
    points: tuple[Point, ...] = ()
    locale: LocaleField = Locale.ENUS

    @field_validator("color")
    @classmethod
    def _not_blue(cls, color: Color) -> Color:
        if color is Color.BLUE:
            raise ValueError("is sold out")
        return color

    @model_validator(mode="after")
    def _thick_needs_wet(self) -> Paint:
        if self.how == "thick" and not self.wet:
            raise ValueError("`how` thick needs `wet`")
        return self


class Nothing(ToolInput):
    pass


@tool("paint", title="Paint", scope=Scope.GAME_READ, read_only=True, timeout_s=1)
async def paint(_query: Paint, _context: ToolContext) -> Answer:
    """Paint a creature."""
    return Answer(source="test")


@tool("rest", title="Rest", scope=Scope.GAME_READ, read_only=True, timeout_s=1)
async def rest(_query: Nothing, _context: ToolContext) -> Answer:
    """Rest."""
    return Answer(source="test")


def refused(arguments: object, of: Tool[Any, Any] = paint) -> str:
    with pytest.raises(InvalidArgument) as caught:
        validate(of, arguments)
    assert caught.value.__cause__ is None
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_arguments_come_typed() -> None:
    query = validate(
        paint,
        {"creatureEntry": 7, "locale": "deDE", "layers": [1, 2], "points": [{"mapId": 0}]},
    )
    assert query == Paint(
        creatureEntry=7, locale=Locale.DEDE, layers=(1, 2), points=(Point(mapId=0),)
    )


def test_members_of_enumerations_are_named_by_their_value() -> None:
    assert validate(paint, {"creatureEntry": 7, "color": "red"}).color is Color.RED


@pytest.mark.parametrize("none", [None, {}])
def test_no_arguments(none: object) -> None:
    assert validate(rest, none) == Nothing()


@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ({"creatureEntry": SECRET}, "`creatureEntry` must be an integer, not a string"),
        ({"creatureEntry": None}, "`creatureEntry` must be an integer, not null"),
        ({"creatureEntry": True}, "`creatureEntry` must be an integer, not true or false"),
        ({"creatureEntry": [SECRET]}, "`creatureEntry` must be an integer, not a list"),
        ({"creatureEntry": {"a": SECRET}}, "`creatureEntry` must be an integer, not an object"),
        (
            {"creatureEntry": 1.5},
            "`creatureEntry` must be an integer, not a number with a fraction",
        ),
        ({"creatureEntry": 0}, "`creatureEntry` must be at least 1"),
        ({"creatureEntry": 2**70}, "`creatureEntry` must be at most 100"),
        ({"color": SECRET}, "`color` must be one of 'red' or 'blue'"),
        ({"color": "blue"}, "`color` is sold out"),
        ({"how": SECRET}, "`how` must be one of 'thin' or 'thick'"),
        ({"how": "thick"}, "`how` thick needs `wet`"),
        ({"layers": []}, "`layers` must be a list of at least 1"),
        ({"layers": [1, 2, 3, 4]}, "`layers` must be a list of at most 3"),
        ({"layers": 5}, "`layers` must be a list, not an integer"),
        ({"layers": [1, SECRET]}, "`layers[1]` must be an integer, not a string"),
        ({"share": 1}, "`share` must be less than 1"),
        ({"share": 0}, "`share` must be more than 0"),
        ({"share": float("nan")}, "`share` must be a finite number"),
        ({"share": SECRET}, "`share` must be a number, not a string"),
        ({"name": "x"}, "`name` must be at least 2 characters long"),
        ({"name": SECRET * 9}, "`name` must be at most 5 characters long"),
        ({"name": "ABC"}, "`name` must be text of the form ^[a-z]+$"),
        ({"wet": "yes"}, "`wet` must be true or false, not a string"),
        (
            {"target": []},
            "`target` must be an integer, not a list or must be a string, not a list",
        ),
        ({"points": [{"mapId": 1}, {}]}, "`points[1].mapId` is missing"),
        ({"points": [{"mapId": SECRET}]}, "`points[0].mapId` must be an integer, not a string"),
        ({"points": [SECRET]}, "`points[0]` must be an object, not a string"),
        ({"creatureentry": 7}, "`creatureentry` is unknown (did you mean `creatureEntry`?)"),
        ({"creature_entry": 7}, "`creature_entry` is unknown (did you mean `creatureEntry`?)"),
        ({"zzz": SECRET}, "`zzz` is unknown (paint takes `creatureEntry`, `color`, `how`, "),
    ],
)
def test_problems_are_named_and_values_are_not_repeated(
    argument: dict[str, Any], problem: str
) -> None:
    said = refused({"creatureEntry": 7, **argument})
    assert said.startswith(f"the arguments of paint do not fit: {problem}")
    assert SECRET not in said


def test_a_missing_argument_is_described() -> None:
    assert refused({}) == (
        "the arguments of paint do not fit: `creatureEntry` is missing (Which creature to paint)"
    )


def test_several_problems_in_one_message() -> None:
    assert refused({"color": "green", "wet": 1, "entry": 5}) == (
        "the arguments of paint do not fit: `creatureEntry` is missing (Which creature to paint); "
        "`color` must be one of 'red' or 'blue'; `wet` must be true or false, not an integer; "
        "`entry` is unknown (did you mean `creatureEntry`?)"
    )


def test_many_problems_are_counted() -> None:
    said = refused({"creatureEntry": 7} | {f"x{number}": 1 for number in range(50)})
    assert said.count("is unknown") == PROBLEMS_SHOWN
    assert said.endswith(f"and {50 - PROBLEMS_SHOWN} more")


def test_a_tool_without_arguments_says_so() -> None:
    assert "`x` is unknown (rest takes no arguments)" in refused({"x": 1}, rest)


@pytest.mark.parametrize("arguments", [[], "text", 5, [{"creatureEntry": 7}]])
def test_arguments_must_be_an_object(arguments: object) -> None:
    assert refused(arguments) == "the arguments of paint must be an object of named values"


def test_text_that_is_no_unicode() -> None:
    assert refused({"creatureEntry": 7, "name": "\ud800"}) == (
        "the arguments of paint are not valid Unicode text"
    )


def test_a_callers_own_names_are_cut_and_made_harmless() -> None:
    said = refused({"creatureEntry": 7, "a`b\n\x1b[31m" + "c" * 500: 1})
    assert "`a'b [31mccc" in said
    assert "…" in said
    assert len(said) < 400


def test_nearest() -> None:
    assert nearest("Search_Creature", ["get-item-info", "search-creatures"]) == "search-creatures"
    assert nearest("x" * 10_000, ["get-item-info"]) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*Paint.model_json_schema()["properties"], "x"]), JSON))
def test_whatever_comes_is_taken_or_refused_in_words(arguments: dict[str, Any]) -> None:
    with contextlib.suppress(InvalidArgument):
        assert isinstance(validate(paint, arguments), Paint)
