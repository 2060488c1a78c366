"""The embedded engine compares, computes and reads definitions as MySQL does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from appliance.database import sqlite_dialect
from appliance.database.interface import Database
from appliance.database.literals import render
from appliance.database.login import prepare
from appliance.database.mysql import open_connection
from appliance.database.sqlite_dialect import adapt, compare, fold, like, shown_float
from tests.support.servers import SqlServer

WORDS = [
    *("", "a", "A", "a ", " a", "ä", "Ä", "b", "ae", "æ", "ß", "ss", "z", "Zed", "é", "e", "ñ"),
    *("0", "9", "10", "_", "-", "'", "!", "~", "a-b", "a b", "ab", "a'b", "a,b", "(x)", "[x]"),
    *(
        "Хоггер",
        "хоггер",
        "е",
        "ё",
        "и",
        "й",
        "и́",
        "ї",
        "і",
        "к",
        "у",
        "ў",
        "є",
        "日",
        "日本",
        "ø",
        "o",
        "ł",
        "l",
    ),
    *("Smith's Hammer", "Smiths Hammer", "Smith-Hammer", "smith hammer", "ﬁ", "fi", "ǅ", "dž"),
]
PATTERNS = [
    *("%", "_", "", "a%", "%A", "ä_", r"\%", r"\_", r"%\%%", r"a\\b", "a\\", "Хо%", "%ЕР"),
    *("a.b", "a[b]", "^a", "%\n%", "__", "a%b%c"),
]
VALUES = ["a", "Ä", "", "%", "_", "a%", "a\\b", "a.b", "axb", "Хоггер", "x\ny", "ab", "aXbYc", "a "]


@pytest.fixture
def lite() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    sqlite_dialect.install(connection)
    yield connection
    connection.close()


async def on_server(server: SqlServer, statement: bytes) -> list[tuple[Any, ...]]:
    server.run("CREATE DATABASE IF NOT EXISTS dialect; GRANT SELECT ON dialect.* TO reader")
    connection = await open_connection(prepare(server.settings(), "dialect"), {})
    try:
        return await connection.run(statement)
    finally:
        await connection.aclose()


async def test_words_are_ordered_as_the_servers_order_them(server: SqlServer) -> None:
    pairs = list(product(WORDS, repeat=2))
    text = "CONVERT(%s USING utf8mb4) COLLATE utf8mb4_unicode_ci"
    one = f"SELECT {text} < {text}, {text} = {text}"
    statement = " UNION ALL ".join([one] * len(pairs))
    parameters = [word for left, right in pairs for word in (left, right, left, right)]
    found = await on_server(server, render(statement, parameters))
    ours = [(compare(left, right) < 0, compare(left, right) == 0) for left, right in pairs]
    wrong = [pair for pair, theirs, mine in zip(pairs, found, ours, strict=True) if theirs != mine]
    assert wrong == []


async def test_like_agrees_with_the_servers(server: SqlServer) -> None:
    pairs = list(product(VALUES, PATTERNS))
    statement = "SELECT " + ", ".join(
        ["CONVERT(%s USING utf8mb4) COLLATE utf8mb4_unicode_ci LIKE %s"] * len(pairs)
    )
    parameters = [text for pair in pairs for text in pair]
    (found,) = await on_server(server, render(statement, parameters))
    ours = tuple(like(pattern, value) for value, pattern in pairs)
    wrong = [pair for pair, theirs, mine in zip(pairs, found, ours, strict=True) if theirs != mine]
    assert wrong == []


EXPRESSIONS = [
    *("CONCAT('a', 1, 1.5e0, 2.0e0, 'ü')", "CONCAT('a', NULL)", "CONCAT_WS('-', 'a', NULL, 2)"),
    *("CONCAT_WS(NULL, 'a')", "IF(1 > 2, 'y', 'n')", "IF(NULL, 1, 2)", "IFNULL(NULL, 3)"),
    *("GREATEST(1, 3, 2)", "LEAST(1, NULL)", "LEAST(2, 1)", "ROUND(5)", "ROUND(15, -1)"),
    *("ROUND(-15, -1)", "ROUND(14, -1)", "ROUND(2.5e0)", "ROUND(3.5e0)", "ROUND(-2.5e0)"),
    *("ROUND(1.2345e0, 2)", "ROUND(1234.5e0, -2)", "ROUND(NULL, 1)", "MOD(7, 3)", "MOD(-7, 3)"),
    *("MOD(7.5e0, 2)", "MOD(5, 0)", "7 %% 3", "-7 %% 3", "LENGTH('äb')", "CHAR_LENGTH('äb')"),
    *("LOWER('ÄB')", "UPPER('äb')", "LOCATE('B', 'abc')", "LOCATE('x', 'abc')"),
    *("LOCATE('a', 'banana', 3)", "INSTR('abc', 'C')", "FIND_IN_SET('b', 'a,B,c')"),
    *("FIND_IN_SET('', '')", "FIND_IN_SET('x', 'a,b')", "UNIX_TIMESTAMP('2024-05-20 10:00:00')"),
    *("FROM_UNIXTIME(1700000000)", "FROM_UNIXTIME(NULL)", "5 - 7", "7 & 3", "1 << 5", "NOT 0"),
    *("COALESCE(NULL, NULL, 'x')", "NULLIF(1, 1)", "FLOOR(1.5e0)", "CEIL(1.2e0)", "FLOOR(7)"),
    *(
        "ABS(-3)",
        "SUBSTRING('abc', 2, 1)",
        "TRIM(' a ')",
        "REPLACE('abc', 'b', 'x')",
        "2 IN (1, 2)",
    ),
    *("CASE WHEN 1 = 2 THEN 'a' ELSE 'b' END", "'a' LIKE 'A_'", "'x' LIKE NULL", "1 IS NULL"),
]


async def test_functions_agree_with_the_servers(
    server: SqlServer, lite: sqlite3.Connection
) -> None:
    statement = "SELECT " + ", ".join(EXPRESSIONS)
    (theirs,) = await on_server(server, render(statement, ()))
    ours = lite.execute(statement % ()).fetchone()
    for expression, their, mine in zip(EXPRESSIONS, theirs, ours, strict=True):
        assert (mine, type(mine)) == (their, type(their)), expression


@pytest.mark.parametrize(
    ("word", "same"), [("ÄÖÜ", "aou"), ("Straße", "STRASSE"), ("Й", "й"), ("Ё", "е"), ("İ", "i")]
)
def test_folding(word: str, same: str) -> None:
    assert fold(word) == fold(same)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(6266.58984375, 6266.59), (0.1, 0.1), (1.14286, 1.14286), (-9458.62, -9458.62), (1e7, 1e7)],
)
def test_floats_show_six_digits(value: float, shown: float) -> None:
    assert shown_float(value) == shown


async def test_floats_show_what_the_servers_show(server: SqlServer) -> None:
    values = [6266.58984375, -8949.95, 0.333333333, 16777217.0, 1234567.0, 3.4e38, 1e-30, 0.0]
    server.run(
        "CREATE DATABASE IF NOT EXISTS dialect; CREATE OR REPLACE VIEW dialect.v AS SELECT 1;"
        "DROP TABLE IF EXISTS dialect.f; CREATE TABLE dialect.f (id INT, value FLOAT);"
        + "".join(f"INSERT INTO dialect.f VALUES ({n}, {v!r});" for n, v in enumerate(values))
    )
    found = await on_server(server, b"SELECT value FROM f ORDER BY id")
    assert [value for (value,) in found] == [shown_float(value) for value in values]


def test_definitions_of_a_dump_are_understood(lite: sqlite3.Connection) -> None:
    script = """
-- a comment; with a semicolon
CREATE TABLE `creature` (
  `guid` int unsigned NOT NULL AUTO_INCREMENT COMMENT 'Global; (unique) ''id''',
  name varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT '',
  `Exact` char(10) COLLATE utf8mb4_bin DEFAULT NULL,
  `kind` enum('a','b') NOT NULL DEFAULT 'a',
  body mediumtext COLLATE utf8mb4_unicode_ci,
  `x` float NOT NULL DEFAULT '0',
  PRIMARY KEY (`guid`),
  KEY `idx_name` (`name`),
  UNIQUE KEY `u` (`x`,`name`) USING BTREE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='Creature (System)';
INSERT INTO creature (guid, name, `Exact`) VALUES (1, 'Älf; -- '' x', 'Ä');
INSERT INTO creature (guid, name, `Exact`) VALUES (2, 'b', 'x')
"""
    for statement in adapt(script.replace(" AUTO_INCREMENT", "")):
        lite.execute(statement)
    assert lite.execute("SELECT guid FROM creature WHERE name = 'alf; -- '' X'").fetchall() == [
        (1,)
    ]
    assert lite.execute("SELECT guid FROM creature WHERE `Exact` = 'a'").fetchall() == []
    assert lite.execute("SELECT x, kind FROM creature WHERE guid = 2").fetchall() == [(0.0, "a")]


async def test_the_shipped_realm_compares_all_texts_that_way(demo_world: Database) -> None:
    plain = await demo_world.fetch(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND"
        " (sql LIKE %s OR sql LIKE %s) ORDER BY name",
        ("%char(%", "%enum(%"),
        row=str,
    )
    assert plain == []
