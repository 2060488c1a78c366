"""Levels, values and difficulties of a creature, as far as the database knows them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from appliance.formulas.creature import BaseStats, Modifiers, master_mana, stats_at_level
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import Levels, Tuning, tuned_levels, tuning_table
from appliance.gamedata.creatures.templates import BaseRow, Template
from appliance.gamedata.creatures.templates import Difficulty as DifficultyRow
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_models as models
from appliance.tools.creatures.terms import difficulty as difficulty_name
from appliance.tools.decode import flags, money
from appliance.tools.models import Coded, Flags

FORMULA = (
    "base values from creature_classlevelstats; health, mana, armor = ceil(base * modifier); swing "
    "= (damage to damage * 1.5, + attack power / 14 * BaseVariance) * DamageModifier * seconds, in "
    "32-bit floats (3.3.5: Creature::UpdateLevelDependantStats, CalculateMinMaxDamage); "
    "Rate.Creature.* taken as 1"
)
FORMULA_MASTER = (
    "attack power and mana (base * ManaModifier) from creature_classlevelstats "
    "(master: Creature::UpdateLevelDependantStats)"
)
NO_HEALTH = "health, armor and damage need ExpectedStat.db2 (client data, not loaded)"
NO_LEVELS = "its levels are in ContentTuning.db2 (client data, not loaded)"

_UNIT_CLASSES = (1, 2, 4, 8)
_WARRIOR = 1
"""What the server takes for any other unit class (ObjectMgr::CheckCreatureTemplate)."""
_LAST_EXPANSION = 2


@dataclass(frozen=True, slots=True)
class Fighting:
    """What `fighting` finds; `loot_ids` are those of the least difficulty."""

    levels: models.LevelRange | None
    stats: models.Stats | None
    gold: models.Gold | None
    loot_ids: models.LootIds | None
    type_flags: list[Flags]
    difficulties: list[models.Difficulty]
    notes: list[str] = field(default_factory=list)


async def fighting(realm: Realm, template: Template) -> Fighting:
    """Work out levels, values and difficulties."""
    table = tuning_table(realm.schema)
    if table is None:
        return await _wrath(realm, template)
    return await _master(realm, template, table)


async def _wrath(realm: Realm, template: Template) -> Fighting:
    copies = await creature_templates.templates(realm, template.difficulty_entries)
    levels = _own_levels(template)
    wanted = {(level, unit_class(template)) for level in _ends(levels)}
    for copy in copies.values():
        wanted |= {(level, unit_class(copy)) for level in _ends(_own_levels(copy))[-1:]}
    base = await creature_templates.base_stats(realm, wanted)
    known = enums(realm.branch)
    return Fighting(
        levels=_range(levels),
        stats=_stats(FORMULA, [_full(template, level, base) for level in _ends(levels)]),
        gold=_gold(template.gold_min, template.gold_max),
        loot_ids=loot_ids(template),
        type_flags=_type_flags(known, template),
        difficulties=[
            _copy(realm, mode, entry, copies.get(entry), base)
            for mode, entry in enumerate(template.difficulty_entries, start=1)
            if entry
        ],
        notes=_missing(wanted - base.keys(), "the server counts with base health 1, no damage"),
    )


async def _master(realm: Realm, template: Template, table: str) -> Fighting:
    rows = await creature_templates.difficulties(realm, template.entry, table)
    tunings = [Tuning(*row[:5]) for row in rows]
    tuned = await tuned_levels(realm, tunings)
    by_row = [tuned.get((row.entry, row.difficulty)) for row in rows]
    levels = next((found for found in by_row if found), None) or _own_levels(template)
    wanted = {(end, unit_class(template)) for found in [levels, *by_row] for end in _ends(found)}
    base = await creature_templates.base_stats(realm, wanted)
    first = rows[0] if rows else None
    holder = first if first is not None and first.health_modifier is not None else template
    known = enums(realm.branch)
    ends = [_partial(template, first, level, base) for level in _ends(levels)]
    return Fighting(
        levels=_range(levels),
        stats=_stats(FORMULA_MASTER, ends),
        gold=_gold(holder.gold_min, holder.gold_max),
        loot_ids=loot_ids(holder),
        type_flags=_type_flags(known, holder),
        difficulties=[
            _row(realm, template, row, found, base) for row, found in zip(rows, by_row, strict=True)
        ],
        notes=[
            *([] if levels else [NO_LEVELS]),
            NO_HEALTH,
            *_missing(wanted - base.keys(), "mana and attack power are unknown"),
        ],
    )


def _missing(rows: Set[tuple[int, int]], effect: str) -> list[str]:
    return [
        f"creature_classlevelstats has no row for level {level}, unit class {number}: {effect}"
        for level, number in sorted(rows)
    ]


def unit_class(template: Template) -> int:
    """The unit class the server uses."""
    return template.unit_class if template.unit_class in _UNIT_CLASSES else _WARRIOR


def loot_ids(holder: Template | DifficultyRow) -> models.LootIds | None:
    """Its loot tables; None when it has none at all."""
    ids = (holder.loot or None, holder.pickpocket_loot or None, holder.skin_loot or None)
    if not any(ids):
        return None
    return models.LootIds(creature=ids[0], pickpocketing=ids[1], skinning=ids[2])


def modifiers(holder: Template | DifficultyRow, experience: float) -> models.Modifiers:
    """What its base values are multiplied with."""
    return models.Modifiers(
        health=holder.health_modifier,
        mana=holder.mana_modifier,
        armor=holder.armor_modifier,
        damage=holder.damage_modifier,
        experience=experience,
    )


def _own_levels(template: Template) -> Levels | None:
    if template.min_level is None or template.max_level is None:
        return None
    low, high = sorted((template.min_level, template.max_level))
    return Levels(low, high)


def _ends(levels: Levels | None) -> list[int]:
    """The least and the greatest level; one when they are the same."""
    return sorted({levels.min, levels.max}) if levels else []


def _range(levels: Levels | None) -> models.LevelRange | None:
    return models.LevelRange(min=levels.min, max=levels.max) if levels else None


def _stats(formula: str, levels: Sequence[models.StatsAtLevel | None]) -> models.Stats | None:
    known = [level for level in levels if level is not None]
    return models.Stats(formula=formula, levels=known) if known else None


def _gold(low: int | None, high: int | None) -> models.Gold | None:
    return models.Gold(min=money(low or 0), max=money(high)) if high else None


def _type_flags(known: Enums, holder: Template | DifficultyRow) -> list[Flags]:
    found = [flags(known, "CreatureTypeFlags", holder.type_flags or 0)]
    if holder.type_flags2 is not None:
        found.append(flags(known, "CreatureTypeFlags2", holder.type_flags2))
    return found


def _copy(
    realm: Realm,
    mode: int,
    entry: int,
    copy: Template | None,
    base: dict[tuple[int, int], BaseRow],
) -> models.Difficulty:
    known = enums(realm.branch)
    name = difficulty_name(known, realm.branch, mode)
    if copy is None:
        return models.Difficulty(difficulty=name, template=Coded(id=entry), type_flags=[])
    levels = _own_levels(copy)
    return models.Difficulty(
        difficulty=name,
        template=Coded(id=entry, name=copy.name),
        levels=_range(levels),
        stats=_full(copy, levels.max, base) if levels else None,
        modifiers=modifiers(copy, copy.experience_modifier),
        type_flags=_type_flags(known, copy),
        gold=_gold(copy.gold_min, copy.gold_max),
        loot_ids=loot_ids(copy),
    )


def _row(
    realm: Realm,
    template: Template,
    row: DifficultyRow,
    levels: Levels | None,
    base: dict[tuple[int, int], BaseRow],
) -> models.Difficulty:
    known = enums(realm.branch)
    own = row.health_modifier is not None
    return models.Difficulty(
        difficulty=difficulty_name(known, realm.branch, row.difficulty),
        content_tuning=row.content_tuning or None,
        levels=_range(levels),
        stats=_partial(template, row, levels.max, base) if levels else None,
        modifiers=modifiers(row, template.experience_modifier) if own else None,
        type_flags=_type_flags(known, row) if own else [],
        gold=_gold(row.gold_min, row.gold_max),
        loot_ids=loot_ids(row),
    )


def _full(
    template: Template, level: int, base: dict[tuple[int, int], BaseRow]
) -> models.StatsAtLevel | None:
    """Values of 3.3.5."""
    row = base.get((level, unit_class(template)))
    if row is None:
        return None
    expansion = template.expansion if 0 <= template.expansion <= _LAST_EXPANSION else 0
    stats = stats_at_level(
        BaseStats(
            health=(row.health0, row.health1, row.health2)[expansion] or 0,
            mana=row.mana,
            armor=row.armor or 0,
            attack_power=row.attack_power,
            ranged_attack_power=row.ranged_attack_power,
            damage=(row.damage0, row.damage1, row.damage2)[expansion] or 0.0,
        ),
        Modifiers(
            health=template.health_modifier or 0.0,
            mana=template.mana_modifier or 0.0,
            armor=template.armor_modifier or 0.0,
            damage=template.damage_modifier or 0.0,
            variance=template.variance,
            attack_time_ms=template.attack_time_ms,
        ),
    )
    return models.StatsAtLevel(
        level=level,
        health=stats.health,
        mana=stats.mana,
        armor=stats.armor,
        attack_power=stats.attack_power,
        ranged_attack_power=stats.ranged_attack_power,
        damage_min=round(stats.damage_min, 2),
        damage_max=round(stats.damage_max, 2),
        damage_per_second=round(stats.damage_per_second, 2),
    )


def _partial(
    template: Template,
    row: DifficultyRow | None,
    level: int,
    base: dict[tuple[int, int], BaseRow],
) -> models.StatsAtLevel | None:
    """Values of master that the world database has."""
    stats = base.get((level, unit_class(template)))
    if stats is None:
        return None
    if row is not None and row.mana_modifier is not None:
        mana = master_mana(stats.mana, row.mana_modifier, round_up=False)
    else:
        own = (template.mana_modifier, template.mana_modifier_extra)
        known = [modifier for modifier in own if modifier is not None]
        mana = master_mana(stats.mana, *known, round_up=True)
    return models.StatsAtLevel(
        level=level,
        mana=mana,
        attack_power=stats.attack_power,
        ranged_attack_power=stats.ranged_attack_power,
    )
