"""What a creature is worth at a level: health, mana, armor, attack power and damage."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from appliance.formulas.creature import (
    DEFAULT_ATTACK_TIME_MS,
    MAX_LEVEL,
    BaseStats,
    Modifiers,
    expected_armor,
    expected_health,
    expected_swing,
    float32,
    master_mana,
    stats_at_level,
)
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.levels import Levels
from appliance.gamedata.creatures.templates import BaseRow, Difficulty, Template
from appliance.gamedata.expected_stats import CURRENT_EXPANSION, expected_values
from appliance.gamedata.realm import Realm

UNIT_CLASSES = (1, 2, 4, 8)
"""Those that have base stats: warrior, paladin, rogue, mage."""
EXPECTED_FILES = ("ExpectedStat", "ExpectedStatMod", "ContentTuningXExpected")
"""Client tables that health, armor and damage of master are in."""
_COLUMNS = ("CreatureHealth", "CreatureAutoAttackDps", "CreatureArmor")
_WARRIOR = 1
_LAST_EXPANSION = 2


@dataclass(frozen=True, slots=True)
class Worth:
    """A creature at a level; None is unknown. Damage is one swing before armor and auras."""

    level: int
    mana: int | None = None
    attack_power: int | None = None
    ranged_attack_power: int | None = None
    health: int | None = None
    armor: int | None = None
    damage_min: float | None = None
    damage_max: float | None = None
    damage_per_second: float | None = None


def unit_class(template: Template) -> int:
    """The unit class the server uses: any other counts as a warrior's.

    Source: ObjectMgr.cpp, ObjectMgr::CheckCreatureTemplate.
    """
    return template.unit_class if template.unit_class in UNIT_CLASSES else _WARRIOR


def own_levels(template: Template) -> Levels | None:
    """The template's own levels, where its layout has any."""
    if template.min_level is None or template.max_level is None:
        return None
    low, high = sorted((template.min_level, template.max_level))
    if template.health_scaling == CURRENT_EXPANSION:
        # 9.2 counts these levels from its greatest (CreatureTemplate::GetMinMaxLevel).
        low, high = low + MAX_LEVEL, high + MAX_LEVEL
    return Levels(low, high)


def no_base_stats(rows: Set[tuple[int, int]], effect: str) -> list[str]:
    """Rows of creature_classlevelstats that are not there, and what follows."""
    return [
        f"creature_classlevelstats has no row for level {level}, unit class {number}: {effect}"
        for level, number in sorted(rows)
    ]


def wrath_worth(
    template: Template, level: int, base: Mapping[tuple[int, int], BaseRow]
) -> Worth | None:
    """A creature of 3.3.5; `base` by level and unit class, None where it has no such row."""
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
    return Worth(
        level=level,
        mana=stats.mana,
        attack_power=stats.attack_power,
        ranged_attack_power=stats.ranged_attack_power,
        health=stats.health,
        armor=stats.armor,
        damage_min=round(stats.damage_min, 2),
        damage_max=round(stats.damage_max, 2),
        damage_per_second=round(stats.damage_per_second, 2),
    )


class MasterWorth:
    """Works out what a creature of master is worth, and keeps what it has read.

    `without_row` gathers level and unit class of what creature_classlevelstats does not have.
    """

    def __init__(self, realm: Realm, template: Template, *, expected: bool) -> None:
        """`expected`: all of EXPECTED_FILES are there; without, health and damage are unknown."""
        self.without_row: set[tuple[int, int]] = set()
        self._realm = realm
        self._template = template
        self._expected = expected
        self._base: dict[tuple[int, int], BaseRow] = {}

    async def at(self, level: int, row: Difficulty | None) -> Worth | None:
        """Its worth on a difficulty; None where nothing of it is known.

        `row` None: the template alone (9.2).
        """
        key = level, unit_class(self._template)
        if key not in self._base:
            self._base |= await creature_templates.base_stats(self._realm, [key])
        base = self._base.get(key)
        worth = Worth(level=level)
        if base is None:
            self.without_row.add(key)
        else:
            worth = Worth(
                level=level,
                mana=_mana(self._template, row, base),
                attack_power=base.attack_power,
                ranged_attack_power=base.ranged_attack_power,
            )
        if self._expected:
            return await self._with_expected(worth, row)
        return None if base is None else worth

    async def _with_expected(self, worth: Worth, row: Difficulty | None) -> Worth:
        template = self._template
        own = row if row is not None and row.health_modifier is not None else None
        scaling = own.health_scaling if own is not None else template.health_scaling
        found = await expected_values(
            self._realm,
            _COLUMNS,
            worth.level,
            expansion=scaling or 0,
            content_tuning=row.content_tuning if row is not None else 0,
            class_number=unit_class(template),
        )
        health, dps, armor = found.values() if found is not None else (1.0, 1.0, 1.0)
        holder = own or template
        factors = [_one(holder.health_modifier)]
        if own is None:
            factors.append(_one(template.health_modifier_extra))
        known = replace(
            worth,
            health=expected_health(health, *factors, least=0 if own is None else 1),
            armor=expected_armor(armor, _one(holder.armor_modifier)),
        )
        return _with_damage(known, template, dps, _one(holder.damage_modifier))


def _with_damage(worth: Worth, template: Template, dps: float, modifier: float) -> Worth:
    """Damage of master; without attack power it stays unknown."""
    if worth.attack_power is None:
        return worth
    low, high = expected_swing(
        dps,
        worth.attack_power,
        variance=template.variance,
        damage_modifier=modifier,
        attack_time_ms=template.attack_time_ms,
    )
    seconds = (template.attack_time_ms or DEFAULT_ATTACK_TIME_MS) / 1000
    return replace(
        worth,
        damage_min=round(low, 2),
        damage_max=round(high, 2),
        damage_per_second=round(float32((low + high) / 2) / seconds, 2),
    )


def _one(modifier: float | None) -> float:
    """A modifier; 1 where the layout has none."""
    return 1.0 if modifier is None else modifier


def _mana(template: Template, row: Difficulty | None, base: BaseRow) -> int:
    if row is not None and row.mana_modifier is not None:
        return master_mana(base.mana, row.mana_modifier, round_up=False)
    own = (template.mana_modifier, template.mana_modifier_extra)
    return master_mana(base.mana, *(one for one in own if one is not None), round_up=True)
