"""Values are TrinityCore's own, worked out from Unit::RollMeleeOutcomeAgainst of each branch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas import attack_table
from appliance.formulas.attack_table import Chances, Table, shares

LEVELS = st.integers(1, 255)
PERCENTS = st.floats(-50, 250, width=32)


def test_a_boss_three_levels_above() -> None:
    chances = attack_table.wrath(level=80, victim_level=83, weapon_skill=400, critical_percent=30.0)
    assert shares(chances) == Table(
        miss=800, dodge=650, parry=1400, glancing=2400, block=650, critical=2520, hit=1580
    )


def test_behind_a_boss_with_two_weapons() -> None:
    chances = attack_table.wrath(
        level=80,
        victim_level=83,
        weapon_skill=400,
        critical_percent=30.0,
        hit_percent=8.0,
        expertise=26.0,
        dual_wield=True,
        from_behind=True,
    )
    assert shares(chances) == Table(
        miss=1900, dodge=0, parry=0, glancing=2400, block=0, critical=2520, hit=3180
    )


def test_a_creature_of_the_same_level_is_never_glanced() -> None:
    chances = attack_table.wrath(level=80, victim_level=80, weapon_skill=400, critical_percent=5)
    assert shares(chances) == Table(
        miss=500, dodge=500, parry=500, glancing=0, block=500, critical=500, hit=7500
    )


def test_skill_beyond_the_level_does_not_lessen_glancing() -> None:
    skilled = attack_table.wrath(level=80, victim_level=83, weapon_skill=415, critical_percent=5)
    assert skilled.glancing == 24.0
    assert skilled.miss == 5.0
    untrained = attack_table.wrath(level=80, victim_level=83, weapon_skill=1, critical_percent=5)
    assert untrained.glancing == attack_table.GLANCING_CAP
    assert untrained.critical == 0.0


def test_the_young_are_missed_less() -> None:
    assert attack_table.miss_wrath(
        0, dual_wield=False, victim_level=5, hit_percent=0
    ) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"dual_wield": True}, Table(1650, 0, 300, 0, 750, 2000, 5300)),
        ({"dual_wield": True, "from_behind": True}, Table(1650, 0, 0, 0, 0, 2000, 6350)),
        ({}, Table(0, 0, 300, 0, 750, 2000, 6950)),
        ({"expertise": 3.0}, Table(0, 0, 225, 0, 750, 2000, 7025)),
    ],
)
def test_a_boss_of_master(arguments: dict[str, float], expected: Table) -> None:
    chances = attack_table.master(level=90, victim_level=93, critical_percent=20.0, **arguments)  # type: ignore[arg-type]
    assert shares(chances) == expected


def test_seven_levels_above_on_master_leave_nothing() -> None:
    chances = attack_table.master(level=86, victim_level=93, critical_percent=20.0)
    assert shares(chances) == Table(0, 600, 900, 8000, 500, 0, 0)


def test_what_a_glancing_blow_leaves() -> None:
    assert [attack_table.glancing_factor_wrath(n) for n in (1, 2, 3, 9)] == [0.95, 0.85, 0.75, 0.75]
    assert attack_table.glancing_factor_master(7) == pytest.approx(0.7)


@given(st.builds(Chances, PERCENTS, PERCENTS, PERCENTS, PERCENTS, PERCENTS, PERCENTS))
def test_the_roll_is_always_full(chances: Chances) -> None:
    table = shares(chances)
    assert sum(table) == attack_table.ROLLS
    assert min(table) >= 0


@given(LEVELS, LEVELS, st.integers(0, 2000), PERCENTS, st.booleans(), st.booleans())
def test_no_chance_is_negative(
    level: int, victim: int, skill: int, critical: float, two: bool, behind: bool
) -> None:
    for chances in (
        attack_table.wrath(
            level=level,
            victim_level=victim,
            weapon_skill=skill,
            critical_percent=critical,
            dual_wield=two,
            from_behind=behind,
        ),
        attack_table.master(
            level=level,
            victim_level=victim,
            critical_percent=critical,
            dual_wield=two,
            from_behind=behind,
        ),
    ):
        assert min(chances) >= 0
