"""Tool that says what a player's plain weapon swings are worth."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.errors import InvalidArgument, Unavailable
from appliance.formulas import armor as armor_formula
from appliance.formulas import attack_table, combat
from appliance.formulas.attack_table import Chances, Table
from appliance.formulas.combat import Swing
from appliance.gamedata.encounters import targets
from appliance.gamedata.expected_stats import expected_stat
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat import melee_told as told
from appliance.tools.combat.melee_critical import SheetCritical, critical
from appliance.tools.combat.melee_models import (
    Critical,
    Expected,
    MeleeAnswer,
    MeleeDamage,
    Outcomes,
    SwingDamage,
    TargetFacts,
)
from appliance.tools.combat.terms import Formula
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Coded
from appliance.tools.registry import Sources, tool


@dataclass
class Victim:
    """Who is hit, as far as it is known."""

    level: int
    armor: float | None
    creature: Coded | None = None
    parries: bool = True
    blocks: bool = True
    notes: list[str] = field(default_factory=list)


@tool(
    "calculate-melee-damage",
    title="Weapon damage",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="TrinityCore's formulas; client: gtCombatRatings, "
        "gtOCTClassCombatRatingScalar, gtChanceToMeleeCrit(Base); world: "
        "creature_template, creature_classlevelstats for a target",
        master="TrinityCore's formulas; client: CombatRatings, ExpectedStat for armor; "
        "world: creature_template for a target",
    ),
)
async def calculate_melee_damage(query: MeleeDamage, context: ToolContext) -> MeleeAnswer:
    """What a weapon's plain swings do on average: hit with attack power, crit, the attack table
    against a creature, damage per swing and second before and after armor."""
    realm = context.realm
    _check(query)
    victim = await _victim(realm, query)
    swing = _swing(realm.branch, query)
    sheet = await critical(realm, query)
    chances = _chances(realm.branch, query, victim, sheet.sheet)
    table = attack_table.shares(chances)
    reduction = await _reduction(realm, query, victim)
    formulas = [
        told.swing(realm.branch, query, swing),
        *sheet.formulas,
        told.outcomes(realm.branch, query, victim.level),
        *told.armor(realm.branch, query, victim.armor, reduction),
        told.expected(realm.branch, victim.level, query.level),
    ]
    return _answer(realm, query, victim, swing, sheet, chances, table, reduction, formulas)


def _check(query: MeleeDamage) -> None:
    if (query.weapon_min is None) != (query.weapon_max is None):
        raise InvalidArgument("weaponMin and weaponMax go together")
    if (query.weapon_min or 0.0) > (query.weapon_max or 0.0):
        raise InvalidArgument("weaponMin is above weaponMax")
    if query.normalized and query.weapon_kind is None:
        raise InvalidArgument("weaponKind is missing: normalized attacks depend on it")
    if query.target_entry is not None and (
        query.target_level is not None or query.target_armor is not None
    ):
        raise InvalidArgument("targetEntry brings level and armor: leave the others out")


async def _victim(realm: Realm, query: MeleeDamage) -> Victim:
    if query.target_entry is None:
        notes = []
        if query.target_level is None:
            notes.append("the target counts as a creature of the player's own level")
        if query.target_armor is None:
            notes.append("without targetArmor or targetEntry, damage after armor is left out")
        return Victim(query.target_level or query.level, query.target_armor, notes=notes)
    found = await targets.target(realm, query.target_entry, query.locale.value)
    return Victim(
        level=query.level if found.level is None else found.level,
        armor=found.armor,
        creature=Coded(id=found.entry, name=found.name or None),
        parries=found.parries,
        blocks=found.blocks,
        notes=[
            *found.notes,
            *(["its level is unknown: the player's is used"] if found.level is None else []),
        ],
    )


def _swing(branch: Branch, query: MeleeDamage) -> Swing:
    average = query.weapon_dps * query.attack_speed
    low = average if query.weapon_min is None else query.weapon_min
    high = average if query.weapon_max is None else query.weapon_max
    return combat.swing(low, high, query.attack_power, told.seconds(query), told.per_dps(branch))


def _chances(branch: Branch, query: MeleeDamage, victim: Victim, sheet: float) -> Chances:
    if branch is Branch.WRATH:
        own = query.level * attack_table.SKILL_PER_LEVEL
        found = attack_table.wrath(
            level=query.level,
            victim_level=victim.level,
            weapon_skill=own if query.weapon_skill is None else query.weapon_skill,
            critical_percent=sheet,
            hit_percent=query.hit_percent,
            expertise=query.expertise,
            dual_wield=query.dual_wield,
            from_behind=query.from_behind,
        )
    else:
        found = attack_table.master(
            level=query.level,
            victim_level=victim.level,
            critical_percent=sheet,
            hit_percent=query.hit_percent,
            expertise=query.expertise,
            dual_wield=query.dual_wield,
            from_behind=query.from_behind,
        )
    return found._replace(
        parry=found.parry if victim.parries else 0.0,
        block=found.block if victim.blocks else 0.0,
    )


async def _reduction(realm: Realm, query: MeleeDamage, victim: Victim) -> float | None:
    """The part that armor takes away; None where it cannot be known."""
    if victim.armor is None:
        return None
    if realm.branch is Branch.WRATH:
        return armor_formula.reduction_wrath(victim.armor, query.level)
    try:
        constant = await expected_stat(
            realm, "ArmorConstant", query.level, class_number=query.class_id or 0
        )
    except Unavailable as missing:
        victim.notes.append(f"damage after armor is unknown: {missing.message}")
        return None
    return armor_formula.reduction_master(victim.armor, 1.0 if constant is None else constant)


def _expected(
    branch: Branch, query: MeleeDamage, victim: Victim, average: float, table: Table
) -> Expected:
    above = victim.level - query.level
    wrath = branch is Branch.WRATH
    mean = combat.expected(
        average,
        table,
        glancing_factor=attack_table.glancing_factor_wrath(above)
        if wrath
        else attack_table.glancing_factor_master(above),
        blocked=victim.level // 2 if wrath else 0.0,
        blocked_part=0.0 if wrath else attack_table.MASTER_BLOCKED,
    )
    return Expected(per_swing=round(mean, 2), per_second=round(mean / query.attack_speed, 2))


def _answer(
    realm: Realm,
    query: MeleeDamage,
    victim: Victim,
    swing: Swing,
    sheet: SheetCritical,
    chances: Chances,
    table: Table,
    reduction: float | None,
    formulas: list[Formula],
) -> MeleeAnswer:
    branch = realm.branch
    ranged = query.weapon_min is not None
    after = None
    if reduction is not None:
        after = _expected(branch, query, victim, swing.average * (1 - reduction), table)
    return MeleeAnswer(
        source=realm.source,
        swing=SwingDamage(
            weapon_average=round(swing.average - swing.bonus, 2),
            attack_power_bonus=round(swing.bonus, 2),
            average=round(swing.average, 2),
            min=round(swing.low, 2) if ranged else None,
            max=round(swing.high, 2) if ranged else None,
        ),
        critical=Critical(
            from_rating=_rounded(sheet.from_rating),
            from_agility=_rounded(sheet.from_agility),
            from_weapon_skill=_rounded(sheet.from_weapon_skill),
            base=sheet.base,
            sheet=round(sheet.sheet, 4),
            against_target=min(round(chances.critical, 4), 100.0),
            multiplier=combat.CRITICAL,
        ),
        target=TargetFacts(
            creature=victim.creature,
            level=victim.level,
            armor=victim.armor,
            armor_reduction_percent=_rounded(None if reduction is None else reduction * 100),
        ),
        outcomes=Outcomes(**{name: share / 100 for name, share in table._asdict().items()}),
        before_armor=_expected(branch, query, victim, swing.average, table),
        after_armor=after,
        complete=sheet.complete and after is not None,
        formulas=formulas,
        notes=[*victim.notes, *sheet.notes, *told.limits(branch, query)],
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
