"""Money: 1 gold = 100 silver = 10,000 copper (TrinityCore's MoneyConstants)."""

from __future__ import annotations

COPPER_PER_SILVER = 100
COPPER_PER_GOLD = 10_000


def money_text(copper: int) -> str:
    """Write an amount of copper as "1g 2s 3c"; parts that are zero are left out, 0 is "0c".

    A negative amount (money that is to be paid) starts with a minus sign.
    """
    gold, rest = divmod(abs(copper), COPPER_PER_GOLD)
    silver, left = divmod(rest, COPPER_PER_SILVER)
    parts = [f"{count}{unit}" for count, unit in ((gold, "g"), (silver, "s"), (left, "c")) if count]
    return ("-" if copper < 0 else "") + " ".join(parts or ["0c"])
