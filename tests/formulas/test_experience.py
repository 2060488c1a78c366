"""Experience of kills, exploration and rest."""

from __future__ import annotations

import pytest

from appliance.formulas import experience
from appliance.formulas.experience import Content, XpRow


@pytest.mark.parametrize(
    ("player", "creature", "content", "xp"),
    [
        (10, 12, Content.CLASSIC, 105),
        (10, 10, Content.CLASSIC, 95),
        (60, 60, Content.CLASSIC, 345),
        (70, 70, Content.OUTLAND, 585),
        (80, 80, Content.NORTHREND, 980),
        (80, 75, Content.NORTHREND, 691),
        (80, 71, Content.NORTHREND, 0),
        (10, 14, Content.CLASSIC, 114),
        (10, 30, Content.CLASSIC, 114),
    ],
)
def test_base_of_a_kill_on_wrath(player: int, creature: int, content: Content, xp: int) -> None:
    assert experience.kill_base_wrath(player, creature, content) == xp


def test_elites_give_more_and_most_in_dungeons() -> None:
    assert experience.kill_xp(980) == 980
    assert experience.kill_xp(980, elite=True) == 1960
    assert experience.kill_xp(980, elite=True, dungeon=True) == 2695
    assert experience.kill_xp(980, dungeon=True) == 980
    assert experience.kill_xp(95, elite=True, modifier=0.5, rate=3) == 285


@pytest.mark.parametrize(
    ("level", "gray"), [(5, 0), (6, 1), (10, 4), (39, 31), (40, 31), (59, 47), (60, 51), (80, 71)]
)
def test_gray_level_of_wrath(level: int, gray: int) -> None:
    assert experience.gray_level_wrath(level) == gray


@pytest.mark.parametrize(
    ("level", "gray"), [(6, 0), (7, 1), (14, 8), (15, 8), (20, 12), (30, 20), (35, 25), (60, 50)]
)
def test_gray_level_of_master(level: int, gray: int) -> None:
    assert experience.gray_level_master(level) == gray


@pytest.mark.parametrize(
    ("player", "creature", "player_row", "creature_row", "xp"),
    [
        (10, 10, XpRow(95, 1), XpRow(95, 1), 95),
        (30, 27, XpRow(195, 1), XpRow(180, 1), 135),
        (6, 1, XpRow(75, 1), XpRow(50, 1), 8),
        (10, 13, XpRow(95, 1), XpRow(110, 1), 109),
        (10, 40, XpRow(95, 1), XpRow(245, 1), 114),
        (30, 20, XpRow(195, 1), XpRow(145, 1), 0),
        (30, 27, XpRow(195, 2), XpRow(180, 1), 68),
    ],
)
def test_base_of_a_kill_on_master(
    player: int, creature: int, player_row: XpRow, creature_row: XpRow, xp: int
) -> None:
    assert experience.kill_base_master(player, creature, player_row, creature_row) == xp


def test_levels_at_which_a_kill_would_give_nothing() -> None:
    wrath = [experience.zero_difference_wrath(level) for level in (4, 7, 8, 10, 19, 29, 59, 60)]
    master = [experience.zero_difference_master(level) for level in (3, 4, 7, 8, 10, 59, 60, 80)]
    assert wrath == [5, 5, 6, 7, 9, 11, 16, 17]
    assert master == [5, 6, 6, 6, 7, 16, 17, 17]


def test_the_first_zones_of_newer_races_count_as_old_continents() -> None:
    assert experience.content_of_map(0, 0) is Content.CLASSIC
    assert experience.content_of_map(1, 1) is Content.CLASSIC
    assert experience.content_of_map(530, 1) is Content.OUTLAND
    assert experience.content_of_map(571, 2) is Content.NORTHREND
    assert experience.content_of_map(33, 0) is Content.CLASSIC


def test_creatures_of_older_expansions_give_a_tenth() -> None:
    assert [experience.expansion_of_level(level, 9) for level in (59, 60, 79, 80)] == [0, 1, 2, 9]
    assert experience.old_expansion_share(135) == 14
    assert experience.old_expansion_share(134) == 13


def test_groups_share() -> None:
    assert [experience.group_rate(size) for size in range(1, 7)] == [1, 1, 1.166, 1.3, 1.4, 1.4]
    assert experience.group_rate(5, raid=True) == 1
    assert experience.group_share(100, 1.4, 60, 300, gray_to_some=False) == 28
    assert experience.group_share(100, 1.0, 20, 80, gray_to_some=True) == 13


@pytest.mark.parametrize(
    ("player", "area", "xp"),
    [
        (10, 10, 85),
        (15, 10, 85),
        (16, 10, 80),
        (20, 10, 63),
        (30, 10, 21),
        (36, 10, 0),
        (1, 10, 50),
    ],
)
def test_exploration(player: int, area: int, xp: int) -> None:
    assert experience.exploration_xp(player, area, {6: 50, 10: 85}) == xp


def test_areas_without_a_level_give_nothing_to_explorers() -> None:
    assert experience.exploration_xp(10, 0, {0: 5}) == 0
    assert experience.exploration_xp(10, -1, {0: 5}) == 0
    assert experience.exploration_xp(10, 10, {10: 85}, rate=2) == 170


def test_rest_grows_offline() -> None:
    hours = 3600 * 8
    assert experience.rest_bonus_offline(1400, hours, resting=True) == pytest.approx(70.0)
    assert experience.rest_bonus_offline(1400, hours, resting=False) == pytest.approx(17.36)
    assert (
        experience.rest_bonus_offline(1400, 10**9, resting=True)
        == 1050
        == experience.rest_cap(1400)
    )


def test_rest_doubles_while_it_lasts() -> None:
    assert experience.rested_extra(95, 1000) == 95
    assert experience.rested_extra(95, 10.7) == 10
