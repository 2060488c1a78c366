"""Numbers of the database → the shared models that carry their meaning."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.formulas.money import money_text
from appliance.gamedata.absent import file_name
from appliance.gamedata.enums import Enums
from appliance.gamedata.items import costs
from appliance.gamedata.realm import Branch
from appliance.tools.models import (
    Coded,
    CurrencyCost,
    ExtendedCost,
    Flags,
    ItemCost,
    Money,
)


def coded(enums: Enums, enum: str, value: int) -> Coded:
    """A number with its name in the enumeration; without a name when it has none."""
    return Coded(id=value, name=enums.name(enum, value))


def coded_if(enums: Enums, enum: str, value: int) -> Coded | None:
    """A number with its name; None for 0, which stands for none."""
    return coded(enums, enum, value) if value else None


def flags(enums: Enums, enum: str, mask: int) -> Flags:
    """A mask with the names of its bits."""
    return Flags(value=mask, names=enums.flags(enum, mask))


def money(copper: int) -> Money:
    """An amount in copper with its text ("1g 2s 3c")."""
    return Money(copper=copper, text=money_text(copper))


def client_file(branch: Branch, name: str) -> str:
    """A client file by its table's name, as this branch's client calls it: "QuestXP.dbc"."""
    return file_name(branch, name)


def in_files(branch: Branch, missing: Iterable[tuple[str, str]]) -> list[str]:
    """One note about (client table, what is in it) of all an answer lacks; none for nothing."""
    told = "; ".join(f"{what} ({client_file(branch, table)})" for table, what in missing)
    lead = "not told by the client files, or those are missing or cannot be read"
    return [f"{lead}: {told}"] if told else []


def limited(enums: Enums, enum: str, mask: int) -> Flags | None:
    """A mask of classes or races; None where it leaves nobody out."""
    everybody = sum(enums.values(enum))
    return None if mask & everybody == everybody else flags(enums, enum, mask)


def extended_cost(
    enums: Enums, number: int, cost: costs.ExtendedCost | None
) -> ExtendedCost | None:
    """What a vendor asks for besides money; None for 0, no more than its id where `cost` is not
    known."""
    if not number:
        return None
    if cost is None:
        return ExtendedCost(id=number)
    items = [
        ItemCost(item=Coded(id=part.id, name=part.name), count=part.amount) for part in cost.items
    ]
    currencies = [
        CurrencyCost(currency=Coded(id=part.id, name=part.name), count=part.amount)
        for part in cost.currencies
    ]
    return ExtendedCost(
        id=number,
        honor=cost.honor or None,
        arena_points=cost.arena_points or None,
        items=items or None,
        currencies=currencies or None,
        arena_rating=cost.arena_rating or None,
        faction_id=cost.faction or None,
        faction_rank=coded(enums, "ReputationRank", cost.faction_rank) if cost.faction else None,
        achievement_id=cost.achievement or None,
    )
