"""The words for ids and numbers in scripts and conditions.

A `Terms` first only remembers which names are wanted while every template is filled once; `learn`
then fetches them in a few queries, and the second filling has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from appliance.formulas.numbers import plain
from appliance.gamedata import names
from appliance.gamedata.enums import Enums, bits, enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import texts

GAME_EVENTS = """
SELECT eventEntry, description FROM game_event WHERE eventEntry IN ({ids}) ORDER BY eventEntry
"""

_QUOTE_CHARACTERS = 60
_QUEST_STATES = {1: "not taken", 2: "complete", 8: "in progress", 32: "failed", 64: "rewarded"}
_OBJECT_TYPES = {3: "creature", 4: "player", 5: "gameobject", 6: "dynamic object", 7: "corpse"}
_OBJECT_TYPES_OF_TODAY = {
    **{5: "creature", 6: "player", 7: "player", 8: "gameobject", 9: "dynamic object"},
    **{10: "corpse", 11: "area trigger", 12: "scene object", 13: "conversation"},
}
_TYPE_MASK = {8: "unit", 16: "player", 32: "gameobject", 64: "dynamic object", 128: "corpse"}
_TYPE_MASK_OF_TODAY = {
    **{32: "unit", 64: "player", 128: "the player in person", 256: "gameobject"},
    **{512: "dynamic object", 1024: "corpse", 2048: "area trigger"},
}
_JOINED = {"any": " or ", "all": " and "}
_BEST_RANK = 7
_PET_TYPES = {1: "summoned pet", 2: "hunter's pet"}
_NAMED_KINDS = ("spell", "creature", "item", "quest", "gameobject", "faction", "game event")


class _Description(NamedTuple):
    id: int
    text: str | None


class Terms:
    """Words of one realm in one language."""

    def __init__(self, realm: Realm, locale: str) -> None:
        self._realm = realm
        self._locale = locale
        self._enums: Enums = enums(realm.branch)
        self._wanted: dict[str, set[int]] = {kind: set() for kind in _NAMED_KINDS}
        self._speakers: set[int] = set()
        self._names: dict[str, Mapping[int, str]] = {}
        self._quotes: Mapping[tuple[int, int], str] = {}

    def label(self, enum: str, value: int) -> str:
        """The name TrinityCore gives a value, or ""."""
        return (self._enums.name(enum, value) if enum in self._enums else None) or ""

    def term(self, kind: str, values: Sequence[int]) -> str:
        """The word for `values`; KeyError for a kind that does not exist (a bug in a table)."""
        family, _, detail = kind.partition(".")
        if family in _JOINED:
            said = [self.term(detail, [value]) for value in values if value]
            return _JOINED[family].join(said) or "none"
        if family == "enum":
            return self.label(detail, values[0]) or str(values[0])
        if family == "flags":
            return ", ".join(self._flags(detail, values[0])) or "none"
        if kind in self._wanted:
            return self._named(kind, values[0])
        return _KINDS[kind](self, values)

    async def learn(self) -> None:
        """Fetch the names of everything that was asked for so far."""
        realm, locale, wanted = self._realm, self._locale, self._wanted
        self._names = {
            "spell": await names.spell_names(realm, wanted["spell"], locale),
            "creature": await names.creature_names(realm, wanted["creature"], locale),
            "item": await names.item_names(realm, wanted["item"], locale),
            "quest": await names.quest_titles(realm, wanted["quest"], locale),
            "faction": await names.faction_names(realm, wanted["faction"], locale),
            "gameobject": await names.gameobject_names(realm, wanted["gameobject"], locale),
            "game event": await _game_events(realm, wanted["game event"]),
        }
        self._quotes = await _quotes(realm, self._speakers, locale)

    def _named(self, kind: str, number: int) -> str:
        self._wanted[kind].add(number)
        name = self._names.get(kind, {}).get(number, "").strip()
        return f"{name} ({kind} {number})" if name else f"{kind} {number}"

    def _flags(self, enum: str, mask: int) -> list[str]:
        return self._enums.flags(enum, mask) if enum in self._enums else [f"0x{mask:X}"]

    def _quote(self, values: Sequence[int]) -> str:
        """A line of creature_text: values are its group and who speaks (0: not known)."""
        group, speaker = values
        if not speaker:
            return f"text group {group}"
        self._speakers.add(speaker)
        quote = self._quotes.get((speaker, group))
        return f"“{quote}” (text group {group})" if quote else f"text group {group}"

    def _object(self, values: Sequence[int], types: Mapping[int, str]) -> str:
        """An object: its type and, for some, its template's entry."""
        kind = types.get(values[0], f"object of type {values[0]}")
        if not values[1]:
            return f"any {kind}"
        return self.term(kind, [values[1]]) if kind in self._wanted else f"{kind} {values[1]}"

    def _classes(self, values: Sequence[int]) -> str:
        found = [self.label("Classes", bit.bit_length()) or f"0x{bit:X}" for bit in bits(values[0])]
        return " or ".join(found) or "none"

    def _ranks(self, values: Sequence[int]) -> str:
        """Reputation ranks by mask; every rank from one on is "… or better"."""
        ranks = [bit.bit_length() - 1 for bit in bits(values[0])]
        found = [self.label("ReputationRank", rank) or f"rank {rank}" for rank in ranks]
        if len(found) > 1 and ranks == list(range(ranks[0], _BEST_RANK + 1)):
            return f"{found[0]} or better"
        return " or ".join(found) or "none"

    def _races(self, values: Sequence[int]) -> str:
        known = sum(self._enums.values("RaceMask"))
        if values[0] & known == known:
            return "of any player"
        return " or ".join(self._flags("RaceMask", values[0])) or "none"


async def _game_events(realm: Realm, ids: set[int]) -> dict[int, str]:
    if not realm.schema.has("game_event"):
        return {}
    rows = await fetch_by_ids(realm.world, GAME_EVENTS, ids, row=_Description)
    return {row.id: row.text for row in rows if row.text}


async def _quotes(realm: Realm, speakers: set[int], locale: str) -> dict[tuple[int, int], str]:
    """The first text of each group of the speakers, short, and how many others there are."""
    grouped: dict[tuple[int, int], list[str]] = {}
    for line in await texts.texts_of_creatures(realm, speakers, locale):
        grouped.setdefault((line.creature, line.group), []).append(line.text)
    quotes: dict[tuple[int, int], str] = {}
    for place, lines in grouped.items():
        more = f" or {len(lines) - 1} more" if len(lines) > 1 else ""
        quotes[place] = shortened(lines[0]) + more
    return quotes


def shortened(text: str, characters: int = _QUOTE_CHARACTERS) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"


def signed(value: int) -> int:
    """What a column of unsigned 32 bits means where the server reads a signed number."""
    return value - (1 << 32) if value >= 1 << 31 else value


def span(low: float, high: float, unit: str = "") -> str:
    """ "5", "5-8 s": a number or a range with its unit."""
    text = _number(low) if low == high else f"{_number(low)}-{_number(high)}"
    return f"{text} {unit}" if unit else text


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else plain(value, 3)


def _mask(known: Mapping[int, str], mask: int) -> str:
    return " or ".join(known.get(bit, f"0x{bit:X}") for bit in bits(mask)) or "none"


_KINDS: Mapping[str, Callable[[Terms, Sequence[int]], str]] = {
    "n": lambda terms, values: span(values[0], values[-1]),
    "signed": lambda terms, values: str(signed(values[0])),
    "decimal": lambda terms, values: f"{values[0]}.{values[1]}",
    "hex": lambda terms, values: f"0x{values[0]:X}",
    "ms": lambda terms, values: span(values[0] / 1000, values[-1] / 1000, "s"),
    "s": lambda terms, values: span(values[0], values[-1], "s"),
    "power from 1": lambda terms, values: terms.term("enum.Powers", [values[0] - 1]),
    "text": lambda terms, values: terms._quote(values),
    "faction template": lambda terms, values: (
        f"{label} (faction template {values[0]})"
        if (label := terms.label("FactionTemplates", values[0]))
        else f"faction template {values[0]}"
    ),
    "skill": lambda terms, values: (
        f"the skill {label} (skill {values[0]})"
        if (label := terms.label("SkillType", values[0]))
        else f"skill {values[0]}"
    ),
    "classes": lambda terms, values: terms._classes(values),
    "races": lambda terms, values: terms._races(values),
    "ranks": lambda terms, values: terms._ranks(values),
    "quest states": lambda terms, values: _mask(_QUEST_STATES, values[0]),
    "pet types": lambda terms, values: _mask(_PET_TYPES, values[0]),
    "object": lambda terms, values: terms._object(values, _OBJECT_TYPES),
    "object of today": lambda terms, values: terms._object(values, _OBJECT_TYPES_OF_TODAY),
    "types": lambda terms, values: _mask(_TYPE_MASK, values[0]),
    "types of today": lambda terms, values: _mask(_TYPE_MASK_OF_TODAY, values[0]),
}
