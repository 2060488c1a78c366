"""What the realm changes about reputation: rates by faction and source, and what spills over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.formulas.reactions import Reaction
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.factions import Faction, factions, subfactions

RATES = """
SELECT faction, quest_rate, quest_daily_rate, quest_weekly_rate, quest_monthly_rate,
       quest_repeatable_rate, creature_rate, spell_rate
FROM reputation_reward_rate WHERE faction = %s LIMIT 1
"""
SPILLS_FROM = """
SELECT faction, faction1, rate_1, rank_1, faction2, rate_2, rank_2, faction3, rate_3, rank_3,
       faction4, rate_4, rank_4
FROM reputation_spillover_template
WHERE %s IN (faction, faction1, faction2, faction3, faction4) ORDER BY faction LIMIT 200
"""
OWN_SPILLS = """
SELECT faction FROM reputation_spillover_template WHERE faction IN ({ids}) ORDER BY faction
"""
_SLOTS = 4
_OWN_BAR = 0x80
"""FactionFlags, ReputationFlags: a faction of factions that keeps what spills (3.3.5: SPECIAL)."""


class Rates(NamedTuple):
    """Factors of a faction's gains by source; 1 where the realm says nothing."""

    quest: float = 1.0
    daily: float = 1.0
    weekly: float = 1.0
    monthly: float = 1.0
    repeatable: float = 1.0
    kill: float = 1.0
    spell: float = 1.0


class Spill(NamedTuple):
    """Part of what a player gains with `source` also counts for `target`, up to a rank."""

    source: int
    target: int
    rate: float
    last_rank: int


async def rates(realm: Realm, faction: int) -> Rates:
    """The rates of a faction (reputation_reward_rate)."""
    if not realm.schema.has("reputation_reward_rate"):
        return Rates()
    rows = await realm.world.fetch(RATES, [faction], row=lambda _faction, *each: Rates(*each))
    return rows[0] if rows else Rates()


async def spills(realm: Realm, faction: int) -> list[Spill]:
    """What spills from and to a faction (reputation_spillover_template).

    A faction without a row there spills by the client's Faction record: `family_spills`.
    """
    if not realm.schema.has("reputation_spillover_template"):
        return []
    rows = await realm.world.fetch(SPILLS_FROM, [faction], row=_spills)
    return [spill for row in rows for spill in row if faction in (spill.source, spill.target)]


async def family_spills(realm: Realm, faction: Faction) -> list[Spill]:
    """What spills to a faction from its parent, sisters and subfactions, by source.

    The client's Faction records say so; a source with a row in reputation_spillover_template
    spills by that alone. Source (both branches): ReputationMgr::SetReputation.

    Raises:
        Unavailable: there is no file Faction.
    """
    near = await subfactions(realm, {faction.parent, faction.id} - {0})
    ids = {faction.parent, *(number for family in near.values() for number in family)}
    known = await factions(realm, ids - {0, faction.id})
    heads = await subfactions(realm, known)
    own = await _with_own_spills(realm, known)
    found = []
    for source in known.values():
        if source.has_reputation and source.id not in own:
            found += _of_family(source, faction, known, heads)
    return sorted(found)


async def _with_own_spills(realm: Realm, ids: Collection[int]) -> frozenset[int]:
    if not realm.schema.has("reputation_spillover_template"):
        return frozenset()
    return frozenset(await fetch_by_ids(realm.world, OWN_SPILLS, ids, row=int))


def _of_family(
    source: Faction, target: Faction, known: Mapping[int, Faction], heads: Collection[int]
) -> list[Spill]:
    """What of the source's gains the target takes: at most one part."""
    rate, last = 0.0, target.spill_rank
    if source.id in heads:
        rate = target.spill_in if target.parent == source.id else 0.0
    elif source.parent == target.id:
        rate, last = source.spill_out if _own_bar(target) else 0.0, int(Reaction.EXALTED)
    elif (parent := known.get(source.parent)) is not None and not _own_bar(parent):
        rate = source.spill_out * target.spill_in
    return [Spill(source.id, target.id, round(rate, 6), last)] if rate > 0 else []


def _own_bar(faction: Faction) -> bool:
    return faction.has_reputation and any(base.flags & _OWN_BAR for base in faction.bases)


def _spills(source: int, *slots: float) -> list[Spill]:
    parts = [slots[start : start + 3] for start in range(0, 3 * _SLOTS, 3)]
    return [Spill(source, int(target), rate, int(rank)) for target, rate, rank in parts if target]
