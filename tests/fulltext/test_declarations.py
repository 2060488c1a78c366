"""Classes are found by name, with their kin, members and definitions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from appliance.fulltext import declarations, texts
from appliance.fulltext.declarations import Class, Definition, Known, Member
from appliance.fulltext.texts import File, Stamp


def method(line: int, name: str, key: str = "()", access: str = "public") -> Member:
    return Member(line, "method", name, key, f"void {name}{key}", access)


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(texts.TABLES + declarations.TABLES)
    unit = Class(1, "Unit", "Unit", "class", "class Unit", "", ["Object"],
                 [method(2, "Attack"), method(3, "Attack", "(int)"), method(4, "Heal"),
                  Member(5, "field", "m_x", "", "int m_x", "private")])  # fmt: skip
    player = Class(
        9, "Player", "Player", "class", "class Player", "", ["Unit"], [method(10, "Log")]
    )
    inner = Class(11, "Unit", "Packets::Unit", "struct", "struct Unit", "", [], [])
    files = {
        "Unit.h": ([unit, player, inner], []),
        "Unit.cpp": ([], [Definition(7, "Unit", "Attack", "(int)"),
                          Definition(9, "Unit", "Attack", "(float)"),
                          Definition(8, "Unit", "Heal", "(long)")]),
    }  # fmt: skip
    for path, (classes, definitions) in files.items():
        number = texts.put(connection, File(path, Stamp(1, 1)))
        declarations.put(connection, number, classes, definitions)
    yield connection
    connection.close()


def find(index: sqlite3.Connection, name: str) -> list[str]:
    return [known.name for known in declarations.find(index, name)]


def one(index: sqlite3.Connection, name: str) -> Known:
    return declarations.find(index, name)[0]


def test_a_class_is_found_in_any_case_and_by_its_scope(index: sqlite3.Connection) -> None:
    assert find(index, "Unit") == ["Unit", "Packets::Unit"]
    assert find(index, "uNIT") == ["Unit", "Packets::Unit"]
    assert find(index, "packets::unit") == ["Packets::Unit"]
    assert find(index, "ckets::Unit") == []
    assert find(index, "Uni%") == []


def test_kin(index: sqlite3.Connection) -> None:
    assert declarations.derived(index, "Unit", 10) == (["Player"], 1)
    assert declarations.derived(index, "Unit", 0) == ([], 1)
    assert [each.name for each in declarations.ancestors(index, one(index, "Player"))] == ["Unit"]


def test_classes_that_derive_from_each_other_end(index: sqlite3.Connection) -> None:
    number = texts.put(index, File("loop.h", Stamp(1, 1)))
    loop = [Class(1, name, name, "class", "", "", [base], []) for name, base in ("AB", "BA")]
    declarations.put(index, number, loop, [])
    assert [each.name for each in declarations.ancestors(index, one(index, "A"))] == ["B"]


def test_members_are_paged_and_know_their_definitions(index: sqlite3.Connection) -> None:
    unit = one(index, "Unit")
    found, total = declarations.members(index, unit, kind="method", part="ATT", after=0, limit=9)
    assert total == 2
    assert [each.defined for each in found] == [None, ("Unit.cpp", 7)]
    found, total = declarations.members(index, unit, kind=None, part="", after=2, limit=1)
    assert ([each.name for each in found], total) == (["Heal"], 4)
    # Its only definition, although a type is spelt otherwise there.
    assert found[0].defined == ("Unit.cpp", 8)


def test_near_names(index: sqlite3.Connection) -> None:
    assert declarations.nearest(index, "Plaier")[0] == "Player"
    assert declarations.nearest_members(index, one(index, "Unit"), "Atack")[0] == "Attack"


def test_a_file_takes_all_it_declared_with_it(index: sqlite3.Connection) -> None:
    for path in ("Unit.h", "Unit.cpp"):
        number = texts.remove(index, path)
        assert number is not None
        declarations.remove(index, number)
    for table in ("classes", "bases", "members", "definitions"):
        assert index.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
