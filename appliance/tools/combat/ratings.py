"""Combat ratings in percent, from the client's GameTables."""

from __future__ import annotations

from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.gamedata import ratings
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
    table, row = await ratings.combat_ratings(realm, level)
    per_percent = table.value(row, column)
    if not per_percent:
        raise Unavailable(f"{table.facts.path} has no {column} at level {row}")
    share = await ratings.share(realm, column, class_id)
    if wrath and class_id is not None and share.scalar is None:
        known = enums(realm.branch).name("Classes", class_id) or str(class_id)
        raise Unavailable(f"{ratings.CLASS_SHARES} has no row for the class {known}")
    return RatingPercent(
        percent=share.percent(value, per_percent),
        rating=value,
        level=row,
        per_percent=per_percent,
        scalar=1.0 if share.scalar is None else share.scalar,
        branch=realm.branch,
        diminishing_known=share.curve is not None,
    )
