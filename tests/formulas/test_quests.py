"""Experience of quests; base values are rows of the clients' QuestXP tables."""

from __future__ import annotations

import pytest

from appliance.formulas.quests import (
    quest_level_master,
    quest_money_master,
    quest_xp_master,
    quest_xp_wrath,
    round_xp,
    xp_tenths_wrath,
)


@pytest.mark.parametrize(
    ("xp", "rounded"),
    [
        (0, 0),
        (2, 0),
        (3, 5),
        (98, 100),
        (100, 100),
        (104, 100),
        (105, 110),
        (503, 500),
        (512, 500),
        (513, 525),
        (1000, 1000),
        (1024, 1000),
        (1025, 1050),
        (22050, 22050),
    ],
)
def test_round_xp(xp: int, rounded: int) -> None:
    assert round_xp(xp) == rounded


@pytest.mark.parametrize(
    ("base", "quest", "player", "xp"),
    [
        (840, 10, 10, 850),
        (840, 10, 18, 340),
        (840, 10, 20, 85),
        (22050, 80, 80, 22050),
        (840, 10, 60, 85),
        (840, 40, 10, 850),
        (840, -1, 33, 850),
    ],
)
def test_quest_xp_of_wrath(base: int, quest: int, player: int, xp: int) -> None:
    assert quest_xp_wrath(base, quest, player) == xp


def test_experience_falls_from_six_levels_above_the_quest() -> None:
    assert [xp_tenths_wrath(10, player) for player in range(14, 22)] == [10, 10, 8, 6, 4, 2, 1, 1]


def test_quest_xp_of_master() -> None:
    assert quest_xp_master(10_000, 50, 60, 1.5) == 1500
    assert quest_xp_master(10_000, 60, 60) == 10_000
    assert quest_xp_master(10_000, 59, 60) == 10_000
    assert quest_xp_master(10_000, 58, 60) == 8000


def test_the_level_a_quest_of_master_has_for_a_player() -> None:
    assert [quest_level_master(player, 15, 60) for player in (1, 15, 40, 60, 70)] == [
        15,
        15,
        40,
        60,
        60,
    ]


def test_money_of_master_is_cut_not_rounded() -> None:
    assert quest_money_master(601, 1.5) == 901
    assert quest_money_master(0, 3.0) == 0
