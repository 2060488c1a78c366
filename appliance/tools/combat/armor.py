"""Tool that says how much of a hit armor takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, Unavailable
from appliance.formulas import armor as formula
from appliance.gamedata.creatures.strength import UNIT_CLASSES
from appliance.gamedata.expected_stats import expected_stat
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat.ratings import ARMOR_PENETRATION, rating_percent
from appliance.tools.combat.terms import Formula, number
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import Sources, tool


class ArmorMitigation(ToolInput):
    """The hit, the armor and who strikes."""

    raw_damage: Annotated[float, Field(ge=0, le=2**31, allow_inf_nan=False)]
    armor: Annotated[
        float, Field(ge=0, le=1e7, allow_inf_nan=False, description="Armor of the victim.")
    ]
    attacker_level: Annotated[int, Field(ge=1, le=255)]
    victim_level: Annotated[
        int | None, Field(ge=1, le=255, description="Needed for armor penetration.")
    ] = None
    armor_penetration_percent: Annotated[float | None, Field(ge=0, le=100)] = None
    armor_penetration_rating: Annotated[
        int | None, Field(ge=0, le=100_000, description="3.3.5; needs gtCombatRatings.dbc.")
    ] = None
    class_id: Annotated[
        int | None,
        Field(ge=1, le=13, description="The attacker's class: 3.3.5 for the rating, master for K."),
    ] = None
    unit_class: Annotated[
        int | None,
        Field(description="Master: class of an attacking creature (1, 2, 4 or 8)."),
    ] = None


class ArmorAnswer(Answer):
    """What armor leaves of the hit."""

    raw_damage: int
    damage_taken: Annotated[int, Field(description="What is left, as the server rounds it.")]
    damage_prevented: int
    reduction_percent: float
    cap_percent: float
    capped: bool
    armor_at_cap: Annotated[
        float | None, Field(description="Armor beyond which more does nothing.")
    ] = None
    effective_armor: Annotated[float, Field(description="After armor penetration.")]
    armor_constant: Annotated[float | None, Field(description="Master: K of the formula.")] = None
    formulas: list[Formula]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Effective:
    armor: float
    formulas: list[Formula]


@tool(
    "calculate-armor-mitigation",
    title="Damage reduction by armor",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="TrinityCore's formula; client: gtCombatRatings for a rating",
        master="TrinityCore's formula; client: ExpectedStat, ExpectedStatMod",
    ),
)
async def calculate_armor_mitigation(query: ArmorMitigation, context: ToolContext) -> ArmorAnswer:
    """What armor leaves of a physical hit, by the formula of this realm's branch, with or without
    armor penetration."""
    realm = context.realm
    _check(query)
    effective = await _effective(realm, query)
    if realm.branch is Branch.WRATH:
        return _wrath(realm, query, effective)
    return await _master(realm, query, effective)


def _check(query: ArmorMitigation) -> None:
    percent, rating = query.armor_penetration_percent, query.armor_penetration_rating
    if percent is not None and rating is not None:
        raise InvalidArgument(
            "armorPenetrationPercent and armorPenetrationRating exclude each other"
        )
    if (percent is not None or rating is not None) and query.victim_level is None:
        raise InvalidArgument("victimLevel is missing: how much armor can be ignored depends on it")
    if query.unit_class is not None and query.class_id is not None:
        raise InvalidArgument("classId and unitClass exclude each other: player or creature")
    if query.unit_class is not None and query.unit_class not in UNIT_CLASSES:
        raise InvalidArgument("unitClass is 1 (warrior), 2 (paladin), 4 (rogue) or 8 (mage)")


async def _effective(realm: Realm, query: ArmorMitigation) -> _Effective:
    """The armor that is left after armor penetration."""
    percent, formulas = query.armor_penetration_percent, []
    if query.armor_penetration_rating is not None:
        if realm.branch is Branch.MASTER:
            raise Unavailable("armorPenetrationRating: master's items have no such rating")
        found = await rating_percent(
            realm,
            ARMOR_PENETRATION,
            query.armor_penetration_rating,
            query.attacker_level,
            query.class_id,
        )
        percent = found.percent
        formulas.append(found.formula("armor penetration"))
    if not percent or query.victim_level is None:
        return _Effective(query.armor, formulas)
    left = formula.after_penetration(query.armor, query.victim_level, percent)
    formulas.append(
        Formula(
            of="effectiveArmor",
            formula="armor - min((armor + C) / 3, armor) * percent; C = 400 + 85 * level, "
            "+ 4.5 * 85 * (level - 59) from level 60; percent at most 100",
            inputs=f"armor {number(query.armor)}, victim level {query.victim_level}, "
            f"armor penetration {number(percent)} %",
            source="Unit.cpp, Unit::CalcArmorReducedDamage (CR_ARMOR_PENETRATION)",
        )
    )
    return _Effective(left, formulas)


def _wrath(realm: Realm, query: ArmorMitigation, effective: _Effective) -> ArmorAnswer:
    level, damage = query.attacker_level, int(query.raw_damage)
    term = formula.level_term(level)
    reduction = formula.reduction_wrath(effective.armor, level)
    # x / (1 + x) = 0.75 at x = 3.
    at_cap = 30.0 * (8.5 * term + 40.0)
    told = Formula(
        of="damageTaken",
        formula="x = 0.1 * armor / (8.5 * L + 40); reduction = x / (1 + x), at most 0.75; "
        "damage * (1 - reduction) rounded up; L = level, + 4.5 * (level - 59) above 59",
        inputs=f"armor {number(effective.armor)}, attacker level {level} (L = {number(term)})",
        source="3.3.5 Unit.cpp, Unit::CalcArmorReducedDamage",
    )
    left = formula.reduced_damage_wrath(damage, effective.armor, level)
    return _answer(realm, query, effective, told, left, reduction, formula.CAP_WRATH, at_cap)


async def _master(realm: Realm, query: ArmorMitigation, effective: _Effective) -> ArmorAnswer:
    level, damage = query.attacker_level, int(query.raw_damage)
    constant = await expected_stat(
        realm, "ArmorConstant", level, class_number=query.unit_class or query.class_id or 0
    )
    notes = [
        "what the attacker's auras ignore, and what newer cores take off for item level at the "
        "greatest level, is not in here"
    ]
    if constant is None:
        constant = 1.0
        notes.append(f"ExpectedStat has no row for level {level}: the server counts with K = 1")
    reduction = formula.reduction_master(effective.armor, constant)
    told = Formula(
        of="damageTaken",
        formula="reduction = armor / (armor + K), at most 0.85; damage * (1 - reduction) cut off; "
        "K = ExpectedStat.ArmorConstant of the attacker's level * class modifier",
        inputs=f"armor {number(effective.armor)}, attacker level {level}, K {number(constant)}",
        source="master Unit.cpp, Unit::CalcArmorReducedDamage",
    )
    left = formula.reduced_damage_master(damage, effective.armor, constant)
    # armor / (armor + K) = 0.85 at armor = 0.85 / 0.15 * K.
    cap = formula.CAP_MASTER
    answer = _answer(
        realm, query, effective, told, left, reduction, cap, constant * cap / (1.0 - cap)
    )
    return answer.model_copy(
        update={"armor_constant": constant, "notes": notes + _without_effect(realm, query)}
    )


def _without_effect(realm: Realm, query: ArmorMitigation) -> list[str]:
    """Which of the arguments change nothing here."""
    wrath = realm.branch is Branch.WRATH
    penetrates = bool(query.armor_penetration_percent or query.armor_penetration_rating)
    idle = {
        "victimLevel": query.victim_level is not None and not penetrates,
        "classId": wrath and query.class_id is not None and not query.armor_penetration_rating,
        "unitClass": wrath and query.unit_class is not None,
    }
    return [f"{name} changes nothing here" for name, given in idle.items() if given]


def _answer(
    realm: Realm,
    query: ArmorMitigation,
    effective: _Effective,
    told: Formula,
    left: int,
    reduction: float,
    cap: float,
    at_cap: float,
) -> ArmorAnswer:
    damage = int(query.raw_damage)
    return ArmorAnswer(
        source=realm.source,
        raw_damage=damage,
        damage_taken=left,
        damage_prevented=damage - left,
        reduction_percent=round(reduction * 100, 4),
        cap_percent=cap * 100,
        capped=effective.armor >= at_cap,
        armor_at_cap=round(at_cap, 1),
        effective_armor=round(effective.armor, 2),
        formulas=[*effective.formulas, told],
        notes=[
            "what the attacker's auras ignore is not in here",
            *_without_effect(realm, query),
        ],
    )
