"""A generated file, and the templates that files are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

_NOT_CODE = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|#include[^\n]*|\$\w+|\$\{\w+\}')
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class File:
    """One generated file; `path` is its name, or relative to wherever the files are put."""

    path: str
    text: str


def fill(template: str, **values: str) -> str:
    """The text of a template with its values.

    Raises:
        ValueError: the values are not just those the template asks for: a bug of ours.
    """
    pattern = _load(template)
    if set(pattern.get_identifiers()) != set(values):
        raise ValueError(f"{template} wants {sorted(pattern.get_identifiers())}")
    return pattern.substitute(values)


@cache
def names_in(template: str) -> frozenset[str]:
    """Every name the code of a template uses: nothing a caller names may be one of them."""
    return frozenset(_NAME.findall(_NOT_CODE.sub(" ", _load(template).template)))


@cache
def _load(template: str) -> Template:
    folder = resources.files("appliance.codegen.templates")
    return Template(folder.joinpath(template).read_text(encoding="utf-8"))
