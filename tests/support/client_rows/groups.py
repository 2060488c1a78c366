"""Client rows for groups: spells that help, hinder, dispel and take long to come back."""

from __future__ import annotations

from typing import Any

STRENGTH, TOTEM, WALL, SAME, CYCLE, SHEEP, FEAST, FED = range(900401, 900409)
"""Spells of 3.3.5: a party's strength, a totem, a shield and one of its category, a dispel, a
control, eating and what it leaves."""
CHANT, BREAK, GUARD, FOCUS, BREW = range(900451, 900456)
"""Spells of master: a group's versatility, an interrupt, a guard with charges, a specialization's
own buff, a potion's."""
WARLOCK = 9


def _spell(
    number: int, name: str, effect: int, aura: int = 0, target: int = 0, **more: Any
) -> dict[str, Any]:
    """A row of Spell.dbc with one effect."""
    plain = {
        "EquippedItemClass": -1,
        "Effect": (effect, 0, 0),
        "EffectAura": (aura, 0, 0),
        "EffectBasePoints": (more.pop("points", 0), 0, 0),
        "EffectDieSides": (0, 0, 0),
        "EffectMiscValue": (more.pop("misc", 0), 0, 0),
        "EffectTriggerSpell": (more.pop("triggers", 0), 0, 0),
        "ImplicitTargetA": (target, 0, 0),
        "StartRecoveryCategory": 0,
    }
    return {"ID": number, "Name": name, "SpellLevel": 20} | plain | more


def _ability(number: int, spell: int) -> dict[str, Any]:
    return {
        "ID": number,
        "SkillLine": 900401,
        "Spell": spell,
        "RaceMask": 0,
        "ClassMask": 1 << (WARLOCK - 1),
        "SupercededBySpell": 0,
    }


WRATH: dict[str, list[dict[str, Any]]] = {
    "Spell": [
        _spell(STRENGTH, "Broth of Might", 35, 29, 1, points=40, DurationIndex=900402),
        _spell(TOTEM, "Pole of Skin", 28, 0, 32, misc=900400, DurationIndex=900402),
        _spell(
            *(WALL, "Held Breath", 6, 87, 1),
            points=-40,
            misc=127,
            DurationIndex=900401,
            RecoveryTime=120_000,
            Category=900401,
            CategoryRecoveryTime=60_000,
        ),
        _spell(
            *(SAME, "Shared Breath", 6, 87, 20),
            points=-10,
            misc=127,
            DurationIndex=900401,
            RecoveryTime=90_000,
            Category=900401,
            CategoryRecoveryTime=60_000,
        ),
        _spell(CYCLE, "Shake Off", 38, 0, 25, misc=7),
        _spell(SHEEP, "Lamb's Sleep", 6, 5, 6, Mechanic=17, DurationIndex=900401),
        _spell(
            *(FEAST, "Supper", 6, 23, 1),
            triggers=FED,
            DurationIndex=900401,
            AuraInterruptFlags=0x40000,
        ),
        _spell(FED, "Fed Well", 6, 29, 1, points=20, misc=2, DurationIndex=900402),
    ],
    "SpellDuration": [
        {"ID": 900401, "Duration": 10_000, "DurationPerLevel": 0, "MaxDuration": 10_000},
        {"ID": 900402, "Duration": 600_000, "DurationPerLevel": 0, "MaxDuration": 600_000},
    ],
    "SkillLine": [{"ID": 900401, "CategoryID": 7, "DisplayName": "Hedge Lore"}],
    "SkillLineAbility": [
        _ability(900401 + place, spell)
        for place, spell in enumerate((STRENGTH, TOTEM, WALL, SAME, CYCLE, SHEEP))
    ],
    "SkillRaceClassInfo": [
        {
            "ID": 900401,
            "SkillID": 900401,
            "RaceMask": -1,
            "ClassMask": 1 << (WARLOCK - 1),
            "Flags": 0,
        }
    ],
}


def _effect(
    number: int, spell: int, effect: int, aura: int, target: int, points: float = 0.0
) -> dict[str, Any]:
    return {
        "ID": number,
        "SpellID": spell,
        "DifficultyID": 0,
        "EffectIndex": 0,
        "Effect": effect,
        "EffectAura": aura,
        "EffectBasePointsF": points,
        "EffectMiscValue": (127, 0),
        "EffectRadiusIndex": (0, 0),
        "ImplicitTarget": (target, 0),
    }


MASTER: dict[str, list[dict[str, Any]]] = {
    "SpellName": [
        {"ID": CHANT, "Name": "Marching Chant"},
        {"ID": BREAK, "Name": "Broken Word"},
        {"ID": GUARD, "Name": "Old Guard"},
        {"ID": FOCUS, "Name": "Shared Focus"},
        {"ID": BREW, "Name": "Quick Brew"},
    ],
    "SpellEffect": [
        _effect(900451, CHANT, 6, 471, 56, 3.0),
        _effect(900452, BREAK, 68, 0, 6),
        _effect(900453, GUARD, 6, 87, 1, -30.0),
        _effect(900454, FOCUS, 6, 318, 57, 5.0),
        _effect(900455, BREW, 6, 471, 1, 7.0),
    ],
    "SpellMisc": [
        {
            "ID": spell,
            "SpellID": spell,
            "DifficultyID": 0,
            "Attributes": (0,) * 15,
            "CastingTimeIndex": 0,
            "DurationIndex": 900451,
            "RangeIndex": 0,
            "SchoolMask": 1,
            "SpellIconFileDataID": 0,
        }
        for spell in (CHANT, GUARD, FOCUS, BREW)
    ],
    "SpellDuration": [{"ID": 900451, "Duration": 8000, "MaxDuration": 8000}],
    "SpellCooldowns": [
        {
            "ID": 900453,
            "SpellID": GUARD,
            "DifficultyID": 0,
            "CategoryRecoveryTime": 0,
            "RecoveryTime": 60_000,
            "StartRecoveryTime": 0,
        },
        {
            "ID": 900454,
            "SpellID": FOCUS,
            "DifficultyID": 0,
            "CategoryRecoveryTime": 0,
            "RecoveryTime": 90_000,
            "StartRecoveryTime": 0,
        },
    ],
    "SkillLine": [{"ID": 900451, "CategoryID": 7, "DisplayName": "Warrior's Way"}],
    "SkillLineAbility": [
        {
            "ID": 900450 + place,
            "SkillLine": 900451,
            "Spell": spell,
            "RaceMask": 0,
            "ClassMask": 1,
            "SupercedesSpell": 0,
        }
        for place, spell in enumerate((CHANT, BREAK, GUARD), start=1)
    ],
    "ChrSpecialization": [{"ID": 900471, "ClassID": 1, "OrderIndex": 0, "Name": "Drill"}],
    "SpecializationSpells": [{"ID": 900451, "SpecID": 900471, "SpellID": FOCUS}],
    "Item": [{"ID": 900451, "ClassID": 0, "SubclassID": 1}],
    "ItemSparse": [{"ID": 900451, "Display": "Brew in a Jar", "RequiredLevel": 30}],
    "ItemEffect": [{"ID": 900451, "SpellID": BREW, "TriggerType": 0}],
    "ItemXItemEffect": [{"ID": 900451, "ItemEffectID": 900451, "ItemID": 900451}],
}
