"""Rendering of values, and how rows become INSERTs; `test_restore` holds it to real servers."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.logical.rows import Column, Inserts, has_sformat, rendered, select_rows
from appliance.backup.manifest import ServerFacts


@pytest.mark.parametrize(
    ("data_type", "nullable", "sql"),
    [
        ("int", False, "`c`"),
        ("int", True, "IFNULL(`c`,'NULL')"),
        ("decimal", False, "`c`"),
        ("float", True, "QUOTE(CAST(`c` AS DOUBLE))"),
        ("double", False, "QUOTE(`c`)"),
        ("set", False, "`c`|0"),
        ("bit", True, "IFNULL(`c`|0,'NULL')"),
        ("timestamp", True, "QUOTE(`c`)"),
        ("json", False, "CONCAT('_utf8mb4',QUOTE(CAST(`c` AS CHAR CHARACTER SET utf8mb4)))"),
        ("longtext", True, "QUOTE(CAST(`c` AS BINARY))"),
        ("geometry", True, "QUOTE(CAST(`c` AS BINARY))"),
        ("a type of tomorrow", True, "QUOTE(CAST(`c` AS BINARY))"),
    ],
)
def test_a_value_is_rendered_by_its_type(data_type: str, nullable: bool, sql: str) -> None:
    assert rendered(Column("c", data_type, nullable)) == sql


@pytest.mark.parametrize(
    ("nullable", "sql"),
    [
        (False, "SFORMAT('\\'{:.10g}\\'',`c`)"),
        (True, "IF(`c` IS NULL,'NULL',SFORMAT('\\'{:.10g}\\'',`c`))"),
    ],
)
def test_a_float_is_rendered_by_what_is_fastest(nullable: bool, sql: str) -> None:
    assert rendered(Column("c", "float", nullable), sformat=True) == sql


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_ten_digits_tell_every_float_from_its_neighbours(value: float) -> None:
    largest = struct.unpack("<f", b"\xff\xff\x7f\x7f")[0]
    text = f"{value:.10g}"
    assert abs(float(text)) <= largest
    assert struct.pack("<f", float(text)) == struct.pack("<f", value)


@pytest.mark.parametrize(
    ("flavour", "version", "known"),
    [
        ("mariadb", "10.11.14-MariaDB-0+deb12u2", True),
        ("mariadb", "10.6.22-MariaDB", False),
        ("mariadb", "11.8.3-MariaDB", True),
        ("mysql", "9.7.0", False),
    ],
)
def test_sformat_is_known_since_mariadb_10_7(flavour: Any, version: str, known: bool) -> None:
    server = ServerFacts(
        flavour=flavour, version=version, sql_mode="", server_id="1", lower_case_table_names=0
    )
    assert has_sformat(server) == known


def test_names_are_quoted() -> None:
    column = Column("a`b", "int", nullable=False)
    assert select_rows("t`%s", [column]) == "SELECT CONCAT_WS(',',`a``b`) FROM `t``%s`"
    ((statement, rows),) = _joined("t`", [[b"1"]], columns=[column])
    assert (statement, rows) == (b"INSERT INTO `t``` (`a``b`) VALUES (1)", 1)


def _joined(
    table: str, batches: list[list[bytes]], *, columns: list[Column], limit: int = 100
) -> list[tuple[bytes, int]]:
    inserts = Inserts(table, columns, limit)
    return [each for batch in batches for each in inserts.add(batch)] + inserts.finish()


HEAD = b"INSERT INTO `t` (`c`) VALUES ("


@given(st.lists(st.lists(st.binary(min_size=1, max_size=400), min_size=1)))
def test_no_row_is_lost_and_long_ones_stand_alone(batches: list[list[bytes]]) -> None:
    statements = _joined("t", batches, columns=[Column("c", "int", nullable=False)])
    rows = [row for batch in batches for row in batch]
    assert sum(count for _, count in statements) == len(rows)
    bodies = [statement.removeprefix(HEAD)[:-1] for statement, _ in statements]
    assert b"),(".join(bodies) == b"),(".join(rows)
    for body, (_, count) in zip(bodies, statements, strict=True):
        assert count >= 1
        # What is joined is at most twice the limit; a longer row has nobody beside it.
        assert len(body) <= 2 * 100 + 3 * count or count == 1


def test_a_row_that_could_not_be_rendered_is_noticed() -> None:
    with pytest.raises(TypeError):
        _joined("t", [[b"1", None]], columns=[])  # type: ignore[list-item]
