"""Client rows for spells; ids of 900000 and above are invented."""

from __future__ import annotations

from typing import Any

_NO_POINTS = (0.0, 0.0, 0.0)


def _spell(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A row of Spell.dbc; what it does not name is 0."""
    plain = {"EquippedItemClass": -1, "RangeIndex": 900001, "EffectTriggerSpell": (0, 0, 0)}
    return {"ID": number, "Name": name} | plain | more


WRATH: dict[str, list[dict[str, Any]]] = {
    "Spell": [
        _spell(
            900001,
            "Emberbolt",
            NameSubtext="Rank 2",
            Description="Hurls embers for $s1 Fire damage and $o2 over $d, every $t2 sec.",
            AuraDescription="$s2 Fire damage every $t2 seconds.",
            SchoolMask=4,
            DispelType=1,
            Attributes=0x10000,
            AttributesEx=0x04,
            CastingTimeIndex=900016,
            RecoveryTime=6000,
            Category=30,
            CategoryRecoveryTime=8000,
            StartRecoveryCategory=133,
            StartRecoveryTime=1500,
            InterruptFlags=15,
            AuraInterruptFlags=0x80000,
            ProcTypeMask=0x10000,
            ProcChance=101,
            MaxLevel=40,
            BaseLevel=20,
            SpellLevel=20,
            DurationIndex=900008,
            RangeIndex=900004,
            PowerType=0,
            ManaCost=45,
            ManaCostPct=3,
            Speed=24.0,
            CumulativeAura=5,
            Reagent=(17020, 0, 0, 0, 0, 0, 0, 0),
            ReagentCount=(2, 0, 0, 0, 0, 0, 0, 0),
            Totem=(0, 6218),
            Effect=(2, 6, 0),
            EffectAura=(0, 3, 0),
            EffectBasePoints=(99, 7, 0),
            EffectDieSides=(21, 1, 0),
            EffectRealPointsPerLevel=(1.5, 0.0, 0.0),
            EffectPointsPerCombo=_NO_POINTS,
            EffectAuraPeriod=(0, 2000, 0),
            EffectAmplitude=_NO_POINTS,
            EffectBonusCoefficient=(0.857, 0.0, 0.0),
            EffectChainAmplitude=(1.0, 1.0, 1.0),
            EffectRadiusIndex=(0, 900008, 0),
            EffectMiscValue=(0, 12, 0),
            ImplicitTargetA=(6, 53, 0),
            ImplicitTargetB=(0, 16, 0),
            EffectSpellClassMaskA=(1, 0, 0),
            EffectSpellClassMaskB=(0, 2, 0),
            ShapeshiftMask=(0x80000000, 1),
            SpellClassSet=3,
            SpellClassMask=(1, 0, 8),
            DefenseType=1,
            PreventionType=1,
            SpellIconID=900185,
        ),
        _spell(
            900002,
            "Cold Rune",
            PowerType=5,
            ManaCost=10,
            RuneCostID=900002,
            DurationIndex=900021,
            Effect=(3, 0, 0),
        ),
        _spell(900003, "Blood Price", PowerType=-2, ManaCostPct=12, Effect=(64, 0, 0)),
    ],
    "SpellCastTimes": [
        {"ID": 900001, "Base": 0, "PerLevel": 0, "Minimum": 0},
        {"ID": 900016, "Base": 1500, "PerLevel": 0, "Minimum": 1500},
    ],
    "SpellDuration": [
        {"ID": 900008, "Duration": 15000, "DurationPerLevel": 0, "MaxDuration": 15000},
        {"ID": 900021, "Duration": -1, "DurationPerLevel": 0, "MaxDuration": -1},
    ],
    "SpellRange": [
        {"ID": 900001, "RangeMin": (0.0, 0.0), "RangeMax": (0.0, 0.0), "Flags": 0},
        {"ID": 900004, "RangeMin": (0.0, 0.0), "RangeMax": (30.0, 30.0), "Flags": 0},
    ],
    "SpellRadius": [{"ID": 900008, "Radius": 5.0, "RadiusPerLevel": 0.0, "RadiusMax": 5.0}],
    "SpellIcon": [{"ID": 900185, "TextureFilename": "Interface\\Icons\\Spell_Fire_FlameBolt"}],
    "SpellRuneCost": [{"ID": 900002, "Blood": 0, "Unholy": 0, "Frost": 1, "RunicPower": 100}],
}


def _effect(number: int, difficulty: int, base: float) -> dict[str, Any]:
    """A row of SpellEffect that deals damage."""
    return {
        "ID": number,
        "SpellID": 900101,
        "DifficultyID": difficulty,
        "EffectIndex": 0,
        "Effect": 2,
        "EffectAura": 0,
        "EffectBasePointsF": base,
        "Variance": 0.1,
        "EffectAuraPeriod": 0,
        "EffectTriggerSpell": 0,
        "EffectMiscValue": (0, 0),
        "EffectRadiusIndex": (0, 60001),
        "EffectSpellClassMask": (0, 0, 0, 0),
        "ImplicitTarget": (6, 0),
    }


MASTER: dict[str, list[dict[str, Any]]] = {
    "SpellName": [
        {"ID": 900101, "Name": "Cinder Lance"},
        {"ID": 900102, "Name": "Banked Coals"},
        {"ID": 900103, "Name": "Mastery: Kindling"},
        {"ID": 900104, "Name": "Duelist's Spark"},
        {"ID": 900105, "Name": "Ash Step"},
        {"ID": 900106, "Name": "Slag Step"},
    ],
    "Spell": [
        {
            "ID": 900101,
            "NameSubtext": "",
            "Description": "Deals $s1 Fire damage.",
            "AuraDescription": "",
        }
    ],
    "SpellMisc": [
        {
            "ID": 900101,
            "SpellID": 900101,
            "DifficultyID": 0,
            "Attributes": (0x10000, *[0] * 14),
            "CastingTimeIndex": 60001,
            "DurationIndex": 60001,
            "RangeIndex": 60001,
            "SchoolMask": 4,
            "SpellIconFileDataID": 900101,
        }
    ],
    "SpellEffect": [_effect(900101, 0, 100.0), _effect(900102, 16, 200.0)],
    "SpellPower": [
        {
            "ID": 900101,
            "SpellID": 900101,
            "OrderIndex": 0,
            "PowerType": 0,
            "PowerCostPct": 2.5,
            "RequiredAuraSpellID": 0,
        },
        {
            "ID": 900102,
            "SpellID": 900101,
            "OrderIndex": 1,
            "PowerType": 7,
            "ManaCost": 10,
            "RequiredAuraSpellID": 900102,
        },
    ],
    "SpellCooldowns": [
        {
            "ID": 900101,
            "SpellID": 900101,
            "DifficultyID": 0,
            "CategoryRecoveryTime": 0,
            "RecoveryTime": 8000,
            "StartRecoveryTime": 1500,
        }
    ],
    "SpellCategories": [
        {
            "ID": 900101,
            "SpellID": 900101,
            "DifficultyID": 0,
            "Category": 0,
            "DefenseType": 1,
            "DispelType": 1,
            "Mechanic": 0,
            "PreventionType": 1,
            "StartRecoveryCategory": 133,
            "ChargeCategory": 60001,
        }
    ],
    "SpellLevels": [
        {
            "ID": 900101,
            "SpellID": 900101,
            "DifficultyID": 0,
            "BaseLevel": 12,
            "SpellLevel": 12,
            "MaxLevel": 0,
        }
    ],
    "SpellCategory": [{"ID": 60001, "MaxCharges": 2, "ChargeRecoveryTime": 20000}],
    "SpellCastTimes": [{"ID": 60001, "Base": 2000, "Minimum": 2000}],
    "SpellDuration": [{"ID": 60001, "Duration": 6000, "MaxDuration": 6000}],
    "SpellRange": [{"ID": 60001, "RangeMin": (0.0, 0.0), "RangeMax": (40.0, 40.0)}],
    "SpellRadius": [{"ID": 60001, "Radius": 8.0, "RadiusMin": 8.0, "RadiusMax": 8.0}],
}
