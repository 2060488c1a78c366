"""Parameters become literals that mean exactly the value, or are refused."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest

from appliance.database.literals import literal, render
from appliance.errors import QueryFailed


class Colour(IntEnum):
    RED = 7


class Word(StrEnum):
    ONE = "o'ne"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "NULL"),
        (True, "1"),
        (-5, "-5"),
        (2**70, str(2**70)),
        (Colour.RED, "7"),
        (1.5, "1.5e0"),
        (1e300, "1e+300"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        ("", "''"),
        (Word.ONE, r"'o\'ne'"),
        ("'; DROP TABLE x; -- \\", r"'\'; DROP TABLE x; -- \\'"),
        ('\0\n\r\x1a"', r"'\0\n\r\Z\"'"),
        ("日本 😀", "'日本 😀'"),
        (b"", "x''"),
        (b"\x00'\xff", "x'0027ff'"),
    ],
)
def test_each_type_has_its_literal(value: Any, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("-Inf")])
def test_what_is_no_number_is_refused(value: float | Decimal) -> None:
    with pytest.raises(QueryFailed, match="not a finite number"):
        literal(value)


@pytest.mark.parametrize("value", [Decimal("1E+70"), Decimal("1E-70")])
def test_decimals_beyond_the_servers_are_refused(value: Decimal) -> None:
    with pytest.raises(QueryFailed, match="65 digits"):
        literal(value)


@pytest.mark.parametrize("value", [["x"], {"a'": 1}, ("x",), bytearray(b"x"), object()])
def test_other_types_are_a_mistake_of_ours(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be a SQL parameter"):
        literal(value)


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(QueryFailed, match="not valid Unicode"):
        render("SELECT %s", ("\ud800",))


def test_percent_signs_are_doubled_in_every_statement() -> None:
    assert render("SELECT '100%%', %s", ("%s %%",)) == b"SELECT '100%', '%s %%'"
    assert render("SELECT 5 %% 3", ()) == b"SELECT 5 % 3"


@pytest.mark.parametrize("parameters", [(), (1, 2)])
def test_the_number_of_parameters_must_fit(parameters: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="argument"):
        render("SELECT %s", parameters)
