"""Items in numbers: weapons (ItemTemplate.h: ItemTemplate::getDPS), stats, random enchantments."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from appliance.formulas.creature import float32

_BUDGETS = {
    **dict.fromkeys((1, 4, 5, 7, 15, 17, 20, 25, 26), 0),
    **dict.fromkeys((3, 6, 8, 10, 12), 1),
    **dict.fromkeys((2, 9, 11, 14, 16, 23), 2),
    **dict.fromkeys((13, 21, 22), 3),
    28: 4,
}
"""InventoryType → column of RandPropPoints; others have no stats by it."""
_RANGED_RIGHT, _WAND = 26, 19
_BUDGET_OF_QUALITY = {
    2: "GoodF",
    3: "SuperiorF",
    7: "SuperiorF",
    4: "EpicF",
    5: "EpicF",
    6: "EpicF",
}
_STAMINA = 7
_WHOLE = 100.0
_RATINGS = frozenset((*range(12, 22), *range(26, 38), 40, 44, 49, 61, 62, 63))
"""ItemModType of combat ratings on master."""
_MULTIPLIERS = {
    **dict.fromkeys((2, 11), "JewelryMultiplier"),
    12: "TrinketMultiplier",
    **dict.fromkeys((13, 14, 15, 17, 21, 22, 23, 26), "WeaponMultiplier"),
}
"""InventoryType → column of StaminaMultByILvl and CombatRatingsMultByILvl."""


def damage_per_second(damages: Iterable[tuple[float, float]], delay_ms: int) -> float:
    """Mean damage per second of a weapon, all its (minimum, maximum) damages together.

    Attack power and ammunition are not in it. A weapon without a delay has none: 0.
    """
    if delay_ms <= 0:
        return 0.0
    return sum(low + high for low, high in damages) * 500.0 / delay_ms


def budget_column(quality: int, inventory_type: int, subclass: int) -> tuple[str, int] | None:
    """Field and place of RandPropPoints that hold an item's stat budget; None without one.

    Source (master): ItemEnchantmentMgr.cpp, GetRandomPropertyPoints.
    """
    place = _BUDGETS.get(inventory_type)
    if inventory_type == _RANGED_RIGHT and subclass == _WAND:
        place = 3
    field = _BUDGET_OF_QUALITY.get(quality)
    return None if place is None or field is None else (field, place)


def multiplier_table(stat: int) -> str | None:
    """The GameTable that scales a stat (ItemModType) by item level; None: it is not scaled."""
    if stat == _STAMINA:
        return "StaminaMultByILvl"
    return "CombatRatingsMultByILvl" if stat in _RATINGS else None


def multiplier_column(inventory_type: int) -> str:
    """The column of such a GameTable that counts for a slot.

    Source (master): GameTables.h, GetIlvlStatMultiplier.
    """
    return _MULTIPLIERS.get(inventory_type, "ArmorMultiplier")


def stat_from_budget(budget: float, share: int, multiplier: float = 1.0) -> int:
    """A stat of master's items, rounded as the client shows it.

    Args:
        share: StatPercentEditor, in 1/10,000 of the budget.

    Source (master): Item.cpp, Item::GetItemStatValue; Player.cpp, Player::_ApplyItemBonuses.
    """
    value = float32(float32(share * float32(budget)) * float32(0.0001))
    return math.floor(float32(value * float32(multiplier)) + 0.5)


def enchantment_chances(chances: Sequence[float]) -> list[float]:
    """How likely each random enchantment of a group is, in percent.

    What is left to 100 is shared out by the same weights; what is beyond 100 never comes up.

    Source (3.3.5): ItemEnchantmentMgr.cpp, GetItemEnchantMod.
    """
    total = sum(chances)
    if total <= 0:
        return [0.0 for _ in chances]
    if total <= _WHOLE:
        return [chance * _WHOLE / total for chance in chances]
    found, before = [], 0.0
    for chance in chances:
        found.append(max(min(chance, _WHOLE - before), 0.0))
        before += chance
    return found
