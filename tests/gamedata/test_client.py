"""Client tables with what the databases lay over them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest

from appliance.clientdata.definitions import Layouts, own_lines, parse_line
from appliance.clientdata.folders import DB2, DBC, ClientFolders
from appliance.clientdata.interface import FileFacts, GameTable, Record
from appliance.clientdata.memory import MemoryClient, MemoryTable
from appliance.database.demo import open_demo_world
from appliance.errors import ClientFileError, Unavailable
from appliance.gamedata import client, concurrency, overlay
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.settings.knowledge import ClientDataSettings
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer
from tests.support.wdbc_writer import write_wdbc
from tests.support.wdc_writer import write_wdc5

FACTIONS = [
    {"ID": 0, "Name": "Nobody", "ReputationIndex": -1, "ParentFactionID": 0, "Flags": 0},
    {"ID": 21, "Name": "Booty Bay", "ReputationIndex": 1, "ParentFactionID": 169, "Flags": 2},
    {"ID": 47, "Name": "Ironforge", "ReputationIndex": 20, "ParentFactionID": 469, "Flags": 4},
    {"ID": 72, "Name": "Stormwind", "ReputationIndex": 19, "ParentFactionID": 469, "Flags": 4},
]
FACTION = table_hash("Faction")
HOTFIXES = (
    "CREATE TABLE faction (ID int, Name text, ReputationIndex int, ParentFactionID int, "
    "ReputationBase1 int, ReputationBase2 int, ReputationBase3 int, ReputationBase4 int, "
    "VerifiedBuild int)",
    "CREATE TABLE faction_locale (ID int, locale varchar(4), Name_lang text, VerifiedBuild int)",
    "CREATE TABLE hotfix_data (Id int, TableHash int, RecordId int, Status int)",
    """INSERT INTO faction VALUES (0, 'Everybody', 7, 0, 1, 2, 3, 4, 50000),
    (72, 'Old Stormwind', 19, 469, 0, 0, 0, 0, 50000),
    (72, 'Stormwind City', 19, 0, 9, 0, 0, 0, -1),
    (47, 'Ironforge', 20, 469, 0, 0, 0, 0, 50000),
    (900001, 'Skippers', 77, 469, -5, 0, 0, 6, 50000)""",
    """INSERT INTO faction_locale VALUES (72, 'deDE', 'Sturmwind', 50000),
    (21, 'deDE', 'Beutebucht', 49000), (900001, 'deDE', NULL, 50000), (72, 'frFR', 'Non', 50000)""",
    f"""INSERT INTO hotfix_data VALUES (1, {FACTION}, 47, 1), (2, {FACTION}, 47, 2),
    (3, {FACTION}, 21, 2), (4, {FACTION}, 21, 1), (5, {FACTION + 1}, 72, 2)""",
)


@asynccontextmanager
async def master(tables: dict[str, list[dict[str, Any]]], *hotfixes: str) -> AsyncIterator[Realm]:
    async with open_demo_world([*HOTFIXES, *hotfixes]) as fixes:
        schema = Schema(Branch.MASTER, "", "", {}, await fixes.tables())
        yield Realm(schema, "invented", fixes, fixes, client=MemoryClient(tables))


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with master({"Faction": FACTIONS}) as realm:
        yield realm


async def test_hotfixes_win_and_removed_records_are_gone(realm: Realm) -> None:
    found = await client.records(realm, "Faction", [900001, 72, 47, 21, 0, 5])
    assert list(found) == [0, 21, 72, 900001]
    assert found[72]["Name"] == "Stormwind City", "a row of one's own counts most"
    assert found[72]["ReputationBase"] == (9, 0, 0, 0)
    assert found[72]["Flags"] == 4, "what the table has no column for is the file's"
    assert (found[0]["Name"], found[0]["ReputationIndex"]) == ("Everybody", 7)
    assert found[21]["Name"] == "Booty Bay"
    assert (found[900001]["Name"], found[900001]["Flags"]) == ("Skippers", 0)
    assert found[900001]["ReputationBase"] == (-5, 0, 0, 6)
    assert await client.record(realm, "faction", 47) is None
    assert await client.records(realm, "Faction", []) == {}


async def test_translations_are_of_the_database_too(realm: Realm) -> None:
    found = await client.names(realm, "Faction", [72, 21, 900001, 0, 47], "Name", "deDE")
    assert found == {72: "Sturmwind", 21: "Beutebucht", 900001: "Skippers", 0: "Everybody"}


async def test_find_sees_changed_added_and_removed_records(realm: Realm) -> None:
    async def found(field: str, *values: int) -> list[int]:
        return [row["ID"] for row in await client.find(realm, "Faction", field, values)]

    assert await found("ParentFactionID", 469) == [900001], "72 was moved, 47 removed"
    assert await found("ParentFactionID", 0, 169) == [0, 21, 72]
    assert await found("ReputationIndex", 19, 77, -1) == [72, 900001]
    assert await found("ID", 0, 47, 900001) == [0, 900001]


async def test_what_databases_hold_is_found_without_the_file() -> None:
    async with master({}) as realm:
        found = await client.find_known(realm, "Faction", "ParentFactionID", [469, 0])
        assert [row["ID"] for row in found] == [0, 72, 900001], "47 is removed"
        assert await client.find_known(realm, "Map", "ParentMapID", [1]) == []
    async with master({"Faction": FACTIONS}) as realm:
        found = await client.find_known(realm, "Faction", "ParentFactionID", [169, 0])
        assert [row["ID"] for row in found] == [0, 21, 72]


async def test_find_looks_into_arrays_of_the_database() -> None:
    rows = [{"ID": 21, "ReputationBase": (1, 1, 1, 1)}, {"ID": 72, "ReputationBase": (6, 6, 6, 6)}]
    async with master({"Faction": rows}) as realm:
        found = await client.find(realm, "Faction", "ReputationBase", [6, 1])
    assert [row["ID"] for row in found] == [0, 21, 900001]
    assert "ReputationBase" in found[0]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        *(("ParentFactionID", (469,)), ("ParentFactionID", (0, 169)), ("ID", (0, 47, 900001))),
        *(("ReputationIndex", (19, 77, -1)), ("Flags", (4,)), ("Flags", (0,))),
    ],
)
async def test_ids_are_found_as_records_are(
    realm: Realm, field: str, values: tuple[int, ...]
) -> None:
    whole = [row["ID"] for row in await client.find(realm, "Faction", field, values)]
    assert await client.find_ids(realm, "Faction", field, values) == whole


async def test_ids_come_from_the_index_without_reading_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MemoryTable, "get", None)
    rows = [{"ID": number, "Continent": number % 2} for number in range(9)]
    async with master({"Map": rows}) as realm:
        assert await client.find_ids(realm, "Map", "Continent", [1]) == [1, 3, 5, 7]
        with pytest.raises(KeyError):
            await client.find_ids(realm, "Map", "Nonsense", [1])


async def test_many_records_are_worked_on_aside(
    realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other calls go on meanwhile: nothing walks a large table on the event loop."""
    monkeypatch.setattr(concurrency, "MANY", 1)
    real, here, inside = overlay.Changes.record, get_ident(), []

    def record(self: overlay.Changes, number: int, before: Record | None) -> Record | None:
        inside.append(get_ident())
        return real(self, number, before)

    monkeypatch.setattr(overlay.Changes, "record", record)
    assert len(await client.records(realm, "Faction", [0, 21, 72])) == 3
    assert len(await client.find(realm, "Faction", "ParentFactionID", [469, 0])) == 3
    assert len(await client.scan(realm, "Faction", ["Name"])) == 4
    assert len(inside) > 6
    assert here not in inside


async def test_a_long_scan_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PART", 2)
    async with master({"Map": [{"ID": number} for number in range(5)]}) as realm:
        assert await client.scan(realm, "Map", []) == [(number,) for number in range(5)]


async def test_scan_sees_changed_added_and_removed_records(realm: Realm) -> None:
    assert await client.scan(realm, "Faction", ["Name", "ParentFactionID"]) == [
        (0, "Everybody", 0),
        (21, "Booty Bay", 169),
        (72, "Stormwind City", 0),
        (900001, "Skippers", 469),
    ]
    assert await client.scan(realm, "Faction", ["Flags"]) == [(0, 0), (21, 2), (72, 4), (900001, 0)]
    with pytest.raises(KeyError):
        await client.scan(realm, "Faction", ["Nothing"])


async def test_many_records_are_asked_for_at_once() -> None:
    numbers = range(1, 6001)
    more = ",".join(f"({number}, 'N{number}', 0, 0, 0, 0, 0, 0, 1)" for number in range(1, 300))
    rows = [{"ID": number, "Name": f"F{number}", "ReputationIndex": 5} for number in numbers]
    async with master({"Faction": rows}, f"INSERT INTO faction VALUES {more}") as realm:
        found = await client.names(realm, "Faction", numbers, "Name")
        five = await client.find(realm, "Faction", "ReputationIndex", [5])
    assert len(found) == 6000 - 1
    assert (found[1], found[299], found[300]) == ("N1", "N299", "F300")
    assert len(five) == 6000 - 299


async def test_without_the_file_the_databases_know_some_records() -> None:
    async with master({}) as realm:
        assert not await client.has(realm, "Faction")
        found = await client.records(realm, "Faction", [72, 47, 21])
        assert list(found) == [72]
        assert found[72]["ReputationBase"] == (9, 0, 0, 0)
        assert found[72]["ParentFactionMod"] == (0.0, 0.0), "the definition has the other fields"
        assert await client.names(realm, "Faction", [72, 21], "Name") == {72: "Stormwind City"}
        assert await client.names(realm, "Nothing", [1], "Name") == {}
        for question in (
            client.records(realm, "Faction", [21]),
            client.records(realm, "Nothing", [21]),
            client.record(realm, "Faction", 47),
            client.find(realm, "Faction", "ParentFactionID", [0]),
            client.scan(realm, "Faction", ["Name"]),
            client.table(realm, "Faction"),
            client.gametable(realm, "HpPerSta"),
        ):
            with pytest.raises(Unavailable, match="this realm has no client table"):
                await question


async def test_a_table_without_definition_has_its_columns() -> None:
    more = (
        "CREATE TABLE odd_thing (ID int, Some_Text text, Number1 int, VerifiedBuild int)",
        "INSERT INTO odd_thing VALUES (5, 'five', 55, 50000)",
        "CREATE TABLE no_builds (ID int, Number int)",
        "INSERT INTO no_builds VALUES (5, 55)",
    )
    async with master({}, *more) as realm:
        assert await client.record(realm, "OddThing", 5) == {
            "ID": 5,
            "Number1": 55,
            "Some_Text": "five",
        }
        with pytest.raises(Unavailable):
            await client.record(realm, "NoBuilds", 5)


async def test_without_hotfixes_the_file_alone_counts() -> None:
    async with open_demo_world(["CREATE TABLE x (a int)"]) as world:
        files = MemoryClient({"Faction": FACTIONS}, [GameTable("HpPerSta", "level", (), {}, FILE)])
        realm = Realm(Schema(Branch.MASTER, "", "", {}), "invented", world, client=files)
        assert await client.has(realm, "Faction")
        assert (await client.record(realm, "Faction", 47) or {})["Name"] == "Ironforge"
        assert len(await client.scan(realm, "Faction", [])) == 4
        assert (await client.table(realm, "Faction")).name == "Faction"
        assert (await client.gametable(realm, "HpPerSta")).name == "HpPerSta"


async def test_a_broken_file_hinders_only_who_needs_it(tmp_path: Path) -> None:
    (tmp_path / "Faction.db2").write_bytes(b"MZ, a foreign file")
    async with master({}) as bare:
        files = ClientFolders(ClientDataSettings(db2_path=tmp_path), DB2)
        realm = replace(bare, client=files)
        assert not await client.has(realm, "Faction")
        assert await client.names(realm, "Faction", [72, 21], "Name") == {72: "Stormwind City"}
        assert list(await client.known(realm, "Faction", [72, 47])) == [72]
        assert "Faction.db2 at byte 0: starts with" in files.missing("Faction")
        for ask in (
            client.records(realm, "Faction", [72]),
            client.find(realm, "Faction", "Flags", [4]),
            client.scan(realm, "Faction", []),
            client.table(realm, "Faction"),
        ):
            with pytest.raises(ClientFileError, match=r"Faction\.db2.*correct client_data"):
                await ask


async def test_hotfixes_lie_over_a_real_file(tmp_path: Path) -> None:
    line = next(line for line in reversed(list(own_lines())) if line.split()[0] == "Faction")
    number = int(line.split()[1].split(",")[0], 16)
    rows = [row | {"ReputationMax": (1, 2, 3, 4)} for row in FACTIONS]
    for row in rows:
        row["Flags"] = 4
    write_wdc5(tmp_path / "Faction.db2", parse_line(line), rows, layout_hash=number)
    async with master({}) as bare:
        files = ClientFolders(ClientDataSettings(db2_path=tmp_path), DB2)
        realm = replace(bare, client=files)
        found = await client.records(realm, "Faction", [72, 21, 47, 0, 900001])
        assert list(found) == [0, 21, 72, 900001]
        assert (found[72]["Name"], found[72]["ReputationMax"]) == ("Stormwind City", (1, 2, 3, 4))
        assert found[72].keys() == found[21].keys() == found[900001].keys()
        moved = await client.find(realm, "Faction", "ParentFactionID", [469, 169])
        assert [row["ID"] for row in moved] == [21, 900001]
        names = await client.scan(realm, "Faction", ["Name"])
        assert names[-2:] == [(72, "Stormwind City"), (900001, "Skippers")]


FILE = FileFacts("", "memory", 0)
SPELLS = (
    "DELETE FROM spell_dbc",
    """INSERT INTO spell_dbc (Id, SpellName, Attributes, AttributesEx2, Stances, Effect1,
        EffectApplyAuraName1, EffectAmplitude1, EffectMultipleValue1, EffectMiscValue1, SchoolMask)
    VALUES (900001, 'Sea Wind', 4294967295, 8, 16, 6, 23, 3000, 1.5, -2, 4)""",
)


@asynccontextmanager
async def wrath(folder: Path, *spells: dict[str, Any]) -> AsyncIterator[Realm]:
    """The demo world beside a real Spell.dbc."""
    layout = Layouts().wrath("Spell")
    assert layout is not None
    write_wdbc(folder / "Spell.dbc", layout, spells)
    files = ClientFolders(ClientDataSettings(dbc_path=folder), DBC)
    async with demo_realm(*SPELLS) as realm:
        yield replace(realm, client=files)


FROSTBOLT = {"ID": 116, "Name": "Frostbolt", "Category": 3, "Effect": (2, 0, 0), "SchoolMask": 16}


async def test_spells_of_the_world_are_beside_those_of_the_file(tmp_path: Path) -> None:
    async with wrath(tmp_path, FROSTBOLT) as realm:
        found = await client.records(realm, "Spell", [116, 900001, 5])
        assert list(found) == [116, 900001]
        assert found[116]["Name"] == "Frostbolt"
        own = found[900001]
        assert own.keys() == found[116].keys()
        assert (own["Name"], own["Attributes"], own["AttributesExB"]) == ("Sea Wind", -1, 8)
        assert (own["ShapeshiftMask"], own["SchoolMask"], own["Category"]) == ((16, 0), 4, 0)
        assert (own["Effect"], own["EffectAura"]) == ((6, 0, 0), (23, 0, 0))
        assert (own["EffectAuraPeriod"], own["EffectAmplitude"]) == ((3000, 0, 0), (1.5, 0.0, 0.0))
        assert own["EffectMiscValue"] == (-2, 0, 0)
        assert own["Description"] == ""
        assert await client.names(realm, "Spell", [116, 900001], "Name", "deDE") == {
            116: "Frostbolt",
            900001: "Sea Wind",
        }
        by_aura = await client.find(realm, "Spell", "EffectAura", [23])
        assert [row["ID"] for row in by_aura] == [900001]
        assert [row["ID"] for row in await client.find(realm, "Spell", "Attributes", [-1])] == [
            900001
        ]
        assert await client.find_ids(realm, "Spell", "Attributes", [-1]) == [900001]
        assert await client.find_ids(realm, "Spell", "EffectAura", [0]) == [116, 900001]
        assert await client.scan(realm, "Spell", ["Name", "Effect"]) == [
            (116, "Frostbolt", (2, 0, 0)),
            (900001, "Sea Wind", (6, 0, 0)),
        ]


async def test_a_spell_of_the_world_replaces_the_files_whole(tmp_path: Path) -> None:
    async with wrath(tmp_path, FROSTBOLT | {"ID": 900001, "RangeIndex": 5}) as realm:
        found = await client.record(realm, "Spell", 900001)
        assert found is not None
        assert (found["Name"], found["Category"], found["RangeIndex"]) == ("Sea Wind", 0, 1)


async def test_spells_of_the_world_need_no_file() -> None:
    async with demo_realm(*SPELLS) as realm:
        realm = replace(realm, client=MemoryClient())
        found = await client.record(realm, "Spell", 900001)
        assert found is not None
        assert (found["Name"], found["EffectBonusCoefficient"]) == ("Sea Wind", (0.0, 0.0, 0.0))
        with pytest.raises(Unavailable):
            await client.record(realm, "Spell", 116)


@pytest.mark.realdata
async def test_published_hotfixes_on_a_real_server(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as bare:
        assert bare.hotfixes is not None
        numbers = await bare.hotfixes.fetch(
            "SELECT DISTINCT ID FROM item_sparse ORDER BY ID LIMIT 40", row=int
        )
        tables = {
            "ItemSparse": [
                {"ID": number, "Display": "?", "ItemLevel": 0} for number in (*numbers, 1)
            ]
        }
        realm = replace(bare, client=MemoryClient(tables))
        found = await client.records(realm, "ItemSparse", [*numbers, 1], "deDE")
        assert found[1]["Display"] == "?"
        assert all(found[number]["Display"] not in ("", "?") for number in numbers)
        level = found[numbers[0]]["ItemLevel"]
        same = await client.find(realm, "ItemSparse", "ItemLevel", [level])
        assert numbers[0] in [row["ID"] for row in same]
        rows = await client.scan(realm, "ItemSparse", ["ItemLevel"])
        assert (numbers[0], level) in rows
        for table in ("SpellName", "Faction", "CurvePoint", "AreaTable"):
            assert isinstance(await client.names(realm, table, [1], "Name"), dict)


@pytest.mark.realdata
async def test_published_rows_of_the_old_build(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as bare:
        realm = replace(bare, client=MemoryClient({"SpellDifficulty": []}))
        rows = await client.scan(realm, "SpellDifficulty", ["DifficultySpellID"])
        assert len(rows) > 100
        number, spells = rows[0]
        assert len(spells) == 4
        found = await client.find(realm, "SpellDifficulty", "DifficultySpellID", [spells[0]])
        assert number in [row["ID"] for row in found]
