"""Which stats count for a role in a group."""

from __future__ import annotations

_STATS = ("all stats", "all stats percent")
_SHARED = ("critical rating", "haste rating", "hit rating", "mastery", "mastery rating")
_DAMAGE = ("damage done percent", "versatility", "versatility rating")
_SPELLS = (
    *("intellect", "intellect percent", "spirit", "spirit percent", "spell power percent"),
    *("casting haste", "spell critical chance", "mana regeneration", "mana over time"),
    "mana regeneration percent",
)
_PHYSICAL = (
    *("agility", "agility percent", "physical critical chance", "physical hit chance"),
    *("armor penetration rating", "physical damage"),
)
ROLES: dict[str, tuple[str, ...]] = {
    "tank": (
        *_STATS,
        *("stamina", "stamina percent", "health", "health percent", "armor", "armor percent"),
        *("strength", "strength percent", "agility", "agility percent", "resistance"),
        *("dodge chance", "parry chance", "block chance", "healing taken percent"),
        *("defense rating", "dodge rating", "parry rating", "block rating", "expertise rating"),
        *("hit rating", "physical hit chance", "versatility", "versatility rating"),
    ),
    "healer": (
        *(*_STATS, *_SPELLS, "healing power", "healing done percent", "critical rating"),
        *("haste rating", "mastery", "mastery rating", "versatility", "versatility rating"),
    ),
    "melee_dps": (
        *(*_STATS, *_SHARED, *_DAMAGE, *_PHYSICAL, "strength", "strength percent"),
        *("attack power", "attack power percent", "melee haste", "expertise rating"),
    ),
    "ranged_physical": (
        *(*_STATS, *_SHARED, *_DAMAGE, *_PHYSICAL, "ranged attack power"),
        *("ranged attack power percent", "ranged haste"),
    ),
    "ranged_spells": (
        *(*_STATS, *_SHARED, *_DAMAGE, *_SPELLS, "spell damage", "spell hit chance"),
    ),
}
HUNTER = 3


def stats_of(role: str, class_id: int) -> tuple[str, ...]:
    """Stats that count for a role (tank, healer, melee_dps, ranged_dps), in a fixed order.

    A rule of this product, not of the server: hunters fight at range with weapons, every other
    class with spells. Nothing is weighed against anything else.
    """
    if role == "ranged_dps":
        role = "ranged_physical" if class_id == HUNTER else "ranged_spells"
    return tuple(dict.fromkeys(ROLES[role]))
