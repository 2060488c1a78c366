"""Names of TrinityCore's numbers."""

from __future__ import annotations

import pytest

from appliance.gamedata.enums import Enums, bits, enums
from appliance.gamedata.realm import Branch

BOTH = pytest.mark.parametrize("branch", list(Branch))


@BOTH
@pytest.mark.parametrize(
    ("enum", "value", "name"),
    [
        ("CreatureType", 7, "humanoid"),
        ("CreatureType", 12, "non-combat pet"),
        ("CreatureEliteType", 0, "normal"),
        ("CreatureEliteType", 2, "rare elite"),
        ("CreatureEliteType", 3, "world boss"),
        ("NPCFlags", 2, "quest giver"),
        ("NPCFlags", 128, "vendor"),
        ("ItemQualities", 1, "common"),
        ("ItemQualities", 4, "epic"),
        ("ItemClass", 2, "weapon"),
        ("ItemSubclassWeapon", 8, "two-handed sword"),
        ("InventoryType", 17, "two-hand"),
        ("ItemBondingType", 2, "binds when equipped"),
        ("ItemModType", 7, "stamina"),
        ("Classes", 6, "death knight"),
        ("Races", 4, "night elf"),
        ("QuestInfo", 81, "dungeon"),
        ("QuestTypes", 62, "raid"),
        ("SpellEffects", 6, "apply aura"),
        ("SpellEffectName", 6, "apply aura"),
        ("SpellSchools", 2, "fire"),
        ("ReputationRank", 7, "exalted"),
        ("SMART_EVENT", 4, "aggro"),
        ("SMART_ACTION", 11, "cast"),
        ("ConditionTypes", 8, "quest rewarded"),
        ("Powers", -2, "health"),
    ],
)
def test_numbers_have_names(branch: Branch, enum: str, value: int, name: str) -> None:
    assert enums(branch).name(enum, value) == name


def test_branches_differ() -> None:
    assert enums(Branch.MASTER).name("QuestObjectiveType", 3) == "talk to"
    assert "QuestObjectiveType" not in enums(Branch.WRATH)
    assert enums(Branch.MASTER).name("Classes", 12) == "demon hunter"
    assert enums(Branch.WRATH).name("Classes", 12) is None


@BOTH
def test_an_unknown_value_has_no_name(branch: Branch) -> None:
    assert enums(branch).name("CreatureType", 250) is None
    assert enums(branch).name("CreatureType", -1) is None


@BOTH
def test_an_unknown_enumeration_is_a_bug(branch: Branch) -> None:
    with pytest.raises(KeyError):
        enums(branch).name("CreatureTyp", 1)
    with pytest.raises(KeyError):
        enums(branch).flags("CreatureTyp", 1)


def test_bounds_and_unnamed_constants_are_not_names() -> None:
    """The server's MAX_… and UNK… say nothing about a number."""
    for branch in Branch:
        for enum in ("Powers", "CreatureType", "SpellSchools", "ItemFlags", "UnitFlags"):
            for label in enums(branch).values(enum).values():
                assert not label.startswith(("max", "unk", "unused")), (enum, label)


def test_flags_are_told_bit_by_bit() -> None:
    wrath = enums(Branch.WRATH)
    assert wrath.flags("NPCFlags", 0) == []
    assert wrath.flags("NPCFlags", 0x80 | 0x1) == ["gossip", "vendor"]
    assert wrath.flags("NPCFlags", 0x4 | 0x80) == ["0x4", "vendor"]
    assert wrath.flags("ItemFlags", 1 << 45) == ["0x200000000000"]


def test_masks_of_64_bits() -> None:
    master = enums(Branch.MASTER)
    assert master.flags("RaceMask", 1 << 31 | 1) == ["human", "kul tiran"]
    assert master.flags("RaceMask", 1 << 63) == ["0x8000000000000000"]


def test_a_negative_mask_is_that_of_a_signed_column() -> None:
    wrath = enums(Branch.WRATH)
    assert wrath.flags("UnitFlags", -(1 << 31)) == ["immune"]
    assert wrath.flags("ClassMask", -1)[:2] == ["warrior", "paladin"]
    assert len(wrath.flags("ClassMask", -1)) == 32
    assert len(wrath.flags("ClassMask", -(1 << 40))) == 24


def test_masks_of_an_enumeration_that_only_the_other_branch_has() -> None:
    assert enums(Branch.MASTER).decoded("ProcFlags2", 5) == ["target dies", "cast successful"]
    assert enums(Branch.WRATH).decoded("ProcFlags2", 5) == ["0x1", "0x4"]
    assert enums(Branch.WRATH).decoded("ProcFlags2", 0) == []


def test_a_value_of_several_bits_is_no_flag() -> None:
    known = Enums({"Sides": {1: "left", 2: "right", 3: "both"}})
    assert known.flags("Sides", 3) == ["left", "right"]
    assert known.name("Sides", 3) == "both"


def test_bits() -> None:
    assert bits(0) == []
    assert bits(0b1010) == [2, 8]


@BOTH
def test_every_name_reads_well(branch: Branch) -> None:
    known = enums(branch)
    for enum in ("CreatureType", "QuestFlags", "ItemModType", "SMART_ACTION", "AuraType"):
        for label in known.values(enum).values():
            assert label == label.strip().lower()
            assert "_" not in label
            assert "  " not in label


def test_loading_happens_once() -> None:
    assert enums(Branch.WRATH) is enums(Branch.WRATH)
