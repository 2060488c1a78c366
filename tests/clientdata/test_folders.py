import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from appliance.clientdata import folders
from appliance.clientdata.definitions import Layout, Layouts, own_lines, parse_line
from appliance.clientdata.folders import DB2, DBC, ClientFolders
from appliance.clientdata.interface import FileFacts, GameTable
from appliance.errors import ClientFileError
from appliance.settings.knowledge import ClientDataSettings
from tests.support.gametable_writer import write_list, write_text
from tests.support.wdbc_writer import write_wdbc
from tests.support.wdc_writer import write_wdc5


def wrath(name: str) -> Layout:
    layout = Layouts().wrath(name)
    assert layout is not None
    return layout


def write(folder: Path, name: str, rows: list[dict[str, Any]], locale: str = "enUS") -> Path:
    """Put a .dbc file there the way a careful operator does: under another name, then renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "written"
    write_wdbc(written, wrath(name), rows, locale)
    return written.rename(folder / f"{name}.dbc")


def client(folder: Path | None = None, **settings: Path) -> ClientFolders:
    given = settings | ({} if folder is None else {"dbc_path": folder})
    return ClientFolders(ClientDataSettings.model_validate(given))


@pytest.fixture
def clock() -> MockClock:
    return MockClock(autojump_threshold=0)


async def test_a_table_is_found_whatever_its_case(tmp_path: Path) -> None:
    write(tmp_path, "AreaTable", [{"ID": 12, "AreaName": "Elwynn Forest"}]).rename(
        tmp_path / "AREATABLE.DBC"
    )
    data = client(tmp_path)
    for name in ("AreaTable", "areatable", "AREATABLE"):
        table = await data.table(name)
        assert table is not None
        assert table.name == "AreaTable"
        assert table.get(12)["AreaName"] == "Elwynn Forest"
    assert await data.table("Spell") is None


async def test_a_locale_has_its_folder_and_falls_back(tmp_path: Path) -> None:
    write(tmp_path, "AreaTable", [{"ID": 12, "AreaName": "Elwynn Forest"}])
    write(tmp_path / "deDE", "AreaTable", [{"ID": 12, "AreaName": "Wald von Elwynn"}], "deDE")
    write(tmp_path / "frFR", "Map", [{"ID": 0, "MapName": "Royaumes"}], "frFR")
    data = client(tmp_path)

    async def text(name: str, locale: str, number: int, field: str) -> str:
        table = await data.table(name, locale)
        assert table is not None
        found: str = table.get(number)[field]
        return found

    assert await text("AreaTable", "enUS", 12, "AreaName") == "Elwynn Forest"
    assert await text("AreaTable", "deDE", 12, "AreaName") == "Wald von Elwynn"
    assert await text("AreaTable", "ruRU", 12, "AreaName") == "Elwynn Forest"
    assert await text("AreaTable", "../deDE", 12, "AreaName") == "Elwynn Forest"
    assert await text("Map", "enUS", 0, "MapName") == "Royaumes"
    assert [entry.path for entry in await data.tables()] == ["AreaTable.dbc", "frFR/Map.dbc"]


@pytest.mark.parametrize(
    "name", ["../Map", "Map.dbc", "/etc/passwd", "", "Map\0", "a" * 81, "Ma p", "Ｍap", "..", "*"]
)
async def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    write(tmp_path, "Map", [])
    (tmp_path / "inside").mkdir()
    data = client(tmp_path / "inside", gt_path=tmp_path)
    assert await data.table(name) is None
    assert await data.gametable(name) is None
    assert "is no name of a client table" in data.missing(name)


async def test_links_lead_to_files_and_nothing_else(tmp_path: Path) -> None:
    real = write(tmp_path / "elsewhere", "Map", [{"ID": 571}])
    folder = tmp_path / "dbc"
    folder.mkdir()
    (folder / "Map.dbc").symlink_to(real)
    (folder / "Spell.dbc").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "Item.dbc")
    (folder / "Lock.dbc").symlink_to("/dev/zero")
    (folder / "SkillLine.dbc").symlink_to("SkillLine.dbc")
    data = client(folder)
    table = await data.table("Map")
    assert table is not None
    assert table.get(571) is not None
    assert await data.table("Spell") is None
    for name in ("Item", "Lock"):
        with pytest.raises(ClientFileError, match=rf"{name}\.dbc: is no regular file"):
            await data.table(name)
    with pytest.raises(ClientFileError, match=r"SkillLine\.dbc: Too many levels of symbolic links"):
        await data.table("SkillLine")


@pytest.mark.parametrize("suffix", [DBC, DB2])
async def test_a_survey_waits_for_no_pipe(tmp_path: Path, suffix: str) -> None:
    os.mkfifo(tmp_path / f"Item{suffix}")
    os.mkfifo(tmp_path / ("gtxp.dbc" if suffix == DBC else "xp.txt"))
    (tmp_path / f"Map{suffix}").symlink_to(tmp_path / "nowhere")
    paths = {"dbc_path": tmp_path, "db2_path": tmp_path, "gt_path": tmp_path}
    data = ClientFolders(ClientDataSettings.model_validate(paths), suffix)
    with trio.fail_after(10):
        found = await data.survey()
    assert (found.tables, found.gametables) == (2, 1)
    assert found.unreadable[0] == f"Item{suffix}: is no regular file"
    assert found.unreadable[1] == f"Map{suffix}: No such file or directory"
    assert found.unreadable[2].endswith(": is no regular file")


async def test_definitions_wait_for_no_pipe(tmp_path: Path) -> None:
    write(tmp_path, "Map", [{"ID": 571}])
    (tmp_path / "dbd").mkdir()
    os.mkfifo(tmp_path / "dbd" / "Map.dbd")
    data = client(tmp_path, dbd_path=tmp_path / "dbd")
    with trio.fail_after(10), pytest.raises(ClientFileError, match=r"Map\.dbd: is no regular"):
        await data.table("Map")


async def test_a_file_is_opened_once_and_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "Map", [{"ID": 571}])
    opened = []
    real = folders.open_wdbc
    monkeypatch.setattr(
        folders, "open_wdbc", lambda *given: opened.append(given[0].name) or real(*given)
    )
    data, found = client(tmp_path), []

    async def ask() -> None:
        found.append(await data.table("Map"))

    async with trio.open_nursery() as nursery:
        for _ in range(20):
            nursery.start_soon(ask)
    assert opened == ["Map.dbc"]
    assert len({id(table) for table in found}) == 1


async def test_a_replaced_file_is_read_anew_after_a_second(
    tmp_path: Path, clock: MockClock
) -> None:
    write(tmp_path, "Map", [{"ID": 571}])
    data = client(tmp_path)
    first = await data.table("Map")
    await trio.sleep(5)
    assert await data.table("Map") is first, "unchanged"
    write(tmp_path, "Map", [{"ID": 571}, {"ID": 609}])
    assert await data.table("Map") is first
    await trio.sleep(1)
    second = await data.table("Map")
    assert second is not None
    assert (len(second), second.get(609) is not None) == (2, True)
    assert first is not None
    assert len(first) == 1, "who still has the old one reads on"


async def test_a_file_comes_and_goes(tmp_path: Path, clock: MockClock) -> None:
    data = client(tmp_path)
    assert await data.table("Map") is None
    path = write(tmp_path, "Map", [{"ID": 571}])
    await trio.sleep(1.5)
    assert await data.table("Map") is not None
    path.unlink()
    await trio.sleep(1.5)
    assert await data.table("Map") is None


async def test_a_broken_file_is_refused_until_it_is_replaced(
    tmp_path: Path, clock: MockClock
) -> None:
    (tmp_path / "Map.dbc").write_bytes(b"WDBC")
    data = client(tmp_path)
    for _ in range(3):
        with pytest.raises(ClientFileError, match=r"Map\.dbc at byte 4: the header is cut off"):
            await data.table("Map")
        await trio.sleep(0.7)
    write(tmp_path, "Map", [{"ID": 571}])
    await trio.sleep(1.5)
    assert await data.table("Map") is not None


async def test_damage_found_in_a_record_says_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path, "Map", [{"ID": 0, "MapName": "Azeroth"}, {"ID": 1}])
    data = bytearray(path.read_bytes())
    layout, offset = wrath("Map"), 0
    for field in layout.fields:
        if field.name == "MapName":
            break
        offset += field.size
    data[20 + offset : 24 + offset] = (2**31).to_bytes(4, "little")
    path.write_bytes(data)
    table = await client(tmp_path).table("Map")
    assert table is not None
    assert table.get(1) is not None
    for ask in (lambda: table.get(0), lambda: list(table.scan("MapName"))):
        with pytest.raises(ClientFileError, match="bytes of texts") as caught:
            ask()
        assert str(caught.value).endswith(
            "(extract it from the client again, or correct client_data.dbc_path)"
        )
    assert (len(table), list(table.ids()), list(table.find("ID", 1))) == (2, [0, 1], [1])
    with pytest.raises(KeyError):
        table.scan("Nonsense")


async def test_only_so_many_tables_stay_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MOST_TABLES", 2)
    for name in ("Map", "Lock", "Faction"):
        write(tmp_path, name, [])
    data = client(tmp_path)
    first = await data.table("Map")
    second = await data.table("Lock")
    assert await data.table("Map") is first
    await data.table("Faction")
    assert await data.table("Map") is first
    assert await data.table("Lock") is not second


NOWHERE = FileFacts("", "memory", 0)


async def test_gametables_of_the_old_build_are_among_the_tables(tmp_path: Path) -> None:
    write(tmp_path, "Map", [])
    write_list(tmp_path, GameTable("NPCManaCostScaler", "level", ("value",), {80: (4,)}, NOWHERE))
    data = client(tmp_path)
    for name in ("gtNPCManaCostScaler", "npcmanacostscaler"):
        table = await data.gametable(name)
        assert table is not None
        assert table.value(80, "value") == 4
    assert await data.gametable("CombatRatings") is None
    assert [entry.name for entry in await data.tables()] == ["Map"]
    (entry,) = await data.gametables()
    assert (entry.name, entry.path) == ("NPCManaCostScaler", "gtNPCManaCostScaler.dbc")
    assert entry.size_bytes == (tmp_path / entry.path).stat().st_size


@pytest.mark.parametrize("db2", ["dbc", "dbc/enUS"])
async def test_gametables_of_master_are_beside_the_tables(tmp_path: Path, db2: str) -> None:
    (tmp_path / db2).mkdir(parents=True)
    (tmp_path / "gt").mkdir()
    table = GameTable("HpPerSta", "level", ("Health",), {1: (14.0,), 2: (15.0,)}, NOWHERE)
    write_text(tmp_path / "gt", table)
    data = client(db2_path=tmp_path / db2)
    found = await data.gametable("hpPerSta")
    assert found is not None
    assert found.value(2, "health") == 15
    assert [entry.name for entry in await data.gametables()] == ["HpPerSta"]
    other = client(db2_path=tmp_path / db2, gt_path=tmp_path)
    assert await other.gametable("HpPerSta") is None, "the configured folder alone counts"


async def test_folders_inside_are_found_whatever_their_case(tmp_path: Path) -> None:
    tables = tmp_path / "dbc"
    write(tables / "enus", "AreaTable", [{"ID": 12, "AreaName": "Elwynn Forest"}])
    write(tables / "DEDE", "AreaTable", [{"ID": 12, "AreaName": "Wald von Elwynn"}], "deDE")
    write(tables / "data", "Map", [{"ID": 0, "MapName": "No locale"}])
    data = client(tables)
    for locale, name in (("enUS", "Elwynn Forest"), ("deDE", "Wald von Elwynn")):
        table = await data.table("AreaTable", locale)
        assert table is not None
        assert (table.get(12) or {})["AreaName"] == name
    assert await data.table("Map") is None
    assert [entry.path for entry in await data.tables()] == ["enus/AreaTable.dbc"]


@pytest.mark.parametrize("db2", ["dbc", "dbc/enus"])
async def test_gametables_are_beside_the_tables_in_any_case(tmp_path: Path, db2: str) -> None:
    (tmp_path / db2).mkdir(parents=True)
    (tmp_path / "GT").mkdir()
    write_text(tmp_path / "GT", GameTable("Xp", "level", ("Total",), {1: (400.0,)}, NOWHERE))
    data = client(db2_path=tmp_path / db2)
    assert await data.gametable("xp") is not None
    assert [entry.name for entry in await data.gametables()] == ["Xp"]


async def test_the_branch_says_which_tables_count(tmp_path: Path) -> None:
    write(tmp_path / "dbc", "Map", [])
    (tmp_path / "db2").mkdir()
    both = ClientDataSettings(dbc_path=tmp_path / "dbc", db2_path=tmp_path / "db2")
    assert await ClientFolders(both, DBC).table("Map") is not None
    assert await ClientFolders(both, DB2).table("Map") is None
    assert await ClientFolders(both).table("Map") is None
    assert "Map.db2 is not in" in ClientFolders(both).missing("Map")


async def test_what_is_missing_is_said(tmp_path: Path) -> None:
    nothing = client()
    assert await nothing.table("Map") is None
    assert await nothing.gametable("HpPerSta") is None
    assert await nothing.tables() == await nothing.gametables() == []
    assert nothing.missing("Map") == (
        "the client table Map cannot be read: set client_data.db2_path (environment DB2_PATH) "
        "to the folder of .db2 files"
    )
    assert nothing.missing("HpPerSta", gametable=True) == (
        "the GameTable HpPerSta cannot be read: set client_data.gt_path (environment GT_PATH) "
        "to the folder of .txt files"
    )
    empty = client(tmp_path)
    assert await empty.table("Map") is None
    assert empty.missing("Map") == (
        f"Map.dbc is not in {tmp_path}: extract it from the client, or correct "
        "client_data.dbc_path (environment DBC_PATH)"
    )
    assert f"gtCombatRatings.dbc is not in {tmp_path}: " in empty.missing(
        "CombatRatings", gametable=True
    )
    gone = client(tmp_path / "gone")
    assert await gone.table("Map") is None
    assert gone.missing("Map") == (
        f"Map.dbc cannot be read: {tmp_path}/gone: No such file or directory; correct "
        "client_data.dbc_path (environment DBC_PATH)"
    )


async def test_a_survey_names_what_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, "Map", [])
    write_list(tmp_path, GameTable("NPCManaCostScaler", "level", ("value",), {80: (4,)}, NOWHERE))
    (tmp_path / "Spell.dbc").write_bytes(b"MZ")
    (tmp_path / "gtOther.dbc").write_bytes(b"")
    (tmp_path / "readme.txt").write_text("hello")
    assert await client(tmp_path).survey() == (
        2,
        2,
        (
            "Spell.dbc at byte 0: starts with b'MZ', not b'WDBC'",
            "gtOther.dbc at byte 0: the file is empty",
        ),
    )


async def test_an_operators_definitions_are_used(tmp_path: Path) -> None:
    write(tmp_path / "dbc", "Lock", [{"ID": 5}])
    definitions = tmp_path / "definitions"
    definitions.mkdir()
    size = wrath("Lock").size // 4 - 1
    (definitions / "Lock.dbd").write_text(
        f"COLUMNS\nint ID\nint Own\n\nBUILD 3.3.5.12340\n$id$ID<32>\nOwn<32>[{size}]\n"
    )
    data = client(tmp_path / "dbc", dbd_path=definitions)
    table = await data.table("Lock")
    assert table is not None
    assert len(table.get(5)["Own"]) == size
    shutil.rmtree(definitions)
    with pytest.raises(ClientFileError, match=r"client_data\.dbd_path"):
        await client(tmp_path / "dbc", dbd_path=definitions).table("Lock")


async def test_a_table_of_one_language_is_opened_once(tmp_path: Path) -> None:
    for folder in ("", "deDE", "frFR"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"Map{folder}.db2").write_bytes(b"")
    data = client(db2_path=tmp_path)
    assert await data._spoken(tmp_path, "map", "deDE") == "enUS"
    assert await data._spoken(tmp_path, "mapdede", "deDE") == "deDE"
    assert await data._spoken(tmp_path, "mapdede", "frFR") == "enUS"
    assert await data._spoken(tmp_path, "map", "nonsense") == "enUS"


def faction_layout() -> Layout:
    layouts = Layouts().every("Faction")
    return layouts[-1]


def hash_of(layout: Layout) -> int:
    """A hash the product's definitions know for the layout."""
    hashes = (
        int(line.split()[1].split(",")[0], 16)
        for line in own_lines()
        if line.split()[0] == layout.table and parse_line(line) == layout
    )
    return next(hashes)


async def test_tables_of_master_in_their_languages(tmp_path: Path) -> None:
    layout = faction_layout()
    for locale, name in (("enUS", "Stormwind"), ("deDE", "Sturmwind")):
        (tmp_path / locale).mkdir()
        path = tmp_path / locale / "Faction.db2"
        write_wdc5(path, layout, [{"ID": 72, "Name": name}], layout_hash=hash_of(layout))
    data = client(db2_path=tmp_path)
    for locale, name in (("enUS", "Stormwind"), ("deDE", "Sturmwind"), ("frFR", "Stormwind")):
        table = await data.table("faction", locale)
        assert table is not None
        assert (table.name, table.get(72)["Name"], table.facts.notes) == ("Faction", name, ())
    assert await data.table("Faction", "frFR") is await data.table("Faction")
    (entry,) = await data.tables()
    assert (entry.name, entry.path) == ("Faction", "enUS/Faction.db2")
    (tmp_path / "enUS" / "Item.db2").write_bytes(b"WDC9" + bytes(300))
    tables, _, unreadable = await client(db2_path=tmp_path).survey()
    assert (tables, len(unreadable), "Item.db2" in unreadable[0]) == (2, 1, True)
