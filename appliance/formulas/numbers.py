"""Numbers as people write them."""

from __future__ import annotations


def plain(value: float, digits: int) -> str:
    """At most `digits` decimals, and none that say nothing: 1.5, 3."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
