"""What the realm changes about reputation: rates by faction and source, and what spills over."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata.realm import Realm

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
_SLOTS = 4


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

    A faction without a row there spills by the client's Faction record instead.
    """
    if not realm.schema.has("reputation_spillover_template"):
        return []
    rows = await realm.world.fetch(SPILLS_FROM, [faction], row=_spills)
    return [spill for row in rows for spill in row if faction in (spill.source, spill.target)]


def _spills(source: int, *slots: float) -> list[Spill]:
    parts = [slots[start : start + 3] for start in range(0, 3 * _SLOTS, 3)]
    return [Spill(source, int(target), rate, int(rank)) for target, rate, rank in parts if target]
