from __future__ import annotations

import pytest

from appliance.gamedata.economy.professions import cutting_skill, known, lock_types, parse
from appliance.gamedata.realm import Branch


@pytest.mark.parametrize("branch", Branch)
def test_words_name_professions_whatever_their_case(branch: Branch) -> None:
    found, unknown = parse(branch, ["Skinning", "HERBALISM", "jewel crafting", "Cheese", "mining"])
    assert sorted(found) == [182, 186, 393, 755]
    assert unknown == ["Cheese"]
    assert found[393] == "skinning"


def test_branches_have_professions_of_their_own() -> None:
    wrath, master = known(Branch.WRATH), known(Branch.MASTER)
    assert wrath[129] == "first aid"
    assert 794 not in wrath
    assert master[794] == "archaeology"
    assert 129 not in master
    assert parse(Branch.WRATH, ["First-Aid"])[0] == {129: "first aid"}


def test_what_cuts_up_a_corpse() -> None:
    flags = (0, 0x100, 0x200, 0x8000, 0x1)
    assert [cutting_skill(one) for one in flags] == [393, 182, 186, 202, 393]


def test_locks_of_gathering_professions() -> None:
    assert lock_types(Branch.WRATH, [182, 186, 393]) == {2: 182, 3: 186}
    assert lock_types(Branch.WRATH, [356]) == {}
    master = lock_types(Branch.MASTER, [182])
    assert {2, 32, 34} <= master.keys()
    assert set(master.values()) == {182}
    assert 40 not in master
