import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clientdata.gametables import CLASSES, RATINGS, open_gametable
from appliance.clientdata.interface import FileFacts, GameTable
from appliance.errors import ClientFileError
from tests.support.gametable_writer import write_list, write_text


def text(folder: Path, content: str, name: str = "CombatRatings.txt") -> GameTable:
    (folder / name).write_bytes(content.encode())
    return open_gametable(folder / name)


def numbers(folder: Path, name: str, values: list[float]) -> GameTable:
    data = struct.pack("<4s4I", b"WDBC", len(values), 1, 4, 1)
    (folder / name).write_bytes(data + struct.pack(f"<{len(values)}f", *values) + b"\0")
    return open_gametable(folder / name)


def test_a_text_table_has_its_header_and_rows(tmp_path: Path) -> None:
    table = text(tmp_path, "Level\tCrit - Melee\tDodge\n1\t1.5\t-2\n2\t3e2\t.5\n")
    assert (table.name, table.key, table.columns) == (
        "CombatRatings",
        "level",
        ("Crit - Melee", "Dodge"),
    )
    assert table.rows == {1: (1.5, -2.0), 2: (300.0, 0.5)}
    assert (table.facts.path, table.facts.format, table.facts.notes) == (
        "CombatRatings.txt",
        "text",
        (),
    )


def test_a_number_is_found_by_any_spelling_of_its_column(tmp_path: Path) -> None:
    table = text(tmp_path, "Level\tCrit - Melee\tDeathKnight\n1\t1.5\t2\n")
    assert table.value(1, "crit melee") == 1.5
    assert table.value(1, "Death Knight") == 2
    assert table.value(1, "crit") is None
    assert table.value(2, "crit melee") is None


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffLevel\tA\t\t\r\n1\t5\t\t\r\n2\t6\t\r\n\r\n",
        "Level\tA\n1\t5\n2\t6",
        "Level\tA\n1\t 5\n2\t6\n\t\t\n\n",
    ],
)
def test_trailing_tabs_and_lines_do_not_matter(tmp_path: Path, content: str) -> None:
    table = text(tmp_path, content)
    assert (table.columns, table.rows, table.facts.notes) == (
        ("A",),
        {1: (5.0,), 2: (6.0,)},
        (),
    )


def test_rows_are_counted_as_the_server_does(tmp_path: Path) -> None:
    table = text(tmp_path, "Level\tA\n1\t5\n1\t6\n\n4\t7\n")
    assert table.rows == {1: (5.0,), 2: (6.0,)}
    assert table.facts.notes == (
        "lines after 4 are not read: the server stops there",
        "Level does not count from 1: rows are counted, as the server does",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "line 1: no header"),
        ("Level\n1\n", "line 1: no header"),
        ("Level\tA\n1\t2\n2\tx\n", "line 3: 'x' is no number"),
        ("Level\tA\n1\tnan\n", "line 2: 'nan' is no number"),
        ("Level\tA\n1\t1_0\n", "line 2: '1_0' is no number"),
        ("Level\tA\n1\t1e999\n", "line 2: '1e999' is no number"),
        ("Level\tA\n1\n", "line 2: 1 cells, but the header has 2"),
        ("Level\tA\n1\t2\t3\n", "line 2: 3 cells, but the header has 2"),
        ("Level\tA\tB\n1\t\t3\n", "line 2: '' is no number"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(ClientFileError, match=rf"CombatRatings\.txt: {why}"):
        text(tmp_path, content)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "X.txt"
    with pytest.raises(ClientFileError, match=r"X\.txt: No such file"):
        open_gametable(path)
    path.write_bytes(b"Level\tA\n1\t\xff\n")
    with pytest.raises(ClientFileError, match=r"X\.txt at byte 10: is not UTF-8"):
        open_gametable(path)
    with path.open("wb") as file:
        file.truncate(2**25)
    with pytest.raises(ClientFileError, match="is larger than 16777216 bytes"):
        open_gametable(path)


def test_ratings_of_the_old_build_have_a_row_for_each_level(tmp_path: Path) -> None:
    table = numbers(tmp_path, "gtCombatRatings.dbc", [float(place) for place in range(3200)])
    assert (table.name, table.key, table.columns) == ("CombatRatings", "level", RATINGS)
    assert table.value(80, "crit melee") == 8 * 100 + 79
    assert table.value(1, "weapon skill") == 0
    assert table.value(100, "rating 31") == 3199
    assert (table.value(101, "dodge"), len(table.rows), table.facts.notes) == (None, 100, ())
    assert RATINGS.index("haste melee") == 17
    assert RATINGS.index("armor penetration") == 24


@pytest.mark.parametrize(
    "name",
    [
        *("gtChanceToMeleeCrit", "gtChanceToSpellCrit", "gtOCTRegenHP", "gtOCTRegenMP"),
        *("gtRegenHPPerSpt", "gtRegenMPPerSpt"),
    ],
)
def test_tables_by_class_and_level(tmp_path: Path, name: str) -> None:
    table = numbers(tmp_path, f"{name}.dbc", [float(place) for place in range(1100)])
    assert (table.key, table.columns) == ("level", tuple(CLASSES.values()))
    assert table.value(80, "warrior") == 79
    assert table.value(80, "mage") == 7 * 100 + 79
    assert table.value(60, "druid") == 10 * 100 + 59


def test_tables_by_class_alone(tmp_path: Path) -> None:
    table = numbers(tmp_path, "gtChanceToSpellCritBase.dbc", [float(n) for n in range(11)])
    assert (table.key, table.columns) == ("class", ("value",))
    assert (table.value(1, "value"), table.value(11, "value")) == (0, 10)
    assert sorted(table.rows) == sorted(CLASSES)


def test_the_classes_scale_ratings(tmp_path: Path) -> None:
    path = tmp_path / "gtOCTClassCombatRatingScalar.dbc"
    body = b"".join(struct.pack("<If", place, place) for place in range(1, 353))
    path.write_bytes(struct.pack("<4s4I", b"WDBC", 352, 2, 8, 1) + body + b"\0")
    table = open_gametable(path)
    assert (table.key, table.columns) == ("class", RATINGS)
    assert table.value(8, "haste spell") == 7 * 32 + RATINGS.index("haste spell") + 1
    path.write_bytes(path.read_bytes().replace(struct.pack("<If", 3, 3), struct.pack("<If", 9, 3)))
    with pytest.raises(ClientFileError, match="at byte 36: record 2 has the id 9, not 3"):
        open_gametable(path)


def test_tables_by_level_alone_and_others(tmp_path: Path) -> None:
    values = [float(place) for place in range(100)]
    for name in ("gtNPCManaCostScaler", "gtBarberShopCostBase"):
        assert numbers(tmp_path, f"{name}.dbc", values).value(80, "value") == 79
    other = numbers(tmp_path, "gtSomething.dbc", values[:7])
    assert (other.name, other.key, other.columns) == ("Something", "index", ("value",))
    assert (other.value(0, "value"), other.value(6, "value"), len(other.rows)) == (0, 6, 7)


def test_a_list_of_another_length_is_noted(tmp_path: Path) -> None:
    table = numbers(tmp_path, "gtCombatRatings.dbc", [float(place) for place in range(250)])
    assert table.columns == RATINGS[:3]
    assert (table.value(50, "dodge"), table.value(51, "dodge")) == (249, None)
    assert table.facts.notes == ("250 numbers where 100 rows of 32 are expected",)
    assert numbers(tmp_path, "gtCombatRatings.dbc", []).rows == {}
    assert numbers(tmp_path, "gtSomething.dbc", []).rows == {}


def test_a_list_of_other_records_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gtX.dbc"
    path.write_bytes(struct.pack("<4s4I", b"WDBC", 1, 3, 12, 0) + bytes(12))
    with pytest.raises(ClientFileError, match="at byte 12: records of 12 bytes"):
        open_gametable(path)


NOWHERE = FileFacts("", "memory", 0)


@pytest.mark.parametrize(
    "table",
    [
        GameTable("CombatRatings", "level", RATINGS, {80: tuple(map(float, range(32)))}, NOWHERE),
        GameTable("ChanceToMeleeCrit", "level", ("mage", "rogue"), {9: (0.5, 2.0)}, NOWHERE),
        GameTable("ChanceToMeleeCritBase", "class", ("value",), {3: (0.25,)}, NOWHERE),
        GameTable("OCTClassCombatRatingScalar", "class", ("dodge",), {2: (1.5,)}, NOWHERE),
        GameTable("NPCManaCostScaler", "level", ("value",), {80: (4.0,)}, NOWHERE),
        GameTable("Else", "index", ("value",), {0: (1.0,), 4: (3.0,)}, NOWHERE),
    ],
    ids=lambda table: table.name,
)
def test_what_the_writers_write_is_read(tmp_path: Path, table: GameTable) -> None:
    written = [write_list(tmp_path, table)]
    if table.key == "level":
        written.append(write_text(tmp_path, table))
    for path in written:
        found = open_gametable(path)
        assert (found.name, found.key) == (table.name, table.key)
        for row in table.rows:
            for column in table.columns:
                assert found.value(row, column) == table.value(row, column)


@given(
    data=st.binary(max_size=80) | st.text("01.\t\n-eLA", max_size=80).map(str.encode),
    name=st.sampled_from(["gtCombatRatings.dbc", "gtX.dbc", "X.txt"]),
)
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    head = struct.pack("<4s3I", b"WDBC", 3, 1, 4) if name.endswith(".dbc") else b"Level\tA\n"
    for content in (data, head + data):
        path.write_bytes(content)
        with suppress(ClientFileError):
            table = open_gametable(path)
            assert all(len(row) == len(table.columns) for row in table.rows.values())
