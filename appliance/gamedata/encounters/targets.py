"""What a creature is to a player who swings at it: its level, armor and what it never does."""

from __future__ import annotations

from typing import NamedTuple

from appliance.errors import NotFound, Unavailable
from appliance.formulas.creature import expected_armor, scaled
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import first_levels, tunings
from appliance.gamedata.creatures.strength import unit_class
from appliance.gamedata.creatures.templates import Template, select_list
from appliance.gamedata.expected_stats import ANY_EXPANSION, expected_stat
from appliance.gamedata.names import creature_names
from appliance.gamedata.realm import Branch, Realm

SCALING = "SELECT {columns} FROM {table} WHERE {key} = %s ORDER BY {order} LIMIT 1"

NO_PARRY, NO_BLOCK = 0x4, 0x10
"""creature_template.flags_extra (CREATURE_FLAG_EXTRA_NO_PARRY, _NO_BLOCK)."""


class Target(NamedTuple):
    """A creature as a target; level and armor are None where they cannot be known."""

    entry: int
    name: str
    level: int | None
    armor: int | None
    parries: bool
    blocks: bool
    notes: tuple[str, ...]


class _Scaling(NamedTuple):
    armor_modifier: float | None
    health_expansion: int | None
    content_tuning: int | None


async def target(realm: Realm, entry: int, locale: str) -> Target:
    """The creature template `entry` at its greatest level.

    Raises:
        NotFound: there is no such template.
    """
    template = (await creature_templates.templates(realm, [entry])).get(entry)
    if template is None:
        raise NotFound(
            f"there is no creature {entry} in creature_template",
            hint="use search-creatures to find it by name",
        )
    name = (await creature_names(realm, [entry], locale)).get(entry, "")
    level = await _level(realm, template)
    armor: int | None = None
    notes: tuple[str, ...] = ("the level of this creature is in ContentTuning.db2",)
    if level is not None:
        armor, notes = await _armor(realm, template, level)
    return Target(
        entry=entry,
        name=name,
        level=level,
        armor=armor,
        parries=not template.flags_extra & NO_PARRY,
        blocks=not template.flags_extra & NO_BLOCK,
        notes=notes,
    )


async def _level(realm: Realm, template: Template) -> int | None:
    found = (await first_levels(realm, [template.entry])).get(template.entry)
    if found is not None:
        return found.max
    levels = [level for level in (template.min_level, template.max_level) if level is not None]
    return max(levels, default=None)


async def _armor(
    realm: Realm, template: Template, level: int
) -> tuple[int | None, tuple[str, ...]]:
    number = unit_class(template)
    if realm.branch is Branch.MASTER:
        return await _armor_of_master(realm, template, level, number)
    base = (await creature_templates.base_stats(realm, [(level, number)])).get((level, number))
    if base is None or base.armor is None:
        return None, (
            f"creature_classlevelstats has no row for level {level}, unit class {number}",
        )
    return scaled(base.armor, template.armor_modifier or 0.0), ()


async def _armor_of_master(
    realm: Realm, template: Template, level: int, class_number: int
) -> tuple[int | None, tuple[str, ...]]:
    """ExpectedStat.CreatureArmor times ArmorModifier.

    Source (master): Creature.cpp, Creature::GetBaseArmorForLevel.
    """
    scaling = await _scaling(realm, template)
    expansion = scaling.health_expansion
    try:
        base = await expected_stat(
            realm,
            "CreatureArmor",
            level,
            expansion=ANY_EXPANSION if expansion in (None, -1) else expansion,
            content_tuning=scaling.content_tuning or 0,
            class_number=class_number,
        )
    except Unavailable as missing:
        return None, (f"the creature's armor is unknown: {missing.message}",)
    if base is None:
        return None, (f"ExpectedStat has no row for level {level}",)
    return expected_armor(base, scaling.armor_modifier or 1.0), ()


async def _scaling(realm: Realm, template: Template) -> _Scaling:
    """What master keeps about armor: per difficulty, before 10.x in the template."""
    names = {
        "armor_modifier": ("ArmorModifier",),
        "health_expansion": ("HealthScalingExpansion",),
        "content_tuning": ("ContentTuningID",),
    }
    tuning = (await tunings(realm, [template.entry]))[:1]
    table, key, order = "creature_template", "entry", "entry"
    if realm.schema.has("creature_template_difficulty", "ArmorModifier"):
        table, key, order = "creature_template_difficulty", "Entry", "DifficultyID"
    columns = select_list(realm.schema, table, _Scaling._fields, names)
    sql = SCALING.replace("{columns}", columns).replace("{table}", table)
    sql = sql.replace("{key}", key).replace("{order}", order)
    rows = await realm.world.fetch(sql, [template.entry], row=_Scaling)
    row = rows[0] if rows else _Scaling(None, None, None)
    if row.content_tuning is None and tuning:
        return row._replace(content_tuning=tuning[0].content_tuning)
    return row
