"""Chances by hand for every rule, invariants, and agreement with a literal simulation."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.formulas.loot import MAX_DEPTH, LootRow, LootTables, Outcome

COPPER, SWORD, SHIELD, RING = 1, 2, 3, 4


def item(number: int, chance: float = 100, **more: int) -> LootRow:
    return LootRow(item=number, chance=chance, **more)


def reference(number: int, chance: float = 100, **more: int) -> LootRow:
    return LootRow(item=number, reference=number, chance=chance, **more)


def drops(
    rows: Sequence[LootRow],
    references: Mapping[int, Sequence[LootRow]] | None = None,
    *,
    distinct: bool = True,
) -> dict[int, Outcome]:
    outcomes = LootTables(references or {}, distinct=distinct).outcomes(rows)
    found = {outcome.item: outcome for outcome in outcomes}
    assert len(found) == len(outcomes)
    return found


def chances(
    rows: Sequence[LootRow],
    references: Mapping[int, Sequence[LootRow]] | None = None,
    *,
    distinct: bool = True,
) -> dict[int, float]:
    found = drops(rows, references, distinct=distinct)
    return {number: outcome.chance_percent for number, outcome in found.items()}


def notes(
    rows: Sequence[LootRow], references: Mapping[int, Sequence[LootRow]] | None = None
) -> list[str]:
    tables = LootTables(references or {})
    tables.outcomes(rows)
    return list(tables.notes)


def test_a_row_without_group_rolls_alone() -> None:
    found = drops([item(COPPER, 35, min_count=2, max_count=5), item(SWORD, 0.02)])
    assert found[COPPER].chance_percent == 35
    assert found[COPPER].expected_count == pytest.approx(0.35 * 3.5)
    assert (found[COPPER].min_count, found[COPPER].max_count) == (2, 5)
    assert found[SWORD].chance_percent == 0.02


def test_a_chance_above_100_is_certain() -> None:
    assert chances([item(COPPER, 250)]) == {COPPER: 100}


def test_a_group_gives_one_and_equal_rows_share_the_rest() -> None:
    rows = [item(1, 40, group=1), item(2, 0, group=1), item(3, 0, group=1), item(4, 0, group=1)]
    assert chances(rows) == {1: 40, 2: 20, 3: 20, 4: 20}


def test_a_group_without_equal_rows_can_give_nothing() -> None:
    assert chances([item(1, 10, group=1), item(2, 20, group=1)]) == {1: 10, 2: 20}


def test_an_overfull_group_cuts_its_later_rows() -> None:
    rows = [item(1, 70, group=2), item(2, 50, group=2), item(3, 10, group=2), item(4, 0, group=2)]
    assert chances(rows) == {1: 70, 2: 30, 3: 0, 4: 0}
    assert any("group 2 add up to 130 %" in note for note in notes(rows))


def test_groups_roll_independently_of_each_other() -> None:
    rows = [item(1, 50, group=1), item(2, 50, group=1), item(1, 50, group=2)]
    assert chances(rows) == {1: 75, 2: 50}
    assert drops(rows)[1].ways == 2
    assert drops(rows)[1].expected_count == 1.0


def test_a_reference_multiplies_its_chance_with_that_of_its_rows() -> None:
    found = drops([reference(9, 20)], {9: [item(SWORD, 5), item(SHIELD, 100, max_count=3)]})
    assert found[SWORD].chance_percent == 1
    assert found[SHIELD].chance_percent == 20
    assert found[SHIELD].expected_count == pytest.approx(0.4)
    assert found[SWORD].references == (9,)


def test_a_reference_with_a_group_takes_only_that_group() -> None:
    table = [item(COPPER, 100), item(SWORD, 0, group=1), item(SHIELD, 30, group=2)]
    assert chances([reference(9, 50, group=2)], {9: table}) == {SHIELD: 15}
    assert chances([reference(9, 50)], {9: table}) == {COPPER: 50, SWORD: 50, SHIELD: 15}
    assert notes([reference(9, 50, group=7)], {9: table}) == ["reference 9: there is no group 7"]


def test_references_of_one_group_do_not_exclude_each_other() -> None:
    tables = {8: [item(SWORD, 0, group=1)], 9: [item(SHIELD, 0, group=1)]}
    rows = [reference(8, 60, group=1), reference(9, 60, group=1), item(RING, 50, group=1)]
    assert chances(rows, tables) == {SWORD: 60, SHIELD: 60, RING: 50}


def test_max_count_repeats_the_reference() -> None:
    found = drops([reference(9, 50, max_count=2)], {9: [item(SWORD, 10)]})
    assert found[SWORD].chance_percent == pytest.approx(50 * (1 - 0.9**2))
    assert found[SWORD].expected_count == pytest.approx(0.5 * 2 * 0.1)


def test_a_repeated_group_gives_other_items_where_the_core_refuses_repeats() -> None:
    table = {9: [item(number, 0, group=1) for number in range(1, 5)]}
    rows = [reference(9, group=1, max_count=2)]
    assert chances(rows, table) == dict.fromkeys(range(1, 5), 50.0)
    assert chances(rows, table, distinct=False) == dict.fromkeys(range(1, 5), 43.75)
    assert drops(rows, table)[1].expected_count == 0.5
    assert drops(rows, table, distinct=False)[1].expected_count == 0.5


def test_a_repeated_group_of_explicit_and_equal_rows() -> None:
    table = {9: [item(1, 50, group=1), item(2, 0, group=1), item(3, 0, group=1)]}
    found = chances([reference(9, max_count=2)], table)
    # Item 1 is taken first (1/2), or second after one of the others (1/2 · 1/2).
    assert found[1] == 75
    # After item 1 the others share everything; after the other one alone gets the rest of 50 %.
    assert found[2] == found[3] == pytest.approx(100 * (1 / 4 + 1 / 2 * 1 / 2 + 1 / 4 * 1 / 2))


def test_more_rolls_than_rows_give_every_row() -> None:
    table = {9: [item(1, 0, group=1), item(2, 0, group=1)]}
    assert chances([reference(9, max_count=5)], table) == {1: 100, 2: 100}


def test_one_table_by_two_rows_is_two_independent_ways() -> None:
    tables = {7: [reference(9, 10)], 8: [reference(9, 20)], 9: [item(SWORD, 50)]}
    found = drops([reference(7), reference(8), item(SWORD, 5)], tables)[SWORD]
    assert found.chance_percent == pytest.approx(100 * (1 - 0.95 * 0.9 * 0.95))
    assert found.references == (8, 9)
    assert found.ways == 3


def test_ways_through_one_roll_stay_together() -> None:
    """Two rows behind one reference come or stay away together: no product over them."""
    table = {9: [item(SWORD, 100), item(SWORD, 100, group=1)]}
    assert chances([reference(9, 10)], table) == {SWORD: 10}


def test_quest_rows_and_labels_are_counted_apart() -> None:
    rows = [
        item(SWORD, 10),
        LootRow(SWORD, chance=20, quest_required=True),
        LootRow(SWORD, chance=30, label="night"),
    ]
    found = LootTables().outcomes(rows)
    assert [(one.quest_required, one.label, one.chance_percent) for one in found] == [
        (False, "night", 30),
        (True, None, 20),
        (False, None, 10),
    ]


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (item(5, 0), "item 5 has chance 0"),
        (item(5, 1e-7), "item 5 has chance 1e-07"),
        (item(5, -3, group=1), "item 5 has chance -3"),
        (item(5, min_count=0), "item 5 has MinCount 0"),
        (item(5, min_count=3, max_count=2), "item 5 has MaxCount below MinCount"),
        (item(5, loot_mode=2), "item 5 needs loot mode 2"),
        (reference(9, 0), "reference 9 has chance 0"),
        (reference(8), "reference 8 has no rows"),
    ],
)
def test_rows_the_server_ignores_are_noted(row: LootRow, note: str) -> None:
    table = {9: [item(COPPER)]}
    assert chances([row], table) == {}
    assert [found for found in notes([row], table) if found.startswith(note)]


def test_a_skipped_row_leaves_its_share_to_the_group() -> None:
    assert chances([item(1, 0, group=1), item(2, 0, group=1, loot_mode=2)]) == {1: 100}


def test_another_loot_mode_can_be_asked_for() -> None:
    tables = LootTables(loot_mode=2)
    found = tables.outcomes([item(1, 50), item(2, 50, loot_mode=3)])
    assert [(one.item, one.chance_percent) for one in found] == [(2, 50)]


def test_circles_end() -> None:
    tables = {8: [item(1, 50), reference(9, 50)], 9: [item(2, 50), reference(8, 50)]}
    assert chances([reference(8)], tables) == {1: 50, 2: 25}
    assert notes([reference(8)], tables) == [
        "reference 9: reference 8 leads back to itself: cut there"
    ]


def test_long_chains_end() -> None:
    tables = {number: [reference(number + 1)] for number in range(1, 50)}
    assert chances([reference(1)], tables) == {}
    assert f"more than {MAX_DEPTH} deep" in notes([reference(1)], tables)[0]


def test_absurd_repetitions_are_fast_and_bounded() -> None:
    tables = {8: [reference(9, 99, max_count=255)], 9: [item(n, 0, group=1) for n in range(40)]}
    found = chances([reference(8, max_count=255)], tables)
    assert len(found) == 40
    assert all(99 < chance <= 100 for chance in found.values())


def test_only_one_item_can_be_asked_for() -> None:
    tables = LootTables({9: [item(1, 0, group=1), item(2, 0, group=1)]}, only=2)
    assert [one.chance_percent for one in tables.outcomes([item(1), reference(9, 30)])] == [15]


rows_of_items = st.builds(
    LootRow,
    item=st.integers(1, 6),
    chance=st.sampled_from([0, 0.01, 1, 12.5, 33.3, 60, 100]),
    group=st.integers(0, 2),
    min_count=st.integers(0, 3),
    max_count=st.integers(1, 4),
    quest_required=st.booleans(),
    loot_mode=st.sampled_from([1, 1, 1, 2, 3]),
)
rows_of_references = st.builds(
    LootRow,
    item=st.just(0),
    reference=st.integers(1, 4),
    chance=st.sampled_from([0, 1, 50, 99, 100]),
    group=st.sampled_from([0, 0, 1, 2]),
    max_count=st.integers(0, 4),
)
templates = st.lists(rows_of_items | rows_of_references, max_size=7)


@settings(max_examples=150)
@given(templates, st.dictionaries(st.integers(1, 4), templates), st.booleans())
def test_chances_are_probabilities(
    rows: list[LootRow], references: dict[int, list[LootRow]], distinct: bool
) -> None:
    for outcome in LootTables(references, distinct=distinct).outcomes(rows):
        assert 0 <= outcome.chance_percent <= 100
        assert outcome.expected_count >= 0
        # Whatever drops at least once gives at least its smallest count.
        least = outcome.chance_percent / 100 * outcome.min_count
        assert outcome.expected_count >= least - 1e-5


@settings(max_examples=100)
@given(st.lists(st.sampled_from([0, 5, 20, 45, 80]), min_size=1, max_size=8))
def test_a_group_never_gives_more_than_one(explicit: list[int]) -> None:
    rows = [item(number, chance, group=1) for number, chance in enumerate(explicit, 1)]
    total = sum(chances(rows).values())
    assert total <= 100.0001
    if 0 in explicit:
        assert total == pytest.approx(100, abs=1e-3)
    # Each answer is rounded to six digits: chances in percent, counts not.
    expected = sum(one.expected_count for one in drops(rows).values()) * 100
    assert total == pytest.approx(expected, abs=1e-4 * len(rows))


class Simulation:
    """Rolls as LootMgr.cpp does, line for line, with a seeded generator."""

    def __init__(self, tables: Mapping[int, Sequence[LootRow]], seed: int, distinct: bool) -> None:
        self.tables = tables
        self.random = random.Random(seed)
        self.distinct = distinct

    def kill(self, rows: Sequence[LootRow]) -> Counter[int]:
        loot: Counter[int] = Counter()
        self.process(rows, 0, loot)
        return loot

    def process(self, rows: Sequence[LootRow], group: int, loot: Counter[int]) -> None:
        if not group:
            for row in rows:
                if row.group and not row.reference:
                    continue
                if self.random.random() * 100 >= row.chance:
                    continue
                if row.reference:
                    for _ in range(row.max_count):
                        self.process(self.tables[row.reference], row.group, loot)
                else:
                    loot[row.item] += self.random.randint(row.min_count, row.max_count)
        numbers = sorted({row.group for row in rows if row.group and not row.reference})
        for number in numbers:
            if group in (0, number):
                self.roll([row for row in rows if row.group == number and not row.reference], loot)

    def roll(self, members: Sequence[LootRow], loot: Counter[int]) -> None:
        if self.distinct:
            members = [row for row in members if not loot[row.item]]
        left = self.random.random() * 100
        for row in members:
            left -= row.chance
            if row.chance and left < 0:
                loot[row.item] += self.random.randint(row.min_count, row.max_count)
                return
        equal = [row for row in members if not row.chance]
        if equal:
            row = self.random.choice(equal)
            loot[row.item] += self.random.randint(row.min_count, row.max_count)


@pytest.mark.parametrize("distinct", [True, False])
def test_the_simulation_agrees(distinct: bool) -> None:
    tables = {
        100: [item(10, 25, group=1), item(11, 0, group=1), item(12, 0, group=1), item(13, 40)],
        101: [reference(100, 60, group=1, max_count=2), item(14, 0, group=3), item(15, 30)],
    }
    rows = [
        item(1, 35, min_count=1, max_count=3),
        item(2, 30, group=1),
        item(3, 0, group=1),
        reference(101, 80, max_count=2),
        item(4, 15, group=2),
    ]
    computed = drops(rows, tables, distinct=distinct)
    simulation = Simulation(tables, seed=4711, distinct=distinct)
    kills = 20_000
    dropped: Counter[int] = Counter()
    pieces: Counter[int] = Counter()
    for _ in range(kills):
        loot = simulation.kill(rows)
        dropped.update(loot.keys())
        pieces.update(loot)
    assert set(dropped) <= set(computed)
    for number, outcome in computed.items():
        assert 100 * dropped[number] / kills == pytest.approx(outcome.chance_percent, abs=1.2)
        assert pieces[number] / kills == pytest.approx(outcome.expected_count, abs=0.03)
