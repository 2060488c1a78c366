"""What the combat tools share: a named sum, notes and places."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.formulas.numbers import plain
from appliance.tools.models import Coded, ToolOutput


class Formula(ToolOutput):
    """How a number came about."""

    of: Annotated[str, Field(description="Which number of the answer.")]
    formula: str
    inputs: str
    source: Annotated[str, Field(description="The server's own code.")]


class Position(ToolOutput):
    """A place in yards."""

    x: float
    y: float
    z: float


def named(names: dict[int, str], number: int) -> Coded:
    """An id with its name where one is known."""
    return Coded(id=number, name=names.get(number))


def number(value: float) -> str:
    """A number as people write it: no trailing zeros, at most four decimals."""
    return plain(value, 4)
