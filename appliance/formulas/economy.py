"""Prices, drops and what spawns give in an hour.

What the server computes names its source; the others are plain statistics, defined here.
Amounts are in copper.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SECONDS_PER_HOUR = 3600
CONFIDENCES = (50, 90, 99)
"""Percent of certainty that tries until a drop are told for."""
_FULL = 100.0
_COARSE_MONEY = 32700
"""From this range on the server draws money in steps of 256 copper."""


class Offer(NamedTuple):
    """Units that are offered at one price each."""

    price: float
    units: int


class Spread(NamedTuple):
    """How the prices of all units lie."""

    minimum: float
    lower_quartile: float
    median: float
    maximum: float


def quantile(offers: Sequence[Offer], share: float) -> float:
    """The price below which `share` (0..1) of all units lie.

    Every unit counts once: a stack of twenty counts twenty times. Between two units it
    interpolates linearly: with N units in order of price, the place is (N - 1) x share, counted
    from 0 (Hyndman and Fan's definition 7).

    Raises:
        ValueError: there are no units, or the share is outside 0..1.
    """
    ordered = sorted(offer for offer in offers if offer.units > 0)
    total = sum(offer.units for offer in ordered)
    if not total or not 0 <= share <= 1:
        raise ValueError("a quantile needs units and a share from 0 to 1")
    place = (total - 1) * share
    low = math.floor(place)
    first, second = _at(ordered, low), _at(ordered, math.ceil(place))
    return first if first == second else first + (second - first) * (place - low)


def _at(ordered: Sequence[Offer], place: int) -> float:
    """The price of the unit at a place of the order."""
    for offer in ordered:
        if place < offer.units:
            return offer.price
        place -= offer.units
    return ordered[-1].price


def spread(offers: Sequence[Offer]) -> Spread:
    """Minimum, first quartile, median and maximum of the prices of all units.

    Raises:
        ValueError: there are no units.
    """
    return Spread(*(quantile(offers, share) for share in (0.0, 0.25, 0.5, 1.0)))


def mean_money(least: int, most: int) -> float:
    """The mean of the money a corpse holds, in copper, at Rate.Drop.Money 1.

    Source (both branches): Loot::generateMoneyLoot, Loot.cpp.
    """
    if most <= 0:
        return 0.0
    if most <= least:
        return float(most)
    if most - least < _COARSE_MONEY:
        return (least + most) / 2
    return ((least >> 8) + (most >> 8)) / 2 * 256


def tries_for(chance_percent: float, confidence_percent: float) -> int | None:
    """The fewest tries after which a drop has come with this certainty; None for no chance.

    ceil(log(1 - confidence) / log(1 - chance)); 1 for what always drops.
    """
    if chance_percent <= 0:
        return None
    if chance_percent >= _FULL:
        return 1
    miss, doubt = math.log1p(-chance_percent / _FULL), math.log1p(-confidence_percent / _FULL)
    if not miss:
        return None
    # Rounded first: three halves are exactly 87.5 %, and must not become four for a last bit.
    return max(1, math.ceil(round(doubt / miss, 9)))


def pool_shares(chances: Sequence[float], limit: int) -> list[float]:
    """The share of time each member of a spawn pool is there, 0..1.

    `chances` in percent, 0 for an equal share of what is left; `limit`: members at a time, 0 for
    all. Only in a pool of one do chances count.

    Source (both branches): PoolGroup::AddEntry, PoolGroup::SpawnObject, PoolMgr.cpp.
    """
    if limit <= 0:
        return [1.0] * len(chances)
    if limit > 1 or not any(chances):
        return [min(1.0, limit / len(chances)) for _ in chances]
    left = _FULL
    shares = []
    for chance in chances:
        taken = min(max(chance, 0.0), left)
        left -= taken
        shares.append(taken / _FULL)
    equal = sum(1 for chance in chances if not chance)
    return [
        left / _FULL / equal if not chance else share
        for chance, share in zip(chances, shares, strict=True)
    ]


def per_hour(spawns: Iterable[tuple[float, int]]) -> float:
    """How often some spawns can be killed (opened) in an hour at most, by their respawn alone.

    The sum of share x 3600 / respawn over (share of time, respawn in seconds); a spawn that says
    no time adds nothing. How fast a player kills or travels is not part of it.
    """
    return sum(share * SECONDS_PER_HOUR / respawn for share, respawn in spawns if respawn > 0)


def vendor_pays_master(
    *, sell_price: int, buy_price: int, buy_count: int, class_modifier: float | None
) -> int:
    """What a vendor pays for a piece on master, in copper.

    class_modifier: ItemClass.PriceModifier where the item's price follows from its buy price, None
        where ItemSparse.SellPrice counts.

    Source (master): Item::GetSellPrice, Item.cpp.
    """
    if class_modifier is None:
        return sell_price
    return int(buy_price * class_modifier / max(buy_count, 1))
