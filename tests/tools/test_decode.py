"""Numbers with their meaning."""

from __future__ import annotations

from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch
from appliance.tools.decode import client_file, coded, flags, limited, money
from appliance.tools.models import Coded, Flags, Money

WRATH = enums(Branch.WRATH)


def test_coded() -> None:
    assert coded(WRATH, "CreatureType", 7) == Coded(id=7, name="humanoid")
    assert coded(WRATH, "CreatureType", 99) == Coded(id=99)


def test_flags() -> None:
    assert flags(WRATH, "NPCFlags", 0x84) == Flags(value=0x84, names=["0x4", "vendor"])
    assert flags(WRATH, "NPCFlags", 0) == Flags(value=0, names=[])


def test_money() -> None:
    assert money(12_345) == Money(copper=12_345, text="1g 23s 45c")


def test_a_mask_that_leaves_nobody_out_is_no_limit() -> None:
    assert limited(WRATH, "ClassMask", -1) is None
    assert limited(WRATH, "ClassMask", 0x5FF) is None
    assert limited(WRATH, "RaceMask", 8388607) is None
    assert limited(WRATH, "ClassMask", 0x21) == Flags(value=0x21, names=["warrior", "death knight"])
    assert limited(WRATH, "ClassMask", 0) == Flags(value=0, names=[])


def test_client_files() -> None:
    assert client_file(Branch.WRATH, "QuestXP") == "QuestXP.dbc"
    assert client_file(Branch.MASTER, "QuestXP") == "QuestXP.db2"
