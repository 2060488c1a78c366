"""The chance of a critical swing, as far as client files tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.clientdata.interface import GameTable
from appliance.errors import Unavailable
from appliance.formulas.attack_table import SKILL_PER_LEVEL
from appliance.formulas.attributes import crit_percent
from appliance.formulas.ratings import GREATEST_LEVEL_WRATH
from appliance.gamedata import client
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat.melee_models import MeleeDamage
from appliance.tools.combat.ratings import CRITICAL, rating_percent
from appliance.tools.combat.terms import Formula, number

BASE_MASTER = 5.0
"""Percent every player of master has (Player::UpdateCritPercentage)."""
_PER_SKILL = 0.04


@dataclass
class SheetCritical:
    """Parts of the chance on the character sheet; None is unknown or not asked."""

    from_rating: float | None = None
    from_agility: float | None = None
    from_weapon_skill: float | None = None
    base: float | None = None
    given: float | None = None
    complete: bool = True
    formulas: list[Formula] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> float:
        """All that is known of it, 0 to 100."""
        if self.given is not None:
            return self.given
        parts = (self.from_rating, self.from_agility, self.from_weapon_skill, self.base)
        return min(max(sum(part or 0.0 for part in parts), 0.0), 100.0)


async def critical(realm: Realm, query: MeleeDamage) -> SheetCritical:
    """Work out what the arguments say about the chance of critical swings."""
    found = SheetCritical()
    if query.crit_percent is not None:
        found.given = query.crit_percent
        found.notes.append(
            "critPercent is used as the whole chance; critRating and agility are not added"
        )
        return found
    await _rating(realm, query, found)
    if realm.branch is Branch.MASTER:
        found.base = BASE_MASTER
        if query.agility is not None:
            found.notes.append("agility gives no critical hits on master")
        return found
    await _agility(realm, query, found)
    _skill(query, found)
    return found


async def _rating(realm: Realm, query: MeleeDamage, found: SheetCritical) -> None:
    if not query.crit_rating:
        found.from_rating = 0.0
        return
    try:
        percent = await rating_percent(
            realm, CRITICAL, query.crit_rating, query.level, query.class_id
        )
    except Unavailable as missing:
        found.complete = False
        found.notes.append(f"crit from rating is unknown and left out: {missing.message}")
        return
    found.from_rating = percent.percent
    found.formulas.append(percent.formula("critical.fromRating"))
    if not percent.diminishing_known:
        found.notes.append(
            "what the global curve takes off the rating is unknown and not applied: "
            "GlobalCurve.db2 or CurvePoint.db2 is missing"
        )
    if realm.branch is Branch.WRATH and query.class_id is None:
        found.notes.append("without classId the rating counts as for a class with scalar 1")


async def _agility(realm: Realm, query: MeleeDamage, found: SheetCritical) -> None:
    """3.3.5: base and agility of the class."""
    if query.agility is None or query.class_id is None:
        found.complete = False
        found.notes.append(
            "crit from agility and the class's base are left out: agility and classId are needed"
        )
        return
    known = (enums(realm.branch).name("Classes", query.class_id) or "").lower()
    level = min(query.level, GREATEST_LEVEL_WRATH)
    try:
        base = _value(
            await client.gametable(realm, "ChanceToMeleeCritBase"), query.class_id, "value"
        )
        ratio = _value(await client.gametable(realm, "ChanceToMeleeCrit"), level, known)
    except Unavailable as missing:
        found.complete = False
        found.notes.append(f"crit from agility is unknown and left out: {missing.message}")
        return
    found.from_agility = crit_percent(base, query.agility, ratio)
    found.formulas.append(
        Formula(
            of="critical.fromAgility",
            formula="(base + agility * ratio) * 100",
            inputs=f"base {base:.6f}, agility {query.agility}, ratio {ratio:.8f}",
            source="3.3.5 Player.cpp, Player::GetMeleeCritFromAgility",
        )
    )


def _value(table: GameTable, row: int, column: str) -> float:
    found = table.value(row, column)
    if found is None:
        raise Unavailable(f"{table.facts.path} has no {column} in row {row}")
    return found


def _skill(query: MeleeDamage, found: SheetCritical) -> None:
    """3.3.5: weapon skill beyond or below the level's own.

    Source (3.3.5): StatSystem.cpp, Player::UpdateCritPercentage.
    """
    own = query.level * SKILL_PER_LEVEL
    if query.weapon_skill is None or query.weapon_skill == own:
        return
    found.from_weapon_skill = (query.weapon_skill - own) * _PER_SKILL
    found.formulas.append(
        Formula(
            of="critical.fromWeaponSkill",
            formula="0.04 * (weapon skill - 5 * level)",
            inputs=f"weapon skill {number(query.weapon_skill)}, level {query.level}",
            source="3.3.5 StatSystem.cpp, Player::UpdateCritPercentage",
        )
    )
