"""Levels, values and difficulties of a creature of 3.3.5."""

from __future__ import annotations

from appliance.formulas.creature import BaseStats, Modifiers, stats_at_level
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.templates import BaseRow, Template
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Realm
from appliance.tools.creatures import profile_models as models
from appliance.tools.creatures.profile_values import (
    Fighting,
    ends,
    gold,
    level_range,
    loot_ids,
    modifiers,
    no_base_stats,
    own_levels,
    stats_of,
    type_flags,
    unit_class,
)
from appliance.tools.creatures.terms import difficulty as difficulty_name
from appliance.tools.models import Coded

FORMULA = (
    "base values from creature_classlevelstats; health, mana, armor = ceil(base * modifier); swing "
    "= (damage to damage * 1.5, + attack power / 14 * BaseVariance) * DamageModifier * seconds, in "
    "32-bit floats (3.3.5: Creature::UpdateLevelDependantStats, CalculateMinMaxDamage); "
    "Rate.Creature.* taken as 1"
)
_LAST_EXPANSION = 2


async def wrath_fighting(realm: Realm, template: Template) -> Fighting:
    """Work out levels, values and difficulties."""
    copies = await creature_templates.templates(realm, template.difficulty_entries)
    levels = own_levels(template)
    wanted = {(level, unit_class(template)) for level in ends(levels)}
    for copy in copies.values():
        wanted |= {(level, unit_class(copy)) for level in ends(own_levels(copy))[-1:]}
    base = await creature_templates.base_stats(realm, wanted)
    known = enums(realm.branch)
    return Fighting(
        levels=level_range(levels),
        stats=stats_of(FORMULA, [_full(template, level, base) for level in ends(levels)]),
        gold=gold(template.gold_min, template.gold_max),
        loot_ids=loot_ids(template),
        type_flags=type_flags(known, template),
        difficulties=[
            _copy(realm, mode, entry, copies.get(entry), base)
            for mode, entry in enumerate(template.difficulty_entries, start=1)
            if entry
        ],
        notes=no_base_stats(
            wanted - base.keys(), "the server counts with base health 1, no damage"
        ),
    )


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
    levels = own_levels(copy)
    return models.Difficulty(
        difficulty=name,
        template=Coded(id=entry, name=copy.name),
        levels=level_range(levels),
        stats=_full(copy, levels.max, base) if levels else None,
        modifiers=modifiers(copy, copy.experience_modifier),
        type_flags=type_flags(known, copy),
        gold=gold(copy.gold_min, copy.gold_max),
        loot_ids=loot_ids(copy),
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
