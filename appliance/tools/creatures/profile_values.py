"""What the fighting part of a creature's profile is made of on every branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from appliance.gamedata.creatures.levels import Levels
from appliance.gamedata.creatures.strength import Worth
from appliance.gamedata.creatures.templates import Difficulty as DifficultyRow
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import Enums
from appliance.tools.creatures import profile_models as models
from appliance.tools.decode import flags, money
from appliance.tools.models import Flags


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


def ends(levels: Levels | None) -> list[int]:
    """The least and the greatest level; one when they are the same."""
    return sorted({levels.min, levels.max}) if levels else []


def level_range(levels: Levels | None) -> models.LevelRange | None:
    """Levels as the answer has them."""
    return models.LevelRange(min=levels.min, max=levels.max) if levels else None


def shown(worth: Worth | None) -> models.StatsAtLevel | None:
    """Values at a level as the answer has them."""
    return None if worth is None else models.StatsAtLevel(**asdict(worth))


def stats_of(formula: str, levels: Sequence[Worth | None]) -> models.Stats | None:
    """Values at the ends of the levels; None without any."""
    known = [level for level in map(shown, levels) if level is not None]
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
