"""Makes SQLite answer as MySQL does: text comparison, functions, and the DDL both understand.

What remains different, and is therefore kept out of the product's queries: AVG and division give
a float where MySQL gives a DECIMAL; `||` and DIV.
"""

from __future__ import annotations

import math
import re
import sqlite3
import struct
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

COLLATION = "mysql_ci"
PRECISION = 6
"""Digits of a FLOAT that MySQL shows."""

# The order of ASCII in utf8mb4_unicode_ci (UCA 4.0.0): punctuation, then digits, then letters.
_PUNCTUATION = " `^_-,;:!?.'\"()[]{}@*/\\&#%+<=>|~$"
_ORDER = str.maketrans(
    {mark: chr(place + 1) for place, mark in enumerate(_PUNCTUATION)}
    # Letters of their own that stand right after the one they look like.
    | {letter: like + "\uffff" for letter, like in zip("æœøłđðйўѓќє", "aoolddиугке", strict=True)}
    | {"і": "и\ufffd", "ї": "и\ufffe"}
)
# Letters of their own to utf8mb4_unicode_ci although Unicode writes them with an accent.
_OWN_LETTERS = frozenset("йўїѓќ")

Value: TypeAlias = str | bytes | int | float | None
Function: TypeAlias = Callable[..., Value]

_TEXT_TYPE = re.compile(
    r"((?:`\w+`|\b\w+)\s+)(?:(?:var)?char\s*\(\s*\d+\s*\)|(?:tiny|medium|long)?text\b|(?:enum|set)\s*\([^)]*\))"
    r"(?:\s+CHARACTER\s+SET\s+\w+)?(?:\s+COLLATE\s+\w+?(?P<exact>_bin\b)?(?!\w))?",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"\s+COMMENT\s*=?\s*'(?:[^']|'')*'", re.IGNORECASE)
_KEY = re.compile(
    r",\s*(?:(?:UNIQUE|FULLTEXT)\s+)?(?:KEY|INDEX)\s+(?:`\w+`|\w+)\s*\([^)]*\)(?:\s+USING\s+\w+)?",
    re.IGNORECASE,
)
_TABLE_OPTIONS = re.compile(r"\)[^)]*;\s*\Z")
_CREATE = re.compile(r"(?:\s|--[^\n]*\n)*CREATE\s+TABLE\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """What utf8mb4_unicode_ci compares of `text`: neither case nor accents."""
    folded = []
    for letter in text.casefold():
        if letter in _OWN_LETTERS:
            folded.append(letter)
        else:
            parts = unicodedata.normalize("NFKD", letter)
            folded += [part for part in parts if not unicodedata.combining(part)]
    return "".join(folded)


def compare(left: str, right: str) -> int:
    """-1, 0 or 1 as MySQL orders two texts; trailing spaces do not count."""
    first = fold(left.rstrip(" ")).translate(_ORDER)
    second = fold(right.rstrip(" ")).translate(_ORDER)
    return (first > second) - (first < second)


def adapt(script: str) -> Iterator[str]:
    """Yield a script's statements, the CREATE TABLEs rewritten for SQLite."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if ";" in line and sqlite3.complete_statement(statement):
            yield _adapt_table(statement) if _CREATE.match(statement) else statement
            statement = ""
    if statement.strip():
        yield statement


def _adapt_table(statement: str) -> str:
    statement = _COMMENT.sub("", statement)
    statement = _TEXT_TYPE.sub(_text_column, statement)
    statement = _KEY.sub("", statement)
    return _TABLE_OPTIONS.sub(");", statement)


def _text_column(found: re.Match[str]) -> str:
    return f"{found[1]}TEXT COLLATE {'BINARY' if found['exact'] else COLLATION}"


def install(connection: sqlite3.Connection) -> None:
    """Give a connection the collation and the functions."""
    connection.create_collation(COLLATION, compare)
    for name, parameters, function in FUNCTIONS:
        connection.create_function(name, parameters, function, deterministic=True)


def shown_float(value: float) -> float:
    """The number MySQL shows of a FLOAT: stored in 32 bits, told in six digits."""
    (stored,) = struct.unpack("f", struct.pack("f", value))
    return float(f"{stored:.{PRECISION}g}")


@lru_cache(maxsize=512)
def _like_pattern(pattern: str, escape: str) -> re.Pattern[str]:
    expression = ""
    marks = iter(fold(pattern))
    for mark in marks:
        if mark == escape:
            expression += re.escape(next(marks, escape))
        elif mark == "%":
            expression += ".*"
        elif mark == "_":
            expression += "."
        else:
            expression += re.escape(mark)
    return re.compile(expression, re.DOTALL)


def like(pattern: object, value: object, escape: str = "\\") -> int | None:
    """`value LIKE pattern`."""
    if pattern is None or value is None:
        return None
    return int(bool(_like_pattern(_text(pattern), escape).fullmatch(fold(_text(value)))))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _strict(function: Function) -> Function:
    """NULL when any argument is, as almost every function of SQL."""

    def answer(*arguments: Value) -> Value:
        return None if None in arguments else function(*arguments)

    return answer


def _concat(*values: object) -> str:
    return "".join(map(_text, values))


def _concat_ws(separator: object, *values: object) -> str | None:
    if separator is None:
        return None
    return _text(separator).join(_text(value) for value in values if value is not None)


def _round(value: float, digits: int = 0) -> float:
    """Exact numbers away from zero, floating ones to the even neighbour."""
    factor: int = 10 ** abs(digits)
    if isinstance(value, int):
        if digits >= 0:
            return value
        return int(math.copysign((abs(value) + factor // 2) // factor * factor, value))
    return round(value * factor) / factor if digits >= 0 else round(value / factor) * float(factor)


def _mod(value: float, divisor: float) -> float | None:
    if divisor == 0:
        return None
    if isinstance(value, int) and isinstance(divisor, int):
        return int(math.copysign(abs(value) % abs(divisor), value))
    return math.fmod(value, divisor)


def _locate(part: object, text: object, start: int = 1) -> int:
    return fold(_text(text)).find(fold(_text(part)), start - 1) + 1


def _find_in_set(part: object, listed: object) -> int:
    texts = [fold(each) for each in _text(listed).split(",")] if listed != "" else []
    wanted = fold(_text(part))
    return texts.index(wanted) + 1 if wanted in texts else 0


def _unix_timestamp(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())


def _from_unixtime(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


FUNCTIONS: tuple[tuple[str, int, Function], ...] = (
    ("like", 2, like),
    ("like", 3, like),
    ("if", 3, lambda condition, yes, no: yes if condition else no),
    ("concat", -1, _strict(_concat)),
    ("concat_ws", -1, _concat_ws),
    ("greatest", -1, _strict(lambda *values: max(values))),
    ("least", -1, _strict(lambda *values: min(values))),
    ("round", 1, _strict(_round)),
    ("round", 2, _strict(_round)),
    ("mod", 2, _strict(_mod)),
    ("length", 1, _strict(lambda value: len(_text(value).encode()))),
    ("char_length", 1, _strict(lambda value: len(_text(value)))),
    ("lower", 1, _strict(lambda value: _text(value).lower())),
    ("upper", 1, _strict(lambda value: _text(value).upper())),
    ("locate", 2, _strict(_locate)),
    ("locate", 3, _strict(_locate)),
    ("instr", 2, _strict(lambda text, part: _locate(part, text))),
    ("find_in_set", 2, _strict(_find_in_set)),
    ("unix_timestamp", 1, _strict(_unix_timestamp)),
    ("from_unixtime", 1, _strict(_from_unixtime)),
    ("shown_float", 1, _strict(shown_float)),
)
