"""Numbers of the database → the shared models that carry their meaning."""

from __future__ import annotations

from appliance.formulas.money import money_text
from appliance.gamedata.enums import Enums
from appliance.gamedata.realm import Branch
from appliance.tools.models import Coded, Flags, Money


def coded(enums: Enums, enum: str, value: int) -> Coded:
    """A number with its name in the enumeration; without a name when it has none."""
    return Coded(id=value, name=enums.name(enum, value))


def flags(enums: Enums, enum: str, mask: int) -> Flags:
    """A mask with the names of its bits."""
    return Flags(value=mask, names=enums.flags(enum, mask))


def money(copper: int) -> Money:
    """An amount in copper with its text ("1g 2s 3c")."""
    return Money(copper=copper, text=money_text(copper))


def client_file(branch: Branch, name: str) -> str:
    """A client file by its table's name, as this branch's client calls it: "QuestXP.dbc"."""
    return f"{name}.dbc" if branch is Branch.WRATH else f"{name}.db2"


def limited(enums: Enums, enum: str, mask: int) -> Flags | None:
    """A mask of classes or races; None where it leaves nobody out."""
    everybody = sum(enums.values(enum))
    return None if mask & everybody == everybody else flags(enums, enum, mask)
