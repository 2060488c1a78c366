"""Rules over tables: silent on TrinityCore's own, firing beyond their limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.tuning.tables import GIB, LOOKED_UP, Table, data_bytes, suggest

SOUND = Table(
    name="creature", engine="InnoDB", row_format="Dynamic", rows=200_000, data_bytes=2**25,
    index_bytes=2**24, free_bytes=2**22, collation="utf8mb4_unicode_ci",
    leading=frozenset({"guid", "map"}), unique=True,
)  # fmt: skip
MAIL = replace(SOUND, name="mail", leading=frozenset({"id", "receiver"}))


def rules(kind: str, *tables: Table, own_files: bool = True) -> list[str]:
    return [found.rule for found in suggest(kind, tables, own_files=own_files)]


def test_sound_tables_get_no_suggestion() -> None:
    assert rules("world", SOUND) == []
    assert rules("characters", MAIL, replace(SOUND, name="mail_items", rows=0)) == []
    assert rules("auth") == []


@pytest.mark.parametrize(
    ("rule", "kind", "table"),
    [
        ("tables-not-innodb", "characters", replace(SOUND, engine="MyISAM")),
        ("indexes-missing", "characters", replace(MAIL, leading=frozenset({"id"}))),
        ("tables-without-key", "characters", replace(SOUND, unique=False)),
        ("logs-grow", "auth", replace(SOUND, name="logs", rows=2_000_000, unique=False)),
        ("logs-grow", "characters", replace(SOUND, name="quest_tracker", data_bytes=2 * GIB)),
        ("unused-space", "world", replace(SOUND, free_bytes=200 * 2**20)),
        ("old-row-formats", "world", replace(SOUND, row_format="Compact")),
        ("mixed-character-sets", "auth", replace(SOUND, collation="utf8mb3_general_ci")),
    ],
)
def test_each_trouble_is_found_by_name(rule: str, kind: str, table: Table) -> None:
    (found,) = suggest(kind, [table, replace(SOUND, name="other")], own_files=True)
    assert found.rule == rule
    assert table.name in found.evidence[0].name
    assert "other" not in str(found.evidence)


def test_space_of_a_shared_file_is_nobodys() -> None:
    assert rules("world", replace(SOUND, free_bytes=2**30), own_files=False) == []


def test_small_tables_need_no_key_and_matter_less_without_index() -> None:
    assert rules("characters", replace(SOUND, unique=False, rows=9_999)) == []
    published = replace(SOUND, name="item_loot_items", unique=False)
    assert rules("characters", published) == rules("world", replace(SOUND, unique=False)) == []
    (small,) = suggest("characters", [replace(MAIL, leading=frozenset(), rows=50)], own_files=True)
    (large,) = suggest("characters", [replace(MAIL, leading=frozenset())], own_files=True)
    assert (small.impact, large.impact) == ("low", "high")


def test_a_schema_in_one_old_character_set_is_not_mixed() -> None:
    assert rules("auth", replace(SOUND, collation="latin1_swedish_ci")) == []


def test_a_world_that_is_read_once_may_be_of_any_engine() -> None:
    old = replace(SOUND, engine="MyISAM", collation="utf8mb3_general_ci")
    assert rules("world", old, SOUND) == rules("hotfixes", old, SOUND) == []


def test_many_tables_are_named_up_to_ten() -> None:
    tables = [replace(SOUND, name=f"t{number}", engine="Aria") for number in range(25)]
    (found,) = suggest("auth", tables, own_files=True)
    assert len(found.evidence) == 11
    assert found.evidence[-1].value == 25


def test_the_pool_is_for_innodb() -> None:
    assert data_bytes([SOUND, replace(SOUND, engine="MyISAM")]) == 2**25 + 2**24


def test_names_to_compare_are_in_lower_case() -> None:
    for tables in LOOKED_UP.values():
        for name, columns in tables.items():
            assert name == name.lower()
            assert all(column == column.lower() for column in columns)
