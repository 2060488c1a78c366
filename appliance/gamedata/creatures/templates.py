"""The whole row of a creature template, and its difficulties, in one shape for every layout."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm, Schema

TEMPLATES = "SELECT {columns} FROM creature_template WHERE entry IN ({ids}) ORDER BY entry"
DIFFICULTIES = "SELECT {columns} FROM {table} WHERE Entry IN ({ids}) ORDER BY Entry, DifficultyID"
ORIGINALS = """
SELECT entry, name, difficulty_entry_1, difficulty_entry_2, difficulty_entry_3
FROM creature_template WHERE name = %s AND entry <> %s
  AND (difficulty_entry_1 = %s OR difficulty_entry_2 = %s OR difficulty_entry_3 = %s)
ORDER BY entry
"""
BASE_STATS = """
SELECT level, class, basemana, attackpower, rangedattackpower, {columns}
FROM creature_classlevelstats
WHERE level IN ({levels}) AND class IN ({classes}) ORDER BY level, class
"""
_FULL_STATS = (
    *("basehp0", "basehp1", "basehp2", "basearmor", "damage_base", "damage_exp1", "damage_exp2"),
)


class Template(NamedTuple):
    """A row of creature_template; None: the layout has no such column."""

    entry: int
    name: str | None
    female_name: str | None
    subname: str | None
    icon_name: str | None
    type: int
    family: int
    rank: int
    faction: int
    unit_class: int
    expansion: int
    min_level: int | None
    max_level: int | None
    npc_flags: int
    unit_flags: int
    unit_flags2: int
    unit_flags3: int | None
    dynamic_flags: int | None
    type_flags: int | None
    type_flags2: int | None
    flags_extra: int
    damage_school: int
    attack_time_ms: int
    ranged_attack_time_ms: int
    variance: float
    ranged_variance: float
    speed_walk: float
    speed_run: float
    scale: float
    hover_height: float | None
    health_modifier: float | None
    health_modifier_extra: float | None
    mana_modifier: float | None
    mana_modifier_extra: float | None
    armor_modifier: float | None
    damage_modifier: float | None
    experience_modifier: float
    racial_leader: int
    regenerates_health: int
    vehicle: int
    movement_type: int
    movement_id: int
    loot: int | None
    pickpocket_loot: int | None
    skin_loot: int | None
    gold_min: int | None
    gold_max: int | None
    gossip_menu: int | None
    difficulty_entry_1: int | None
    difficulty_entry_2: int | None
    difficulty_entry_3: int | None
    kill_credit_1: int
    kill_credit_2: int
    mechanic_immunity: int | None
    school_immunity: int | None
    immunities: int | None
    ai_name: str | None
    script_name: str | None
    string_id: str | None
    verified_build: int | None
    health_scaling: int | None

    @property
    def difficulty_entries(self) -> tuple[int, ...]:
        """The templates that replace this one on spawn modes 1, 2, 3; 0 is none."""
        entries = (self.difficulty_entry_1, self.difficulty_entry_2, self.difficulty_entry_3)
        return tuple(entry or 0 for entry in entries)


_TEMPLATE: Mapping[str, tuple[str, ...]] = {
    "female_name": ("femaleName",),
    "icon_name": ("IconName",),
    "rank": ("rank", "Classification"),
    "expansion": ("exp", "RequiredExpansion"),
    "min_level": ("minlevel",),
    "max_level": ("maxlevel",),
    "npc_flags": ("npcflag",),
    "dynamic_flags": ("dynamicflags",),
    "damage_school": ("dmgschool",),
    "attack_time_ms": ("BaseAttackTime",),
    "ranged_attack_time_ms": ("RangeAttackTime",),
    "variance": ("BaseVariance",),
    "ranged_variance": ("RangeVariance",),
    "hover_height": ("HoverHeight",),
    "health_modifier": ("HealthModifier",),
    "health_modifier_extra": ("HealthModifierExtra",),
    "mana_modifier": ("ManaModifier",),
    "mana_modifier_extra": ("ManaModifierExtra",),
    "armor_modifier": ("ArmorModifier",),
    "damage_modifier": ("DamageModifier",),
    "experience_modifier": ("ExperienceModifier",),
    "racial_leader": ("RacialLeader",),
    "regenerates_health": ("RegenHealth",),
    "vehicle": ("VehicleId",),
    "movement_type": ("MovementType",),
    "movement_id": ("movementId",),
    "loot": ("lootid",),
    "pickpocket_loot": ("pickpocketloot",),
    "skin_loot": ("skinloot",),
    "gold_min": ("mingold",),
    "gold_max": ("maxgold",),
    "gossip_menu": ("gossip_menu_id",),
    "kill_credit_1": ("KillCredit1",),
    "kill_credit_2": ("KillCredit2",),
    "mechanic_immunity": ("mechanic_immune_mask",),
    "school_immunity": ("spell_school_immune_mask",),
    "immunities": ("CreatureImmunitiesId",),
    "ai_name": ("AIName",),
    "script_name": ("ScriptName",),
    "string_id": ("StringId",),
    "verified_build": ("VerifiedBuild",),
    "health_scaling": ("HealthScalingExpansion",),
}
"""Where the column is called otherwise than the field: its possible names."""


class Difficulty(NamedTuple):
    """What master keeps per difficulty; None: kept in the template on this layout (9.2)."""

    entry: int
    difficulty: int
    content_tuning: int
    delta_min: int
    delta_max: int
    health_modifier: float | None
    mana_modifier: float | None
    armor_modifier: float | None
    damage_modifier: float | None
    type_flags: int | None
    type_flags2: int | None
    loot: int | None
    pickpocket_loot: int | None
    skin_loot: int | None
    gold_min: int | None
    gold_max: int | None
    health_scaling: int | None


_DIFFICULTY: Mapping[str, tuple[str, ...]] = {
    "entry": ("Entry",),
    "difficulty": ("DifficultyID",),
    "content_tuning": ("ContentTuningID",),
    "delta_min": ("LevelScalingDeltaMin",),
    "delta_max": ("LevelScalingDeltaMax",),
    "health_modifier": ("HealthModifier",),
    "mana_modifier": ("ManaModifier",),
    "armor_modifier": ("ArmorModifier",),
    "damage_modifier": ("DamageModifier",),
    "type_flags": ("TypeFlags",),
    "type_flags2": ("TypeFlags2",),
    "loot": ("LootID",),
    "pickpocket_loot": ("PickPocketLootID",),
    "skin_loot": ("SkinLootID",),
    "gold_min": ("GoldMin",),
    "gold_max": ("GoldMax",),
    "health_scaling": ("HealthScalingExpansion",),
}


class Original(NamedTuple):
    """A template that turns into another one on a spawn mode."""

    entry: int
    name: str
    difficulty_entry_1: int
    difficulty_entry_2: int
    difficulty_entry_3: int


class BaseRow(NamedTuple):
    """A row of creature_classlevelstats; master has no health, armor and damage in it."""

    level: int
    unit_class: int
    mana: int
    attack_power: int
    ranged_attack_power: int
    health0: int | None
    health1: int | None
    health2: int | None
    armor: int | None
    damage0: float | None
    damage1: float | None
    damage2: float | None


def select_list(
    schema: Schema, table: str, fields: tuple[str, ...], names: Mapping[str, tuple[str, ...]]
) -> str:
    """The columns of `table` for `fields`; NULL for those this layout does not have.

    Args:
        names: field → possible column names; a field that is not there is called like its column.
    """
    columns = {column.lower(): column for column in schema.tables[table]}
    chosen = []
    for field in fields:
        present = (columns.get(name.lower()) for name in names.get(field, (field,)))
        column = next((name for name in present if name is not None), None)
        chosen.append("NULL" if column is None else f"`{column}`")
    return ", ".join(chosen)


async def templates(realm: Realm, entries: Collection[int]) -> dict[int, Template]:
    """The templates of `entries` that exist."""
    columns = select_list(realm.schema, "creature_template", Template._fields, _TEMPLATE)
    sql = TEMPLATES.replace("{columns}", columns)
    rows = await fetch_by_ids(realm.world, sql, entries, row=Template)
    return {row.entry: row for row in rows}


async def difficulties(realm: Realm, entry: int, table: str) -> list[Difficulty]:
    """The rows of a template in `table` (see `creature_levels.tuning_table`), by difficulty."""
    columns = select_list(realm.schema, table, Difficulty._fields, _DIFFICULTY)
    sql = DIFFICULTIES.replace("{columns}", columns).replace("{table}", table)
    return await fetch_by_ids(realm.world, sql, [entry], row=Difficulty)


async def originals(realm: Realm, template: Template) -> list[Original]:
    """The templates that turn into this one on a spawn mode: "Name" into "Name (1)".

    Only those whose name says so are found: difficulty_entry_N has no index, the name has.
    """
    base, bracket, number = (template.name or "").rpartition(" (")
    if not bracket or number.rstrip(")") not in ("1", "2", "3"):
        return []
    if not realm.schema.has("creature_template", "difficulty_entry_1"):
        return []
    entry = template.entry
    return await realm.world.fetch(ORIGINALS, [base, entry, entry, entry, entry], row=Original)


async def base_stats(
    realm: Realm, wanted: Collection[tuple[int, int]]
) -> dict[tuple[int, int], BaseRow]:
    """Rows of creature_classlevelstats by (level, unit class)."""
    if not wanted:
        return {}
    levels = sorted({level for level, _ in wanted})
    classes = sorted({unit_class for _, unit_class in wanted})
    columns = select_list(realm.schema, "creature_classlevelstats", _FULL_STATS, {})
    sql = BASE_STATS.replace("{columns}", columns)
    sql = sql.replace("{levels}", ",".join(["%s"] * len(levels)))
    sql = sql.replace("{classes}", ",".join(["%s"] * len(classes)))
    rows = await realm.world.fetch(sql, [*levels, *classes], row=BaseRow)
    return {(row.level, row.unit_class): row for row in rows}
