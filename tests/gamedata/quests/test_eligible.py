"""Who may take a quest, and why not."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.gamedata.quests import eligible
from appliance.gamedata.quests.eligible import Facts, LeftOut, Player
from appliance.gamedata.quests.prerequisites import Needs
from appliance.gamedata.quests.types import Tuning
from appliance.gamedata.realm import Branch
from tests.support.pool_quests import pool_quest

NOTHING = Facts((), (), ())
SOMEBODY = Player(10, races=1, classes=1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"type": 1}, LeftOut.DISABLED),
        ({"flags": 0x4000}, LeftOut.DISABLED),
        ({"flags": 0x1000}, LeftOut.REPEATABLE),
        ({"flags": 0x8000}, LeftOut.REPEATABLE),
        ({"special_flags": 1}, LeftOut.REPEATABLE),
        ({"special_flags": 16}, LeftOut.REPEATABLE),
        ({"races": 2}, LeftOut.RACE),
        ({"races": 3}, None),
        ({"classes": 2}, LeftOut.CLASS),
        ({"min_level": 11}, LeftOut.HIGHER),
        ({"max_level": 9}, LeftOut.LOWER),
        ({"max_level": 10}, None),
        ({"level": 4}, LeftOut.GRAY),
        ({"level": 5}, None),
        ({"level": -1}, None),
        ({"level": None}, None),
        ({"level": None, "tuning": Tuning(1, 1, 3, 1)}, LeftOut.GRAY),
        ({"level": None, "tuning": Tuning(1, 1, 30, 1)}, None),
        ({"level": None, "tuning": Tuning(1, None, None)}, None),
    ],
)
def test_a_template_decides(changes: dict[str, Any], reason: LeftOut | None) -> None:
    quest = pool_quest(1, **changes)
    found = eligible.why_not(Branch.WRATH, quest, SOMEBODY, NOTHING, repeatable=False)
    assert found is reason


def test_the_realm_decides() -> None:
    quest = pool_quest(1)

    def why(*facts: set[int]) -> LeftOut | None:
        return eligible.why_not(Branch.WRATH, quest, SOMEBODY, Facts(*facts), repeatable=False)

    assert why({1}, set(), set()) is LeftOut.DISABLED
    assert why(set(), {1}, set()) is LeftOut.EVENT
    assert why(set(), set(), {1}) is LeftOut.ENEMY


def test_repeatable_quests_are_for_those_who_ask() -> None:
    daily = pool_quest(1, flags=0x1000)
    assert eligible.why_not(Branch.WRATH, daily, SOMEBODY, NOTHING, repeatable=True) is None


def test_what_is_done_is_done_and_what_is_in_the_log_stays() -> None:
    player = Player(10, done=frozenset({1}), in_log=frozenset({2}))

    def why(number: int, **changes: Any) -> LeftOut | None:
        quest = pool_quest(number, **changes)
        return eligible.why_not(Branch.WRATH, quest, player, NOTHING, repeatable=True)

    assert why(1) is LeftOut.DONE
    assert why(1, special_flags=1) is None
    assert why(2, min_level=80) is None


def test_gray_levels_differ_by_branch() -> None:
    assert [eligible.gray_level(branch, 20) for branch in Branch] == [13, 12]


def test_a_known_character_is_kept_back_by_what_it_lacks() -> None:
    needs = {
        1: Needs(one_of=(frozenset({90}),)),
        2: Needs(one_of=(frozenset({91}),)),
        3: Needs(one_of=(frozenset({2}),)),
        4: Needs(active=92),
        5: Needs(active=93),
        6: Needs(excluded_by=frozenset({90})),
        7: Needs(one_of=(frozenset({91}),)),
        8: Needs(one_of=(frozenset({1}),)),
    }
    player = Player(10, done=frozenset({90}), in_log=frozenset({92, 7}))
    assert eligible.kept_back(needs, player) == {
        2: LeftOut.WAITING,
        3: LeftOut.WAITING,
        5: LeftOut.WAITING,
        6: LeftOut.EXCLUDED,
    }
    assert eligible.kept_back(needs, Player(10)) == {}
