"""Combat ratings in percent, from the client's GameTables."""

from __future__ import annotations

from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.formulas.ratings import (
    GREATEST_LEVEL_WRATH,
    rating_percent_master,
    rating_percent_wrath,
)
from appliance.gamedata import client, curves
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat.terms import Formula, number


class Rating(NamedTuple):
    """A rating by its column in each branch's CombatRatings; "" where the branch has none."""

    wrath: str
    master: str


CRITICAL = Rating("crit melee", "Crit - Melee")
ARMOR_PENETRATION = Rating("armor penetration", "")


class RatingPercent(NamedTuple):
    """What a rating is worth. `scalar`: the class's share of it on 3.3.5, 1 where none counts.

    diminishing_known: False where master's curve of the rating is not there.
    """

    percent: float
    rating: float
    level: int
    per_percent: float
    scalar: float
    branch: Branch
    diminishing_known: bool

    def formula(self, of: str) -> Formula:
        """How the percentage came about."""
        wrath = self.branch is Branch.WRATH
        return Formula(
            of=of,
            formula="rating * class scalar / CombatRatings[level]"
            if wrath
            else "rating / CombatRatings[level], then the rating's global curve",
            inputs=f"rating {number(self.rating)}, level {self.level}, "
            f"CombatRatings {number(self.per_percent)}"
            + (f", class scalar {number(self.scalar)}" if wrath else ""),
            source=f"{self.branch.value} Player.cpp, Player::GetRatingMultiplier, "
            "GetRatingBonusValue" + ("" if wrath else ", ApplyRatingDiminishing"),
        )


async def rating_percent(
    realm: Realm, rating: Rating, value: float, level: int, class_id: int | None
) -> RatingPercent:
    """The percentage of a rating.

    Raises:
        Unavailable: a GameTable is not there or has no such level; names it.
    """
    wrath = realm.branch is Branch.WRATH
    column = rating.wrath if wrath else rating.master
    table = await client.gametable(realm, "CombatRatings")
    row = min(level, GREATEST_LEVEL_WRATH) if wrath else level
    per_percent = table.value(row, column)
    if not per_percent:
        raise Unavailable(f"{table.facts.path} has no {column} at level {row}")
    scalar = await _scalar(realm, column, class_id) if wrath else 1.0
    curve = None if wrath else await curves.of_rating(realm, column)
    return RatingPercent(
        percent=rating_percent_wrath(value, per_percent, scalar)
        if wrath
        else rating_percent_master(value, per_percent, curve or ()),
        rating=value,
        level=row,
        per_percent=per_percent,
        scalar=scalar,
        branch=realm.branch,
        diminishing_known=wrath or curve is not None,
    )


async def _scalar(realm: Realm, column: str, class_id: int | None) -> float:
    """3.3.5: what a class makes of a rating; without a class, as most do: all of it."""
    if class_id is None:
        return 1.0
    table = await client.gametable(realm, "OCTClassCombatRatingScalar")
    found = table.value(class_id, column)
    if found is None:
        known = enums(realm.branch).name("Classes", class_id) or str(class_id)
        raise Unavailable(f"{table.facts.path} has no row for the class {known}")
    return found
