"""What conditions are attached to, in words: an item in somebody's loot, a line of a gossip menu.

It stands above scripts and loot, which it joins: loot knows its conditions, and a condition's
words here know whose loot a template is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from appliance.gamedata.loot.owners import owner_names, owners_of
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.gamedata.scripts.term_names import Lookup, listed
from appliance.gamedata.scripts.wording import phrase
from appliance.gamedata.scripts.wording_terms import Terms


async def describe(
    realm: Realm, sources: Collection[ConditionSource], locale: str
) -> dict[ConditionSource, str]:
    """What each source is: "Sword (item 25) sold by Thug (creature 38)"."""
    terms = Terms(realm, locale, LOOT)
    for source in sources:
        _described(terms, source)
    await terms.learn()
    return {source: _described(terms, source) for source in sources}


def _described(terms: Terms, source: ConditionSource) -> str:
    values = (source.group, source.entry, source.id)
    template = terms.wordings.sources.get(source.type)
    if template is not None:
        return phrase(template, values, terms)
    if source.type < 0:
        return f"condition reference {-source.type}"
    return terms.unknown("condition source", "ConditionSourceType", source.type, values)


def _loot_of(kind: LootKind) -> Lookup:
    """Names for templates of a kind: those of who or what uses them."""

    async def lookup(realm: Realm, keys: Collection[Any], locale: str) -> Mapping[Any, str]:
        owners = await owners_of(realm, {kind: keys})
        ids = {owner.id for members in owners.values() for owner in members}
        known = await owner_names(realm, kind, ids, locale)
        users = {
            number: [known[owner.id] for owner in members if owner.id in known]
            for (_, number), members in owners.items()
        }
        return {number: f"the loot of {listed(names)}" for number, names in users.items() if names}

    return lookup


LOOT: Mapping[str, Lookup] = {f"{kind} loot": _loot_of(kind) for kind in LootKind}
"""Lookups of the kinds "creature loot", "fishing loot", …"""
