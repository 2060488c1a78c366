"""Turns parameters into SQL literals. Pure: values in, text out, nothing else.

The session's sql_mode, which `mysql.py` sets, never contains NO_BACKSLASH_ESCAPES, and its
character set is utf8mb4, in which no byte of a longer character looks like a quote or backslash.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from appliance.database.interface import Parameter
from appliance.errors import QueryFailed

_ESCAPES = str.maketrans(
    {
        "\0": r"\0",
        "\n": r"\n",
        "\r": r"\r",
        "\x1a": r"\Z",
        "'": r"\'",
        '"': r"\"",
        "\\": r"\\",
    }
)
MAX_DECIMAL_DIGITS = 65
"""Digits MySQL and MariaDB keep in a DECIMAL."""


def render(sql: str, parameters: Sequence[Parameter]) -> bytes:
    """Return the statement with a literal for each `%s` and `%` for each `%%`.

    Raises:
        TypeError: a parameter has a type that is no `Parameter`, or their number is wrong.
        QueryFailed: a value no literal exists for: NaN, an infinity, a lone surrogate.
    """
    text = sql % tuple(map(literal, parameters))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise QueryFailed("a text parameter is not valid Unicode") from None


def literal(value: Parameter) -> str:
    """Return one value as a literal; raises as `render` does."""
    check(value)
    match value:
        case None:
            return "NULL"
        case str():
            return f"'{str(value).translate(_ESCAPES)}'"
        case bytes():
            return f"x'{value.hex()}'"
        case int():
            return str(int(value))
        case float():
            text = repr(float(value))
            # Without an exponent it would be a DECIMAL, which compares otherwise.
            return text if "e" in text else f"{text}e0"
        case Decimal():
            return format(value, "f")


def check(value: object) -> None:
    """Refuse what is no parameter; raises as `render` does.

    A wrong type is a mistake in our code; a wrong value can come from a caller.
    """
    if not isinstance(value, (str, bytes, int, float, Decimal, type(None))):
        raise TypeError(f"{type(value).__name__} cannot be a SQL parameter")
    if isinstance(value, float) and not math.isfinite(value):
        raise QueryFailed(f"{value} cannot be asked for: not a finite number")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise QueryFailed(f"{value} cannot be asked for: not a finite number")
        if abs(value.adjusted()) > MAX_DECIMAL_DIGITS:
            raise QueryFailed(f"a number of more than {MAX_DECIMAL_DIGITS} digits was asked for")
