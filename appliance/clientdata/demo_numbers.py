"""The demo realm's GameTables: invented numbers that grow as the game's do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.clientdata.gametables import CLASSES, LEVELS, RATINGS
from appliance.clientdata.interface import FileFacts, GameTable

_CLASS_NAMES = tuple(CLASSES.values())
_CASTERS = frozenset({2, 3, 5, 7, 8, 9, 11})
_CLASS_IDS = range(1, max(CLASSES) + 1)


def demo_gametables() -> list[GameTable]:
    """Every GameTable of the demo realm."""
    levels = range(1, LEVELS + 1)
    classes = list(CLASSES)
    return [
        _table("CombatRatings", "level", levels, RATINGS, _per_percent),
        _table("OCTClassCombatRatingScalar", "class", _CLASS_IDS, RATINGS, _scalar),
        _table("ChanceToMeleeCrit", "level", levels, _CLASS_NAMES, _crit_of(classes, 30)),
        _table("ChanceToSpellCrit", "level", levels, _CLASS_NAMES, _crit_of(classes, 40)),
        _table("ChanceToMeleeCritBase", "class", _CLASS_IDS, ("value",), _base_of(0.03)),
        _table("ChanceToSpellCritBase", "class", _CLASS_IDS, ("value",), _base_of(0.02)),
        _table("RegenMPPerSpt", "level", levels, _CLASS_NAMES, _regeneration_of(classes)),
    ]


def _table(
    name: str,
    key: str,
    rows: Sequence[int],
    columns: tuple[str, ...],
    number: Callable[[int, int], float],
) -> GameTable:
    """A table whose number at (row, place of the column) is `number`'s."""
    facts = FileFacts(name, "memory", 0)
    values = {row: tuple(number(row, at) for at in range(len(columns))) for row in rows}
    return GameTable(name, key, columns, values, facts)


def _per_percent(level: int, rating: int) -> float:
    return round((2 + rating % 5) * (1 + level / 8), 3)


def _scalar(class_id: int, rating: int) -> float:
    hasted = RATINGS[rating] == "haste melee" and class_id in (2, 6, 7, 11)
    return (1.3 if hasted else 1.0) if class_id in CLASSES else 0.0


def _crit_of(classes: Sequence[int], divisor: int) -> Callable[[int, int], float]:
    return lambda level, at: round(1 / (divisor * (level + 10) * (1 + classes[at] % 3)), 6)


def _base_of(base: float) -> Callable[[int, int], float]:
    return lambda class_id, _at: base if class_id in CLASSES else 0.0


def _regeneration_of(classes: Sequence[int]) -> Callable[[int, int], float]:
    return lambda level, at: round(0.05 / (1 + level / 10), 6) if classes[at] in _CASTERS else 0.0
