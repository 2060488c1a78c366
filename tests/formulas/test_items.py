"""Items in numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.items import (
    budget_column,
    damage_per_second,
    enchantment_chances,
    multiplier_column,
    multiplier_table,
    stat_from_budget,
)


def test_damage_per_second() -> None:
    assert damage_per_second([(954.0, 1592.0)], 3700) == pytest.approx(344.054, abs=0.001)


def test_all_damages_count() -> None:
    assert damage_per_second([(10.0, 20.0), (1.0, 3.0)], 2000) == 8.5


def test_nothing_hits_without_damage_or_delay() -> None:
    assert damage_per_second([], 2000) == 0.0
    assert damage_per_second([(10.0, 20.0)], 0) == 0.0


def test_the_column_of_a_budget() -> None:
    assert budget_column(4, 11, 0) == ("EpicF", 2)
    assert budget_column(7, 5, 1) == ("SuperiorF", 0)
    assert budget_column(2, 26, 19) == ("GoodF", 3)
    assert budget_column(2, 26, 2) == ("GoodF", 0)
    assert budget_column(1, 5, 1) is None
    assert budget_column(4, 18, 0) is None


def test_stats_of_a_budget() -> None:
    assert stat_from_budget(100.0, 5259) == 53
    assert stat_from_budget(100.0, 5000, 0.5) == 25
    assert multiplier_table(7) == "StaminaMultByILvl"
    assert multiplier_table(36) == "CombatRatingsMultByILvl"
    assert multiplier_table(5) is None
    assert multiplier_column(12) == "TrinketMultiplier"
    assert multiplier_column(5) == "ArmorMultiplier"


def test_chances_of_random_enchantments() -> None:
    assert enchantment_chances([]) == []
    assert enchantment_chances([0.0, 0.0]) == [0.0, 0.0]
    assert enchantment_chances([30.0, 10.0]) == [75.0, 25.0]
    assert enchantment_chances([80.0, 40.0, 5.0]) == [80.0, 20.0, 0.0]


@given(st.lists(st.floats(0, 100), max_size=8))
def test_chances_never_exceed_the_whole(chances: list[float]) -> None:
    assert sum(enchantment_chances(chances)) <= 100.0001
