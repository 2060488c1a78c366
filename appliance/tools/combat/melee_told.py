"""The sums of calculate-melee-damage in words."""

from __future__ import annotations

from appliance.formulas import combat
from appliance.formulas.combat import Swing
from appliance.gamedata.realm import Branch
from appliance.tools.combat.melee_models import MeleeDamage
from appliance.tools.combat.terms import Formula, number

_TABLE_WRATH = (
    "one roll, in this order: miss 5 (+ 19 dual wield) + gap, - hit; dodge 5 + gap - expertise/4; "
    "parry 5 + gap - expertise/4; glancing 6 + 1.2 * skill gap, at most 40, only against higher "
    "levels; block 5 + gap; critical sheet - 0.12 * skill gap, - 3 from a skill gap of 15; rest "
    "hits. gap = 0.1 a point of skill gap up to 10, then 1 + 0.4 (miss), 1.6 (parry) or 0.1 a "
    "point; skill gap = 5 * target level - weapon skill"
)
_TABLE_MASTER = (
    "one roll, in this order: miss 5 (+ 19 dual wield) - 7.5 - hit; dodge 3 + 1.5 * n - 7.5 - "
    "expertise/4; parry 6 + 1.5 * n - 7.5 - expertise/4; glancing 10 + 10 * n, only from n = 4; "
    "block 3 + 1.5 * n; critical sheet; rest hits. n = levels the target is above, at least 0"
)


def per_dps(branch: Branch) -> float:
    """Attack power that adds one damage per second."""
    if branch is Branch.WRATH:
        return combat.ATTACK_POWER_PER_DPS_WRATH
    return combat.ATTACK_POWER_PER_DPS_MASTER


def seconds(query: MeleeDamage) -> float:
    """The speed attack power counts with."""
    if query.normalized and query.weapon_kind is not None:
        return combat.NORMALIZED_SECONDS[query.weapon_kind.value]
    return query.attack_speed


def swing(branch: Branch, query: MeleeDamage, found: Swing) -> Formula:
    """How a plain hit came about."""
    ranged = query.weapon_min is not None and query.weapon_max is not None
    weapon = "(weaponMin + weaponMax) / 2" if ranged else "weaponDPS * speed"
    given = (
        f"weaponMin {number(query.weapon_min or 0.0)}, weaponMax {number(query.weapon_max or 0.0)}"
        if ranged
        else f"weaponDPS {number(query.weapon_dps)}"
    )
    return Formula(
        of="swing",
        formula=f"{weapon} + attack power / {number(per_dps(branch))} * speed"
        + (" (normalized speed for attack power)" if query.normalized else ""),
        inputs=f"{given}, speed {number(query.attack_speed)} s, "
        f"attack power {number(query.attack_power)}, counted with {number(seconds(query))} s",
        source=f"{branch.value} StatSystem.cpp, Player::CalculateMinMaxDamage; Unit.cpp, "
        "Unit::GetAPMultiplier",
    )


def outcomes(branch: Branch, query: MeleeDamage, target_level: int) -> Formula:
    """How the attack table came about."""
    wrath = branch is Branch.WRATH
    skill = query.level * 5 if query.weapon_skill is None else query.weapon_skill
    return Formula(
        of="outcomes",
        formula=_TABLE_WRATH if wrath else _TABLE_MASTER,
        inputs=f"level {query.level}, target level {target_level}, hit "
        f"{number(query.hit_percent)} %, expertise {query.expertise}"
        + (f", weapon skill {skill}" if wrath else "")
        + (", dual wield" if query.dual_wield else "")
        + (", from behind: no parry, no block" if query.from_behind else ""),
        source=f"{branch.value} Unit.cpp, Unit::RollMeleeOutcomeAgainst",
    )


def armor(
    branch: Branch, query: MeleeDamage, value: float | None, reduction: float | None
) -> list[Formula]:
    """How much armor takes away; nothing where that is unknown."""
    if value is None or reduction is None:
        return []
    formula = (
        "x = 0.1 * armor / (8.5 * L + 40); x / (1 + x), at most 0.75; L = level, + 4.5 * "
        "(level - 59) above 59"
        if branch is Branch.WRATH
        else "armor / (armor + ExpectedStat.ArmorConstant of the attacker's level), at most 0.85"
    )
    return [
        Formula(
            of="target.armorReductionPercent",
            formula=formula,
            inputs=f"armor {number(value)}, attacker level {query.level}",
            source=f"{branch.value} Unit.cpp, Unit::CalcArmorReducedDamage",
        )
    ]


def expected(branch: Branch, target_level: int, level: int) -> Formula:
    """How the means came about."""
    wrath = branch is Branch.WRATH
    blocked = f"less {target_level // 2} (target level / 2)" if wrath else "times 0.7"
    glancing = "1 - (10 * n - 5) %, the mean of 10 * n - 10 to 10 * n" if wrath else "1 - 0.1 * n"
    return Formula(
        of="beforeArmor, afterArmor",
        formula=f"hit * average + critical * average * 2 + glancing * average * ({glancing}; n = "
        f"levels above, at most 3) + block * (average {blocked}); per second: / attack speed",
        inputs=f"target {target_level - level:+d} levels",
        source=f"{branch.value} Unit.cpp, Unit::CalculateMeleeDamage",
    )


def limits(branch: Branch, query: MeleeDamage) -> list[str]:
    """What the sums leave out."""
    notes = ["auras, talents, enchantments, procs and the off hand's own swings are not in here"]
    if branch is Branch.WRATH:
        notes.append("the server rounds each hit to whole numbers; means are not rounded")
    if query.weapon_min is None:
        notes.append("without weaponMin and weaponMax the range of a hit is not known")
    else:
        notes.append("weaponMin and weaponMax count instead of weaponDPS")
    if query.normalized:
        notes.append(
            "only the hit itself is that of a normalized attack: outcomes and means are those of "
            "plain swings, and special attacks neither glance nor miss more with two weapons"
        )
    elif query.weapon_kind is not None:
        notes.append("weaponKind changes nothing: it counts with normalized")
    if branch is Branch.MASTER and query.weapon_skill is not None:
        notes.append("weaponSkill changes nothing: master has none")
    return notes
