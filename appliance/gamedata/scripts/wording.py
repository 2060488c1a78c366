"""Sentences out of numbered parameters: a small template language and nothing else.

`{kind:N}`        parameter N (from 1) as a word of that kind; `{kind:1-3}` and `{kind:1,8}` name
                  several parameters
`[text|else]`     text when one of the parameters it names is not 0, otherwise else (or nothing)
`<N|a|b|c>`       a, b or c when parameter N is 0, 1 or 2; the number itself when it is beyond
`<?N|no|yes>`     no when parameter N is 0, else yes

The kinds belong to whoever knows the words (`wording_terms.Terms`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, Protocol

_MARKS = "{[<|]>"


class Field(NamedTuple):
    """A place to fill."""

    kind: str
    parameters: tuple[int, ...]


class Choice(NamedTuple):
    """Alternatives; `exact` takes the option of the parameter's value, else 0 or not 0."""

    parameters: tuple[int, ...]
    exact: bool
    options: tuple[tuple[str | Field | Choice, ...], ...]


Part = str | Field | Choice


class Words(Protocol):
    """Knows the word for parameters of a kind."""

    def term(self, kind: str, values: Sequence[int]) -> str:
        """The word; `values` are the parameters the template names."""


def phrase(template: str, values: Sequence[int], words: Words) -> str:
    """Fill `template`; parameters that `values` does not have are 0."""
    return _render(parse(template), values, words)


def _render(parts: Sequence[Part], values: Sequence[int], words: Words) -> str:
    text: list[str] = []
    for part in parts:
        if isinstance(part, str):
            text.append(part)
        elif isinstance(part, Field):
            text.append(words.term(part.kind, [_value(values, n) for n in part.parameters]))
        else:
            text.append(_chosen(part, values, words))
    return "".join(text)


def _chosen(choice: Choice, values: Sequence[int], words: Words) -> str:
    if choice.exact:
        index = _value(values, choice.parameters[0])
        if not 0 <= index < len(choice.options):
            return str(index)
    else:
        index = int(any(_value(values, n) for n in choice.parameters))
    return _render(choice.options[index], values, words)


def _value(values: Sequence[int], number: int) -> int:
    return values[number - 1] if number <= len(values) else 0


@cache
def parse(template: str) -> tuple[Part, ...]:
    """The parts of a template. Raises ValueError on a broken one: that is a bug in a table."""
    parts, rest = _parts(template, "")
    if rest:
        raise ValueError(f"unbalanced {rest[0]!r} in {template!r}")
    return parts


def _parts(text: str, closing: str) -> tuple[tuple[Part, ...], str]:
    """Read up to one of the characters `closing`; returns the parts and what follows."""
    parts: list[Part] = []
    while text and not (closing and text[0] in closing):
        mark = text[0]
        if mark == "{":
            inside, _, text = text[1:].partition("}")
            kind, _, numbers = inside.partition(":")
            parts.append(Field(kind, _numbers(numbers)))
        elif mark == "[":
            options, text = _options(text[1:], "]")
            decides = tuple(
                number
                for part in options[0]
                if isinstance(part, Field)
                for number in part.parameters
            )
            parts.append(
                Choice(decides, False, (options[1] if len(options) > 1 else (), options[0]))
            )
        elif mark == "<":
            head, _, text = text[1:].partition("|")
            options, text = _options(text, ">")
            parts.append(Choice((int(head.removeprefix("?")),), not head.startswith("?"), options))
        elif mark in _MARKS:
            return tuple(parts), text
        else:
            end = min((at for at in map(text.find, _MARKS) if at >= 0), default=len(text))
            parts.append(text[:end])
            text = text[end:]
    return tuple(parts), text


def _options(text: str, closing: str) -> tuple[tuple[tuple[Part, ...], ...], str]:
    options: list[tuple[Part, ...]] = []
    while True:
        option, text = _parts(text, "|" + closing)
        options.append(option)
        if not text:
            raise ValueError(f"{closing!r} is missing")
        mark, text = text[0], text[1:]
        if mark == closing:
            return tuple(options), text


def _numbers(text: str) -> tuple[int, ...]:
    """ "3" → 3; "1-3" → 1, 2, 3; "1,8" → 1, 8."""
    first, dash, last = text.partition("-")
    if dash:
        return tuple(range(int(first), int(last) + 1))
    return tuple(int(number) for number in text.split(","))
