"""What a piece of an item is worth to a player who sells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from appliance.gamedata.economy.expected import Loots, Yield
from appliance.gamedata.economy.prices import ItemPrice, prices
from appliance.gamedata.realm import Realm

_NOT_TRADED = frozenset((1, 4, 5))
"""ItemBondingType: bound when picked up, quest items."""


class Buyer(StrEnum):
    """Who pays."""

    VENDOR = "vendor"
    AUCTION = "auction"


class UnitValue(NamedTuple):
    """Copper for one piece, and who pays it."""

    copper: int
    buyer: Buyer


class Part(NamedTuple):
    """What an item adds to the value of a kill (a node, a chest)."""

    item: int
    chance_percent: float
    pieces: float
    unit: UnitValue

    @property
    def copper(self) -> float:
        """Pieces times the value of one."""
        return self.pieces * self.unit.copper


@dataclass(frozen=True, slots=True)
class Values:
    """Values of pieces: the vendor's price, or the auction median where that is more."""

    prices: Mapping[int, ItemPrice]
    medians: Mapping[int, int] = field(default_factory=dict)

    def unit(self, item: int) -> UnitValue:
        """The value of one piece; 0 for what nobody buys or nobody knows."""
        price, median = self.prices.get(item), self.medians.get(item, 0)
        sell = price.sell if price is not None else 0
        traded = price is None or price.bonding not in _NOT_TRADED
        if traded and median > sell:
            return UnitValue(median, Buyer.AUCTION)
        return UnitValue(sell, Buyer.VENDOR)

    def worth(self, found: Yield) -> float:
        """The mean value of what a template gives."""
        return sum(one.pieces * self.unit(one.item).copper for one in found)

    def parts(self, found: Yield) -> list[Part]:
        """What each item of a template adds, most first; without what adds nothing."""
        made = [
            Part(one.item, one.chance_percent, one.pieces, self.unit(one.item)) for one in found
        ]
        return sorted(
            (part for part in made if part.copper > 0), key=lambda part: (-part.copper, part.item)
        )


async def values(realm: Realm, loots: Loots, medians: Mapping[int, int]) -> Values:
    """Values of everything these templates hold."""
    return Values(await prices(realm, loots.items()), medians)
