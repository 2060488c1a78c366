"""Patterns of file names, in time that grows with the name times the pattern and no faster.

`*` and `?` stay within a part of the path, `**` spans parts, `{a,b}` is either. A pattern that does
not begin with / may begin at any folder; one that ends with / means everything below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate

from appliance.errors import InvalidArgument

MOST_CHARACTERS = 200
"""Of one pattern."""
MOST_ALTERNATIVES = 64
"""What the braces of one pattern may come to."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_ANY = "**"
_Part = Callable[[str], object] | None
"""What one part of a path must be; None for `**`."""


@dataclass(frozen=True, slots=True)
class Globs:
    """Some patterns; a path matches when one of them does."""

    alternatives: tuple[tuple[_Part, ...], ...]

    def match(self, path: str) -> bool:
        """Whether `path` is meant; backslashes part folders as slashes do."""
        parts = path.replace("\\", "/").removeprefix("/").split("/")
        return any(_matches(pattern, parts) for pattern in self.alternatives)


def globs(patterns: Iterable[str], *, field: str) -> Globs:
    """Read `patterns`.

    Raises:
        InvalidArgument: one is too long, or its braces come to too many patterns.
    """
    return Globs(
        tuple(_parts(each) for pattern in patterns for each in _alternatives(pattern, field))
    )


def names(pattern: str, *, field: str) -> Callable[[str], bool]:
    """Whether a name that is no path is meant: here `*` is any text.

    Raises:
        InvalidArgument: as of `globs`.
    """
    matches = [re.compile(translate(each)).match for each in _alternatives(pattern, field)]
    return lambda name: any(match(name) for match in matches)


def _alternatives(pattern: str, field: str) -> list[str]:
    if len(pattern) > MOST_CHARACTERS:
        raise InvalidArgument(f"`{field}` has a pattern of more than {MOST_CHARACTERS} characters")
    waiting, done = [pattern], []
    while waiting:
        each = waiting.pop()
        if (found := _BRACES.search(each)) is None:
            done.append(each)
            continue
        before, after = each[: found.start()], each[found.end() :]
        waiting.extend(before + choice + after for choice in found[1].split(","))
        if len(waiting) + len(done) > MOST_ALTERNATIVES:
            raise InvalidArgument(
                f"`{field}` has a pattern whose braces come to more than {MOST_ALTERNATIVES}"
            )
    return done


def _parts(pattern: str) -> tuple[_Part, ...]:
    slashes = pattern.replace("\\", "/")
    if slashes.endswith("/"):
        slashes += _ANY
    names = slashes.removeprefix("./").split("/")
    names = names[1:] if slashes.startswith("/") else [_ANY, *names]
    return tuple(
        None if name == _ANY else re.compile(translate(name)).match
        for name, before in zip(names, ["", *names], strict=False)
        if not name == before == _ANY
    )


def _matches(pattern: Sequence[_Part], parts: Sequence[str]) -> bool:
    """Whether all of `parts` match, going back to the last `**` only: no earlier one can help."""
    at = here = 0
    back: tuple[int, int] | None = None
    while here < len(parts):
        if at < len(pattern) and (part := pattern[at]) is None:
            back = (at, here)
            at += 1
        elif at < len(pattern) and part is not None and part(parts[here]):
            at += 1
            here += 1
        elif back is not None:
            back = (back[0], back[1] + 1)
            at, here = back[0] + 1, back[1]
        else:
            return False
    return all(part is None for part in pattern[at:])
