from __future__ import annotations

import pytest

from appliance.gamedata.realm import Branch
from appliance.gamedata.required import REQUIRED, first_missing


def complete(branch: Branch) -> dict[str, frozenset[str]]:
    return {table: frozenset(columns) for table, columns in REQUIRED[branch].items()}


@pytest.mark.parametrize("branch", list(Branch))
def test_nothing_is_asked_twice(branch: Branch) -> None:
    for table, columns in REQUIRED[branch].items():
        assert len(columns) == len(set(columns)), table


@pytest.mark.parametrize("branch", list(Branch))
def test_a_complete_schema_misses_nothing(branch: Branch) -> None:
    assert first_missing(complete(branch), branch) is None


@pytest.mark.parametrize("branch", list(Branch))
def test_every_table_and_column_is_missed_by_name(branch: Branch) -> None:
    for table, columns in REQUIRED[branch].items():
        rest = complete(branch)
        del rest[table]
        assert first_missing(rest, branch) == table
        for column in columns:
            without = complete(branch) | {table: frozenset(columns) - {column}}
            assert first_missing(without, branch) == f"{table}.{column}"


def test_the_spelling_of_columns_does_not_matter() -> None:
    tables = complete(Branch.MASTER)
    tables["creature_trainer"] = frozenset({"CreatureId", "TrainerId", "MenuId"})
    assert first_missing(tables, Branch.MASTER) is None
