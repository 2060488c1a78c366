"""Levels, values and difficulties of a creature of 3.3.5."""

from __future__ import annotations

from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.strength import no_base_stats, own_levels, unit_class, wrath_worth
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
    shown,
    stats_of,
    type_flags,
)
from appliance.tools.creatures.terms import difficulty as difficulty_name
from appliance.tools.models import Coded

FORMULA = (
    "base values from creature_classlevelstats; health, mana, armor = ceil(base * modifier); swing "
    "= (damage to damage * 1.5, + attack power / 14 * BaseVariance) * DamageModifier * seconds, in "
    "32-bit floats (3.3.5: Creature::UpdateLevelDependantStats, CalculateMinMaxDamage); "
    "Rate.Creature.* taken as 1"
)


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
        stats=stats_of(FORMULA, [wrath_worth(template, level, base) for level in ends(levels)]),
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
        stats=shown(wrath_worth(copy, levels.max, base)) if levels else None,
        modifiers=modifiers(copy, copy.experience_modifier),
        type_flags=type_flags(known, copy),
        gold=gold(copy.gold_min, copy.gold_max),
        loot_ids=loot_ids(copy),
    )
