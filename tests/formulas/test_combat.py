"""Values are worked out by hand from Player::CalculateMinMaxDamage and CalculateMeleeDamage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas import combat
from appliance.formulas.attack_table import Chances, Table, shares


def test_attack_power_by_branch() -> None:
    wrath = combat.swing(100, 200, 1400, 2.0)
    master = combat.swing(100, 200, 1400, 2.0, combat.ATTACK_POWER_PER_DPS_MASTER)
    assert (wrath.low, wrath.high, wrath.bonus) == (300.0, 400.0, 200.0)
    assert (master.average, master.bonus) == (950.0, 800.0)


def test_speeds_below_a_quarter_second_count_as_one() -> None:
    assert combat.swing(0, 0, 14, 0.01).bonus == 0.25


def test_each_outcome_counts_with_its_share() -> None:
    table = Table(
        miss=1000, dodge=1000, parry=0, glancing=2000, block=1000, critical=3000, hit=2000
    )
    found = combat.expected(100.0, table, glancing_factor=0.75, blocked=40.0, blocked_part=0.0)
    assert found == pytest.approx(0.2 * 100 + 0.3 * 200 + 0.2 * 75 + 0.1 * 60)
    part = combat.expected(100.0, table, glancing_factor=0.7, blocked=0.0, blocked_part=0.3)
    assert part == pytest.approx(20 + 60 + 14 + 7)


def test_a_block_never_heals() -> None:
    table = Table(0, 0, 0, 0, 10_000, 0, 0)
    assert combat.expected(10.0, table, glancing_factor=1, blocked=41.0, blocked_part=0.0) == 0.0


CHANCE = st.floats(0, 100, width=32)


@given(st.builds(Chances, CHANCE, CHANCE, CHANCE, CHANCE, CHANCE, CHANCE), st.floats(0, 1e6))
def test_a_swing_is_worth_at_most_two_hits(chances: Chances, average: float) -> None:
    found = combat.expected(
        average, shares(chances), glancing_factor=0.75, blocked=0.0, blocked_part=0.3
    )
    assert 0 <= found <= average * combat.CRITICAL * (1 + 1e-9)
