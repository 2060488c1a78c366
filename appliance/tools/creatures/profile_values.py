"""What the fighting part of a creature's profile is made of on every branch."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from appliance.formulas.creature import MAX_LEVEL
from appliance.gamedata.creatures.levels import Levels
from appliance.gamedata.creatures.templates import Difficulty as DifficultyRow
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import Enums
from appliance.gamedata.expected_stats import CURRENT_EXPANSION
from appliance.tools.creatures import profile_models as models
from appliance.tools.decode import flags, money
from appliance.tools.models import Flags

_UNIT_CLASSES = (1, 2, 4, 8)
_WARRIOR = 1
"""What the server takes for any other unit class (ObjectMgr::CheckCreatureTemplate)."""


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


def no_base_stats(rows: Set[tuple[int, int]], effect: str) -> list[str]:
    """Rows of creature_classlevelstats that are not there, and what follows."""
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


def own_levels(template: Template) -> Levels | None:
    """The template's own levels, where its layout has any."""
    if template.min_level is None or template.max_level is None:
        return None
    low, high = sorted((template.min_level, template.max_level))
    if template.health_scaling == CURRENT_EXPANSION:
        # 9.2 counts these levels from its greatest (CreatureTemplate::GetMinMaxLevel).
        low, high = low + MAX_LEVEL, high + MAX_LEVEL
    return Levels(low, high)


def ends(levels: Levels | None) -> list[int]:
    """The least and the greatest level; one when they are the same."""
    return sorted({levels.min, levels.max}) if levels else []


def level_range(levels: Levels | None) -> models.LevelRange | None:
    """Levels as the answer has them."""
    return models.LevelRange(min=levels.min, max=levels.max) if levels else None


def stats_of(formula: str, levels: Sequence[models.StatsAtLevel | None]) -> models.Stats | None:
    """Values at the ends of the levels; None without any."""
    known = [level for level in levels if level is not None]
    return models.Stats(formula=formula, levels=known) if known else None


def gold(low: int | None, high: int | None) -> models.Gold | None:
    """Money a corpse holds; None for none."""
    return models.Gold(min=money(low or 0), max=money(high)) if high else None


def type_flags(known: Enums, holder: Template | DifficultyRow) -> list[Flags]:
    """Its type flags, of one mask or two."""
    found = [flags(known, "CreatureTypeFlags", holder.type_flags or 0)]
    if holder.type_flags2 is not None:
        found.append(flags(known, "CreatureTypeFlags2", holder.type_flags2))
    return found
