"""What combat ratings are worth at a level, from the client's GameTables and curves."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.clientdata.interface import GameTable
from appliance.formulas.ratings import (
    GREATEST_LEVEL_WRATH,
    rating_percent_master,
    rating_percent_wrath,
)
from appliance.gamedata import client, curves
from appliance.gamedata.realm import Branch, Realm

CLASS_SHARES = "OCTClassCombatRatingScalar"
"""3.3.5: what each class makes of a rating."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is done to a rating besides CombatRatings' number.

    scalar: the class's share of it on 3.3.5; None on master, without a class, and for one the
    table does not have.
    curve: master's global curve of the rating, empty where there is none; None where it is not
    known.
    """

    branch: Branch
    scalar: float | None
    curve: list[tuple[float, float]] | None

    def percent(self, value: float, per_percent: float) -> float:
        """What a rating is worth; without a class's share all of it counts."""
        if self.branch is Branch.WRATH:
            return rating_percent_wrath(
                value, per_percent, 1.0 if self.scalar is None else self.scalar
            )
        return rating_percent_master(value, per_percent, self.curve or ())


async def combat_ratings(realm: Realm, level: int) -> tuple[GameTable, int]:
    """CombatRatings, and the row of it that counts for a level."""
    wrath = realm.branch is Branch.WRATH
    row = min(level, GREATEST_LEVEL_WRATH) if wrath else level
    return await client.gametable(realm, "CombatRatings"), row


async def share(realm: Realm, column: str, class_id: int | None) -> Share:
    """What happens to a rating of a class; see `Share`."""
    if realm.branch is Branch.MASTER:
        return Share(realm.branch, None, await curves.of_rating(realm, column))
    if class_id is None:
        return Share(realm.branch, None, [])
    scalars = await client.gametable(realm, CLASS_SHARES)
    return Share(realm.branch, scalars.value(class_id, column), [])
