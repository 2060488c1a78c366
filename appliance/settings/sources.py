"""Where values come from, and what is found to be wrong with them on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Layer(StrEnum):
    """The kinds of sources, weakest first: a later one wins."""

    DEFAULT = "default"
    FILE = "file"
    CREDENTIAL = "credential"
    ENV_FILE = "env-file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True)
class Source:
    """Where one value came from; `place` is how a person finds it, e.g. "appliance.toml:12".

    `variable` is the name of the variable that held it, if one did.
    """

    layer: Layer
    place: str
    variable: str = ""

    def __str__(self) -> str:
        return self.place


DEFAULT = Source(Layer.DEFAULT, "default")


@dataclass(frozen=True)
class Given:
    """A value somebody gave for a known key, not yet checked.

    `is_text` says that the source can hold text only (variables, flags), so that "3000" means a
    number; `base` is the folder that relative paths start from.
    """

    key: str
    value: object
    source: Source
    base: Path
    is_text: bool = False


@dataclass
class Findings:
    """Problems and warnings, collected so that all of them are reported at once."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def problem(self, source: Source, about: str, message: str) -> None:
        """Note something that forbids the start."""
        self.problems.append(line(source, about, message))

    def warn(self, source: Source, about: str, message: str) -> None:
        """Note something that an operator should know and that forbids nothing."""
        self.warnings.append(line(source, about, message))


def printable(text: str) -> str:
    """`text` with everything escaped that would break a line or confuse a terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def line(source: Source, about: str, message: str) -> str:
    """One line: place, key, what is wrong. A default has no place worth naming."""
    if source.layer is Layer.DEFAULT:
        return f"{about}: {message}"
    if source.place.endswith(f" {about}"):  # "environment NAME" says the name already
        return f"{source}: {message}"
    return f"{source}: {about}: {message}"
