from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas import attributes


def test_the_first_twenty_points_count_single() -> None:
    assert attributes.health_from_stamina(1000) == 9820
    assert attributes.mana_from_intellect(500) == 7220
    assert attributes.health_from_stamina(20) == attributes.mana_from_intellect(20) == 20
    assert attributes.health_from_stamina(7) == 7


def test_crit_comes_from_a_base_and_the_attribute() -> None:
    assert attributes.crit_percent(-0.01532, 800, 0.00012) == pytest.approx(8.068)


def test_dodge_diminishes() -> None:
    cap, k = attributes.DODGE_CAP[1], attributes.DIMINISHING[1]
    assert attributes.diminished_percent(cap, k, 20.0, 5.0) == pytest.approx(21.907, abs=1e-3)


@given(st.floats(0, 1e5), st.sampled_from(sorted(attributes.DODGE_CAP)))
def test_no_amount_reaches_the_cap(amount: float, class_id: int) -> None:
    cap, k = attributes.DODGE_CAP[class_id], attributes.DIMINISHING[class_id]
    assert attributes.diminished_percent(cap, k, amount, 0.0) < cap


def test_spirit_and_intellect_regain_mana() -> None:
    assert attributes.mana_per_second(100, 400, 0.005) == pytest.approx(10.0)
