"""What vendors ask for besides money: records of ItemExtendedCost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.gamedata import client, names
from appliance.gamedata.realm import Realm


class Part(NamedTuple):
    """Pieces of an item, or of a currency."""

    id: int
    name: str | None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedCost:
    """A price; 0 or nothing where it does not ask for a thing.

    honor, arena_points: 3.3.5. currencies: master, amounts as the file has them. faction with
    faction_rank (ReputationRank), achievement: master.
    """

    id: int
    honor: int
    arena_points: int
    items: tuple[Part, ...]
    currencies: tuple[Part, ...]
    arena_rating: int
    arena_bracket: int
    faction: int
    faction_rank: int
    achievement: int


async def extended_costs(
    realm: Realm, ids: Collection[int], locale: str
) -> dict[int, ExtendedCost]:
    """Extended costs by id, with names; none at all where there is no file."""
    wanted = {number for number in ids if number > 0}
    if not wanted or not await client.has(realm, "ItemExtendedCost"):
        return {}
    rows = await client.records(realm, "ItemExtendedCost", wanted)
    items = {item for row in rows.values() for item in row["ItemID"] if item > 0}
    currencies = {one for row in rows.values() for one in row.get("CurrencyID", ()) if one > 0}
    item_names = await names.item_names(realm, items, locale)
    currency_names = await names.currency_names(realm, currencies, locale)
    return {number: _cost(number, row, item_names, currency_names) for number, row in rows.items()}


def _cost(
    number: int, row: Record, item_names: dict[int, str], currency_names: dict[int, str]
) -> ExtendedCost:
    return ExtendedCost(
        id=number,
        honor=row.get("HonorPoints", 0),
        arena_points=row.get("ArenaPoints", 0),
        items=_parts(row["ItemID"], row["ItemCount"], item_names),
        currencies=_parts(row.get("CurrencyID", ()), row.get("CurrencyCount", ()), currency_names),
        arena_rating=row["RequiredArenaRating"],
        arena_bracket=row["ArenaBracket"],
        faction=row.get("MinFactionID", 0),
        faction_rank=row.get("MinReputation", 0),
        achievement=row.get("RequiredAchievement", 0),
    )


def _parts(
    ids: Collection[int], counts: Collection[int], known: dict[int, str]
) -> tuple[Part, ...]:
    return tuple(
        Part(number, known.get(number), amount)
        for number, amount in zip(ids, counts, strict=True)
        if number > 0
    )
