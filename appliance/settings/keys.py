"""The keys of the settings tree as a table, read from the model once at import.

Everything that handles values from outside (files, variables, flags) and everything that lists
keys (show, reference) goes through this table, so that a new field in the model is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from appliance.settings.model import Settings
from appliance.settings.section import Section

VARIABLE_PREFIX = "TRINITYCORE_MCP_"


class Kind(StrEnum):
    """What sort of value a key holds."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    SECRET = "secret"
    PATH = "path"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True)
class Key:
    """One key: where it is, what it may hold.

    `least`, `above` and `most` bound numbers (at least, greater than, at most); `optional` keys
    may be empty.
    """

    section: str
    name: str
    kind: Kind
    optional: bool
    default: object
    least: float | None = None
    above: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def dotted(self) -> str:
        """The full name, e.g. "database.pool_size"."""
        return f"{self.section}.{self.name}"

    @property
    def variable(self) -> str:
        """The environment variable, e.g. "TRINITYCORE_MCP_DATABASE__POOL_SIZE"."""
        return f"{VARIABLE_PREFIX}{self.section}__{self.name}".upper()

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        match self.kind:
            case Kind.BOOLEAN:
                return "true or false"
            case Kind.INTEGER | Kind.NUMBER:
                return self._expected_number()
            case Kind.CHOICE:
                return " or ".join((", ".join(self.choices[:-1]), self.choices[-1]))
            case Kind.PATH:
                return "a path"
            case Kind.LIST:
                return "a list of texts"
            case Kind.TEXT | Kind.SECRET:
                return "a text"

    def _expected_number(self) -> str:
        words = "a whole number" if self.kind is Kind.INTEGER else "a number"
        if self.name.endswith("_bytes_s"):
            words += " of bytes a second"
        elif self.name.endswith("_s"):
            words += " of seconds"
        elif self.name.endswith("_ms"):
            words += " of milliseconds"
        elif self.name.endswith("_bytes"):
            words += " of bytes"
        if self.least is not None:
            return f"{words} from {self.least:g} to {self.most:.0f}"
        return f"{words} above {self.above:g}, at most {self.most:.0f}"


def _kind(annotation: object) -> Kind:
    if get_origin(annotation) is tuple:
        return Kind.LIST
    simple: dict[object, Kind] = {
        bool: Kind.BOOLEAN,
        int: Kind.INTEGER,
        float: Kind.NUMBER,
        str: Kind.TEXT,
        SecretStr: Kind.SECRET,
        Path: Kind.PATH,
    }
    if annotation in simple:
        return simple[annotation]
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Kind.CHOICE
    raise TypeError(f"settings cannot hold {annotation!r}")


def _bound(field: FieldInfo, name: str) -> float | None:
    found = [getattr(item, name) for item in field.metadata if hasattr(item, name)]
    return float(found[0]) if found else None


def _key(section: str, name: str, field: FieldInfo) -> Key:
    annotation: object = field.annotation
    optional = isinstance(annotation, UnionType) and NoneType in get_args(annotation)
    if optional:
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    choices: tuple[str, ...] = ()
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        choices = tuple(member.value for member in annotation)
    return Key(
        section=section,
        name=name,
        kind=_kind(annotation),
        optional=optional,
        default=field.default,
        least=_bound(field, "ge"),
        above=_bound(field, "gt"),
        most=_bound(field, "le"),
        choices=choices,
    )


def section_models() -> Mapping[str, type[Section]]:
    """Each section's name and model, in the order of the tree."""
    models = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {name: model for name, model in models.items() if isinstance(model, type)}


def _all() -> Iterator[Key]:
    for section, model in section_models().items():
        for name, field in model.model_fields.items():
            yield _key(section, name, field)


KEYS: Mapping[str, Key] = MappingProxyType({key.dotted: key for key in _all()})
"""Every key by its dotted name, in the order of the tree."""

SECTIONS: tuple[str, ...] = tuple(section_models())

GENERIC_VARIABLES: Mapping[str, Key] = MappingProxyType(
    {key.variable: key for key in KEYS.values()}
)
"""Every key by its environment variable."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelled most like `word`, if one is."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause that names the nearest spelling, or nothing when none is near."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""
