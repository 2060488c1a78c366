"""Short quotes of what creatures say and gossip windows show, as names of their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import gossip, texts

QUOTE_CHARACTERS = 60


def shortened(text: str, characters: int = QUOTE_CHARACTERS) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"


def quoted(variants: Collection[str]) -> str:
    """The first text, short, and how many others there are."""
    first, *others = variants
    more = f" or one of {len(others)} others" if len(others) > 1 else " or one other"
    return f"“{shortened(first)}”{more if others else ''}"


async def creature_texts(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """What (creature, group) says: the first text of creature_text."""
    said: dict[Any, list[str]] = defaultdict(list)
    for line in await texts.texts_of_creatures(realm, {speaker for speaker, _ in keys}, locale):
        said[line.creature, line.group].append(line.text)
    return {place: quoted(variants) for place, variants in said.items()}


async def npc_texts(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """What npc_text says."""
    found = await gossip.npc_texts(realm, keys, locale)
    return {number: quoted(variants) for number, variants in found.items()}


async def gossip_menus(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """What a menu opens with."""
    rows = await gossip.menu_texts(realm, keys)
    known = await gossip.npc_texts(realm, {row.text for row in rows}, locale)
    said: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        said[row.menu] += known.get(row.text, [])
    return {menu: quoted(variants) for menu, variants in said.items() if variants}


async def gossip_options(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
    """The line (menu, option)."""
    found = await gossip.options(realm, {menu for menu, _ in keys}, locale)
    return {(row.menu, row.option): quoted([row.text]) for row in found if row.text}
