"""Builds are held against the rules of their tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.gamedata.classes.trees import (
    Budget,
    Choice,
    Prerequisite,
    Talent,
    TalentTree,
    problems,
    spent_by_tree,
)


def talent(number: int, tier: int, ranks: int, *before: Prerequisite) -> Talent:
    spells = tuple(number * 10 + rank for rank in range(ranks))
    return Talent(number, 7, tier, 0, (Choice(number, spells, ranks),), before, costs=((0, 1),))


TALENTS = {
    1: talent(1, 0, 5),
    2: talent(2, 0, 3),
    3: talent(3, 1, 2, Prerequisite(1, 5)),
    4: talent(4, 2, 1),
}


def tree(points: int) -> TalentTree:
    budget = Budget(80, {0: points}, "")
    return TalentTree(TALENTS, frozenset(TALENTS), budget, tiered=True)


def test_a_build_that_follows_the_rules_has_no_problems() -> None:
    assert problems(tree(11), {1: 5, 2: 3, 3: 2, 4: 1}) == []
    assert spent_by_tree(tree(11), {1: 5, 3: 2}) == {7: 7}


def test_tiers_prerequisites_ranks_and_points_are_checked() -> None:
    assert problems(tree(9), {1: 4, 2: 3, 3: 1}) == ["talent 3 needs talent 1 at rank 5"]
    assert problems(tree(9), {1: 3, 4: 1}) == [
        "tier 3 of tree 7 opens with 10 points in the tiers before, which have 3"
    ]
    assert problems(tree(9), {1: 6}) == ["talent 1 has 5 ranks, not 6"]
    assert problems(tree(4), {1: 5}) == ["it takes 5 points, the level gives 4"]
    assert problems(tree(9), {99: 1}) == ["talent 99 is not of this class"]


def test_choices_alternatives_and_grants_of_newer_trees() -> None:
    fork = Talent(1, 7, 0, 0, (Choice(11, (1,), 1), Choice(12, (2,), 1)), costs=((5, 1),))
    given_ = Talent(2, 7, 0, 1, (Choice(21, (3,), 1),), costs=((5, 1),), granted=1)
    last = Talent(
        3,
        7,
        1,
        0,
        (Choice(31, (4,), 2),),
        (Prerequisite(1, 1, any_of=True), Prerequisite(2, 1, any_of=True)),
        costs=((5, 1),),
        spent=((5, 2),),
        level=15,
    )
    talents = {1: fork, 2: given_, 3: last}
    trait = TalentTree(talents, frozenset(talents), Budget(10, {5: 3}, ""))
    assert problems(trait, {21: 1}) == []
    assert problems(trait, {11: 1, 12: 1}) == ["talent 1 allows one choice, not 2"]
    assert problems(trait, {31: 1}) == [
        "talent 3 needs one of the talents 1, 2 in full",
        "talent 3 needs level 15",
        "talent 3 needs 2 points spent before, not 1",
    ]
    assert spent_by_tree(trait, {11: 1, 21: 1, 31: 2}) == {7: 3}


def test_rows_of_older_trees_allow_one_each() -> None:
    rows = {number: talent(number, 0, 1) for number in (1, 2)}
    older = TalentTree(rows, frozenset(rows), Budget(10, {0: 7}, ""), one_per_tier=True)
    assert problems(older, {1: 1}) == []
    assert problems(older, {1: 1, 2: 1}) == ["row 1 allows one talent, not 2"]


@given(st.dictionaries(st.integers(0, 5), st.integers(1, 6)), st.integers(0, 30))
def test_more_points_never_make_a_build_worse(picks: dict[int, int], points: int) -> None:
    assert set(problems(tree(points + 1), picks)) <= {
        *problems(tree(points), picks),
        *(one for one in problems(tree(points + 1), picks) if "the level gives" in one),
    }
    assert len(problems(tree(points + 1), picks)) <= len(problems(tree(points), picks))
