"""Weapons in numbers (TrinityCore ItemTemplate.h: ItemTemplate::getDPS)."""

from __future__ import annotations

from collections.abc import Iterable


def damage_per_second(damages: Iterable[tuple[float, float]], delay_ms: int) -> float:
    """Mean damage per second of a weapon, all its (minimum, maximum) damages together.

    Attack power and ammunition are not in it. A weapon without a delay has none: 0.
    """
    if delay_ms <= 0:
        return 0.0
    return sum(low + high for low, high in damages) * 500.0 / delay_ms
