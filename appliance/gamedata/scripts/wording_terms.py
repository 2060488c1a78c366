"""The words for ids and numbers in scripts and conditions.

A `Terms` first only remembers which names are wanted while every template is filled once; `learn`
then fetches them in a few queries, and the second filling has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from appliance.formulas.numbers import plain
from appliance.gamedata.enums import Enums, bits, enums
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts.term_names import LOOKUPS, Lookup
from appliance.gamedata.scripts.wording import phrase
from appliance.gamedata.scripts.wordings import wordings

_BEST_RANK = 7


class Terms:
    """Words of one realm in one language. `more` are kinds of names beside those of `LOOKUPS`."""

    def __init__(self, realm: Realm, locale: str, more: Mapping[str, Lookup] | None = None) -> None:
        self._lookups = LOOKUPS if more is None else {**LOOKUPS, **more}
        self.wordings = wordings(realm.branch)
        self._realm = realm
        self._locale = locale
        self.enums: Enums = enums(realm.branch)
        self._wanted: defaultdict[str, set[Any]] = defaultdict(set)
        self._names: dict[str, Mapping[Any, str]] = {}

    def label(self, enum: str, value: int) -> str:
        """The name TrinityCore gives a value, or ""."""
        return (self.enums.name(enum, value) if enum in self.enums else None) or ""

    def term(self, kind: str, values: Sequence[int]) -> str:
        """The word for `values`; KeyError for a kind that does not exist (a bug in a table)."""
        return _way(kind)(self, values)

    def name(self, kind: str, key: Any) -> str | None:
        """The name of a key; asks for it where it is not known yet. KeyError as `term`."""
        if kind not in self._lookups:
            raise KeyError(kind)
        self._wanted[kind].add(key)
        return self._names.get(kind, {}).get(key)

    async def learn(self) -> None:
        """Fetch the names of everything that was asked for so far."""
        self._names = {
            kind: await self._lookups[kind](self._realm, keys, self._locale)
            for kind, keys in list(self._wanted.items())
        }

    def unknown(
        self, what: str, enum: str, number: int, values: Sequence[int], mark: str = "p"
    ) -> str:
        """What is said of a number that has no wording: its parameters are p1, p2, …"""
        label = self.label(enum, number)
        said = f"{what} {number} “{label}”" if label else f"{what} {number}"
        return f"{said} ({', '.join(f'{mark}{n}={value}' for n, value in enumerate(values, 1))})"


def signed(value: int) -> int:
    """What a column of unsigned 32 bits means where the server reads a signed number."""
    return value - (1 << 32) if value >= 1 << 31 else value


def span(low: float, high: float, unit: str = "") -> str:
    """ "5", "5-8 s": a number or a range with its unit."""
    text = _number(low) if low == high else f"{_number(low)}-{_number(high)}"
    return f"{text} {unit}" if unit else text


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else plain(value, 3)


Way = Callable[[Terms, Sequence[int]], str]


@cache
def _way(kind: str) -> Way:
    """How a kind of words is made."""
    family, _, detail = kind.partition(".")
    if family in _FAMILIES:
        return _FAMILIES[family](detail)
    return _KINDS[kind] if kind in _KINDS else partial(_named, kind)


def _joined(between: str, detail: str) -> Way:
    """The words of every number that is not 0."""
    way = _way(detail)
    return lambda terms, values: (
        between.join(way(terms, [value]) for value in values if value) or "none"
    )


def _masked(between: str, enum: str) -> Way:
    return lambda terms, values: between.join(terms.enums.decoded(enum, values[0])) or "none"


def _object(enum: str) -> Way:
    """An object: its type, for some its template's entry, and the guid of its spawn."""

    def say(terms: Terms, values: Sequence[int]) -> str:
        kind, entry, guid = (*values, 0)[:3]
        type_name = terms.label(enum, kind) or f"object of type {kind}"
        if not entry:
            told = f"any {type_name}"
        elif type_name in LOOKUPS:
            told = _named(type_name, terms, [entry])
        else:
            told = f"{type_name} {entry}"
        spawn = f"{type_name} spawn"
        name = terms.name(spawn, guid) if guid and spawn in LOOKUPS else None
        if name:
            return f"{name} ({spawn} {guid})"
        return f"{told}, spawn {guid}" if guid else told

    return say


def _named(kind: str, terms: Terms, values: Sequence[int]) -> str:
    name = terms.name(kind, values[0])
    return f"{name} ({kind} {values[0]})" if name else f"{kind} {values[0]}"


def _spawn(of: str, terms: Terms, values: Sequence[int]) -> str:
    """A spawn by its guid; where only a template's entry is given, that."""
    guid, entry = (*values, 0)[:2]
    if not guid:
        return _named(of, terms, [entry])
    name = terms.name(f"{of} spawn", guid)
    if name:
        return f"{name} ({of} spawn {guid})"
    return f"{of} spawn {guid}" + (f", {_named(of, terms, [entry])}" if entry else "")


def _text(terms: Terms, values: Sequence[int]) -> str:
    """A line of creature_text: values are its group and who speaks (0: not known)."""
    group, speaker = values
    quote = terms.name("text", (speaker, group)) if speaker else None
    return f"{quote} (text group {group})" if quote else f"text group {group}"


def _gossip_option(terms: Terms, values: Sequence[int]) -> str:
    menu, option = values
    quote = terms.name("gossip option", (menu, option))
    place = f"option {option} of gossip menu {menu}"
    return f"{quote} ({place})" if quote else place


def _equipment(terms: Terms, values: Sequence[int]) -> str:
    number, creature = values
    items = terms.name("equipment", (creature, number)) if creature else None
    return f"equipment set {number}: {items}" if items else f"equipment set {number}"


def _summon_group(terms: Terms, values: Sequence[int]) -> str:
    group, summoner = values
    members = terms.name("summon group", (summoner, group)) if summoner else None
    return f"creature group {group}: {members}" if members else f"creature group {group}"


def _skill(terms: Terms, values: Sequence[int]) -> str:
    name = terms.name("skill", values[0])
    return f"the skill {name} (skill {values[0]})" if name else f"skill {values[0]}"


def _ranks(terms: Terms, values: Sequence[int]) -> str:
    """Reputation ranks by mask; every rank from one on is "… or better"."""
    ranks = [bit.bit_length() - 1 for bit in bits(values[0])]
    found = [terms.label("ReputationRank", rank) or f"rank {rank}" for rank in ranks]
    if len(found) > 1 and ranks == list(range(ranks[0], _BEST_RANK + 1)):
        return f"{found[0]} or better"
    return " or ".join(found) or "none"


def _races(terms: Terms, values: Sequence[int]) -> str:
    known = sum(terms.enums.values("RaceMask"))
    if values[0] & known == known:
        return "of any player"
    return " or ".join(terms.enums.decoded("RaceMask", values[0])) or "none"


def _target(terms: Terms, values: Sequence[int]) -> str:
    """A SmartAI target: its type and its parameters."""
    number, *parameters = values
    template = terms.wordings.targets.get(number)
    if template is None:
        return terms.unknown("target", "SMARTAI_TARGETS", number, parameters)
    return phrase(template, parameters, terms)


def _script_owner(terms: Terms, values: Sequence[int]) -> str:
    """Whose SmartAI script it is: entryorguid and source_type."""
    owner, source_type = values
    kind = terms.label("SmartScriptType", source_type) or f"script type {source_type}"
    if kind not in ("creature", "gameobject", "area trigger"):
        return f"{kind} {owner}"
    return _spawn(kind, terms, [0, owner] if owner > 0 else [-owner, 0])


_FAMILIES: Mapping[str, Callable[[str], Way]] = {
    "any": partial(_joined, " or "),
    "all": partial(_joined, " and "),
    "enum": lambda enum: lambda terms, values: terms.label(enum, values[0]) or str(values[0]),
    "flags": partial(_masked, ", "),
    "or": partial(_masked, " or "),
    "object": _object,
}
"""Kinds with a detail after a point: "any.item", "enum.Powers"."""

_KINDS: Mapping[str, Way] = {
    "n": lambda terms, values: span(values[0], values[-1]),
    "signed": lambda terms, values: str(signed(values[0])),
    "before": lambda terms, values: str(values[0] - 1),
    "decimal": lambda terms, values: f"{values[0]}.{values[1]}",
    "hex": lambda terms, values: f"0x{values[0]:X}",
    "effects": lambda terms, values: ", ".join(str(b.bit_length() - 1) for b in bits(values[0])),
    "ms": lambda terms, values: span(values[0] / 1000, values[-1] / 1000, "s"),
    "s": lambda terms, values: span(values[0], values[-1], "s"),
    "power from 1": lambda terms, values: terms.term("enum.Powers", [values[0] - 1]),
    "text": _text,
    "gossip option": _gossip_option,
    "equipment": _equipment,
    "summon group": _summon_group,
    "creature spawn": partial(_spawn, "creature"),
    "gameobject spawn": partial(_spawn, "gameobject"),
    "skill": _skill,
    "ranks": _ranks,
    "races": _races,
    "target": _target,
    "script owner": _script_owner,
}
"""Kinds that are not just the name of a `LOOKUPS` kind with its number."""
