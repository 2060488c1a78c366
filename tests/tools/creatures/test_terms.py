from __future__ import annotations

import pytest

from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch
from appliance.tools.creatures import terms
from appliance.tools.models import Coded, Flags

WRATH, MASTER = enums(Branch.WRATH), enums(Branch.MASTER)


def test_both_halves_of_masters_npc_flags_are_decoded() -> None:
    assert terms.npc_flags(WRATH, 129) == Flags(value=129, names=["gossip", "vendor"])
    shown = terms.npc_flags(MASTER, (1 << 32) + 128)
    assert shown.names == ["vendor", "item upgrade master"]


@pytest.mark.parametrize("value", [0b101, -(2**31)])
def test_a_mask_without_enumeration_keeps_its_bits(value: int) -> None:
    names = ["0x1", "0x4"] if value > 0 else ["0x80000000"]
    assert terms.mask(WRATH, "UnitFlags3", value) == Flags(value=value, names=names)
    assert terms.mask(WRATH, "UnitFlags", 512).names == ["immune to npc"]


def test_an_unknown_number_stays_a_number() -> None:
    assert terms.movement_type(17) == Coded(id=17)
    assert terms.trainer_type(0) == Coded(id=0, name="class")
    assert terms.named({}, 4) == Coded(id=4)


def test_difficulty_0_means_something_else_on_master() -> None:
    assert terms.difficulty(WRATH, Branch.WRATH, 0).name == "normal or 10-player"
    assert "any" in (terms.difficulty(MASTER, Branch.MASTER, 0).name or "")
