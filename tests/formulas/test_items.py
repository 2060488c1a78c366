"""Weapons in numbers."""

from __future__ import annotations

import pytest

from appliance.formulas.items import damage_per_second


def test_damage_per_second() -> None:
    assert damage_per_second([(954.0, 1592.0)], 3700) == pytest.approx(344.054, abs=0.001)


def test_all_damages_count() -> None:
    assert damage_per_second([(10.0, 20.0), (1.0, 3.0)], 2000) == 8.5


def test_nothing_hits_without_damage_or_delay() -> None:
    assert damage_per_second([], 2000) == 0.0
    assert damage_per_second([(10.0, 20.0)], 0) == 0.0
