"""Amounts of the economy's answers."""

from __future__ import annotations

from appliance.tools.decode import money
from appliance.tools.models import Money

NO_CHARACTERS = (
    "the characters database is not available; set database.characters and grant SELECT on it"
)
"""Why nothing is known of auctions."""


def copper(amount: float) -> Money:
    """An amount rounded to whole copper."""
    return money(round(amount))
