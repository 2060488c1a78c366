"""Arguments and answer of calculate-melee-damage."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.tools.combat.terms import Formula
from appliance.tools.models import Answer, Coded, Entry, Locale, LocaleField, ToolInput, ToolOutput


class WeaponKind(StrEnum):
    """What normalized attacks tell apart."""

    DAGGER = "dagger"
    ONE_HAND = "one-hand"
    TWO_HAND = "two-hand"


class MeleeDamage(ToolInput):
    """The weapon, the player and, if asked, the target."""

    weapon_dps: Annotated[float, Field(alias="weaponDPS", ge=0, le=1e7, allow_inf_nan=False)]
    attack_speed: Annotated[
        float, Field(gt=0, le=20, allow_inf_nan=False, description="Seconds of one swing.")
    ]
    attack_power: Annotated[float, Field(ge=0, le=1e8, allow_inf_nan=False)]
    crit_rating: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
    level: Annotated[int, Field(ge=1, le=255)]
    class_id: Annotated[
        int | None, Field(ge=1, le=13, description="For what the class makes of a rating.")
    ] = None
    agility: Annotated[
        int | None, Field(ge=0, le=100_000, description="3.3.5: crit from it, with classId.")
    ] = None
    crit_percent: Annotated[
        float | None,
        Field(ge=0, le=100, description="The character sheet's crit, instead of rating etc."),
    ] = None
    hit_percent: Annotated[float, Field(ge=0, le=100, description="Hit from gear.")] = 0.0
    expertise: Annotated[int, Field(ge=0, le=1000, description="Points; 4 are 1 %.")] = 0
    weapon_skill: Annotated[
        int | None, Field(ge=0, le=1000, description="3.3.5; default: 5 x level.")
    ] = None
    dual_wield: Annotated[bool, Field(description="Plain swings miss 19 % more.")] = False
    from_behind: Annotated[bool, Field(description="Neither parried nor blocked.")] = False
    normalized: Annotated[
        bool, Field(description="A special attack that counts a fixed speed.")
    ] = False
    weapon_kind: Annotated[
        WeaponKind | None, Field(strict=False, description="Needed for normalized.")
    ] = None
    weapon_min: Annotated[float | None, Field(ge=0, le=1e8, allow_inf_nan=False)] = None
    weapon_max: Annotated[float | None, Field(ge=0, le=1e8, allow_inf_nan=False)] = None
    target_level: Annotated[
        int | None, Field(ge=1, le=255, description="Default: the player's level.")
    ] = None
    target_armor: Annotated[float | None, Field(ge=0, le=1e7, allow_inf_nan=False)] = None
    target_entry: Annotated[
        Entry | None, Field(description="Creature whose level, armor and flags count.")
    ] = None
    locale: LocaleField = Locale.ENUS


class SwingDamage(ToolOutput):
    """One plain hit, before armor."""

    weapon_average: float
    attack_power_bonus: float
    average: float
    min: Annotated[float | None, Field(description="Needs weaponMin and weaponMax.")] = None
    max: float | None = None


class Critical(ToolOutput):
    """Chance of a critical swing, in percent."""

    from_rating: Annotated[float | None, Field(description="Missing: unknown, see notes.")] = None
    from_agility: float | None = None
    from_weapon_skill: float | None = None
    base: Annotated[float | None, Field(description="Master: what every player has.")] = None
    sheet: Annotated[float, Field(description="All of it that is known.")]
    against_target: Annotated[float, Field(description="After the target's level.")]
    multiplier: float


class TargetFacts(ToolOutput):
    """Who is hit."""

    creature: Coded | None = None
    level: int
    armor: float | None = None
    armor_reduction_percent: float | None = None


class Outcomes(ToolOutput):
    """What one swing comes to, in percent; the sum is 100."""

    miss: float
    dodge: float
    parry: float
    glancing: float
    block: float
    critical: float
    hit: float


class Expected(ToolOutput):
    """Mean over all outcomes."""

    per_swing: float
    per_second: float


class MeleeAnswer(Answer):
    """What plain swings are worth."""

    swing: SwingDamage
    critical: Critical
    target: TargetFacts
    outcomes: Outcomes
    before_armor: Expected
    after_armor: Annotated[
        Expected | None, Field(description="Missing: the target's armor is not known.")
    ] = None
    complete: Annotated[bool, Field(description="False: something is unknown, see notes.")]
    formulas: list[Formula]
    notes: list[str]
