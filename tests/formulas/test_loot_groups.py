from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.loot_groups import MAX_EXACT_ROLLS, share_of_group, single_roll

CHANCES = st.lists(st.sampled_from([0, 0, 1, 10, 30, 100]), min_size=1, max_size=7)


def taken(chances: list[float], rolls: int, *, distinct: bool = True) -> list[float]:
    return [1 - share.miss for share in share_of_group(chances, rolls, distinct=distinct)]


def test_explicit_chances_go_first() -> None:
    assert single_roll([10, 0, 30, 0]) == pytest.approx([0.1, 0.3, 0.3, 0.3])


def test_an_overfull_group_gives_the_later_rows_what_is_left() -> None:
    assert single_roll([80, 30, 5, 0]) == pytest.approx([0.8, 0.2, 0, 0])


def test_a_certain_row_takes_everything_after_the_rows_before_it() -> None:
    assert single_roll([25, 100, 50]) == pytest.approx([0.25, 0.75, 0])


def test_rolls_with_putting_back() -> None:
    shares = share_of_group([50, 0], 3, distinct=False)
    assert [share.miss for share in shares] == pytest.approx([1 / 8, 1 / 8])
    assert [share.expected for share in shares] == pytest.approx([1.5, 1.5])


def test_equal_rows_without_putting_back() -> None:
    assert taken([0] * 8, 3) == pytest.approx([3 / 8] * 8)


def test_explicit_rows_without_putting_back_leave_gaps() -> None:
    """Two rows of 20 %: the second roll finds one of them gone, and more often gives nothing."""
    # Row 1 first: 0.2; not first but second: (1 - 0.2) · 0.2, whatever came first.
    assert taken([20, 20], 2) == pytest.approx([0.36, 0.36])


def test_many_different_chances_fall_back_to_independent_rolls() -> None:
    chances = [0.5 + 0.01 * number for number in range(60)]
    assert taken(chances, 6) == pytest.approx([1 - (1 - chance / 100) ** 6 for chance in chances])


def test_too_many_rolls_are_independent() -> None:
    rolls = MAX_EXACT_ROLLS + 1
    assert taken([1, 1], rolls) == pytest.approx([1 - 0.99**rolls] * 2)


@given(CHANCES, st.integers(1, 6))
def test_no_more_rows_than_rolls(chances: list[float], rolls: int) -> None:
    for distinct in (True, False):
        shares = share_of_group(chances, rolls, distinct=distinct)
        assert sum(share.expected for share in shares) <= rolls + 1e-9
        assert all(-1e-9 <= share.miss <= 1 + 1e-9 for share in shares)


@given(CHANCES, st.integers(1, 6))
def test_refusing_repeats_never_makes_a_row_rarer(chances: list[float], rolls: int) -> None:
    if sum(chances) <= 100:
        pairs = zip(taken(chances, rolls), taken(chances, rolls, distinct=False), strict=True)
        assert all(without >= repeated - 1e-9 for without, repeated in pairs)
