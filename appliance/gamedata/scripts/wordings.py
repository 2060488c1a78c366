"""The wordings: what each event, action, target, condition and condition source says.

They are data of the package (`wordings/*.toml`), read once for each branch. Words of both branches
stand together; what a number means on master alone lays over them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template
from typing import Any, NamedTuple

from appliance.gamedata.realm import Branch

_PLAYER = "the player"


class Condition(NamedTuple):
    """Templates of a condition; an empty subject is the one its source and target name."""

    verb: str
    rest: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Wordings:
    """Templates (see `wording.phrase`) by the numbers of one branch.

    in_list: the event of a row in a timed list. flags, difficulties: bits of event_flags, those
    that limit a row to difficulties apart. opposites: what a negative condition says for its verb.
    subjects: who a condition is about, by ConditionSourceType and then ConditionTarget.
    """

    events: Mapping[int, str]
    in_list: str
    flags: Mapping[int, str]
    difficulties: Mapping[int, str]
    actions: Mapping[int, str]
    targets: Mapping[int, str]
    conditions: Mapping[int, Condition]
    opposites: Mapping[str, str]
    sources: Mapping[int, str]
    subjects: Mapping[int, Sequence[str]]

    def subject(self, source: int, target: int) -> str:
        """Who a condition of this source type is about."""
        subjects = self.subjects.get(source, (_PLAYER,))
        return subjects[target] if target < len(subjects) else f"target {target}"


@cache
def wordings(branch: Branch) -> Wordings:
    """The wordings of a branch. Raises on a broken file: that is a bug in it."""
    events, conditions = _read("events"), _read("conditions")
    sources = _read("condition_sources")
    return Wordings(
        events=_words(events, branch),
        in_list=events["in_list"],
        flags=_numbered(events["flags"]),
        difficulties=_numbered(events["difficulties"]),
        actions=_words(_read("actions"), branch),
        targets=_words(_read("targets"), branch),
        conditions={
            number: Condition(*parts) for number, parts in _words(conditions, branch).items()
        },
        opposites=conditions["opposites"],
        sources=_words(sources, branch),
        subjects=_numbered(sources["subjects"]),
    )


@cache
def _read(name: str) -> dict[str, Any]:
    file = resources.files("appliance.gamedata.scripts") / "wordings" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _words(table: Mapping[str, Any], branch: Branch) -> dict[int, Any]:
    """A file's words with its fragments put in."""
    words = table["words"] | (table.get("master", {}) if branch is Branch.MASTER else {})
    fragments = table.get("fragments", {})
    return {
        number: _filled(text, fragments)
        if isinstance(text, str)
        else [_filled(part, fragments) for part in text]
        for number, text in _numbered(words).items()
    }


def _filled(text: str, fragments: Mapping[str, str]) -> str:
    return Template(text).substitute(fragments) if "$" in text else text


def _numbered(table: Mapping[str, Any]) -> dict[int, Any]:
    return {int(number): value for number, value in table.items()}
