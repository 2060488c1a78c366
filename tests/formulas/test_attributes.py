from __future__ import annotations

import pytest

from appliance.formulas import attributes


def test_the_first_twenty_points_count_single() -> None:
    assert attributes.health_from_stamina(1000) == 9820
    assert attributes.mana_from_intellect(500) == 7220
    assert attributes.health_from_stamina(20) == attributes.mana_from_intellect(20) == 20
    assert attributes.health_from_stamina(7) == 7


def test_crit_comes_from_a_base_and_the_attribute() -> None:
    assert attributes.crit_percent(-0.01532, 800, 0.00012) == pytest.approx(8.068)


def test_spirit_and_intellect_regain_mana() -> None:
    assert attributes.mana_per_second(100, 400, 0.005) == pytest.approx(10.0)
