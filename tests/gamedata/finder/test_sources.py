"""Every name of a realm is read, from databases and client files of both branches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.clientdata.definitions import Layouts, own_lines, parse_line
from appliance.clientdata.folders import DB2, DBC, ClientFolders
from appliance.clientdata.memory import MemoryClient
from appliance.fulltext.names import Name
from appliance.gamedata.finder import sources
from appliance.gamedata.finder.sources import KINDS, LOCALES, parts
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.realm import Branch, Realm
from appliance.settings.knowledge import ClientDataSettings
from appliance.tools.models import Locale
from tests.support.demo_realms import whole_demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer
from tests.support.small_worlds import small_realm
from tests.support.wdbc_writer import write_wdbc
from tests.support.wdc_writer import write_wdc5


async def read(realm: Realm) -> list[Name]:
    found: list[Name] = []
    for part in parts(realm):
        async with aclosing(part()) as pages:
            async for names in pages:
                assert len(names) <= sources.PAGE
                found += names
    return found


def of(names: Iterable[Name], kind: str) -> list[tuple[Any, ...]]:
    return [name[1:] for name in names if name.kind == kind]


def test_every_language_of_the_tools_is_read() -> None:
    assert list(LOCALES) == [locale.value for locale in Locale]


async def test_the_demo_realm_has_names_of_every_kind_and_several_languages() -> None:
    async with whole_demo_realm() as realm:
        names = await read(realm)
    assert {name.kind for name in names} == set(KINDS)
    assert {"enUS", "deDE", "frFR", "ruRU"} <= {name.locale for name in names}
    assert Name("creature", 100001, "enUS", "Mayor Odwin Tallowmere") in names
    assert Name("creature", 100001, "deDE", "Bürgermeister Odwin Talgmeer") in names


@pytest.mark.parametrize("page", [3, 4, 5, 1000])
async def test_pages_end_with_the_last_translation_of_an_id(
    monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(sources, "PAGE", page)
    locales = ("deDE", "frFR", "ruRU")
    creatures = [{"entry": n, "name": f"Wolf {n}"} for n in range(1, 12)]
    translated = [
        {"entry": n, "locale": locale, "Name": f"{locale} {n}"}
        for n in range(1, 8)
        for locale in locales
    ]
    tables = {"creature_template": creatures, "creature_template_locale": translated}
    async with small_realm(tables) as realm:
        found = of(await read(realm), "creature")
    assert sorted(set(found)) == sorted(
        [(n, "enUS", f"Wolf {n}") for n in range(1, 12)]
        + [(n, locale, f"{locale} {n}") for n in range(1, 8) for locale in locales]
    )


async def test_names_that_are_empty_or_in_no_known_language_are_left_out() -> None:
    tables = {
        "item_template": [{"entry": 1, "name": ""}, {"entry": 2, "name": "Oat Biscuit"}],
        "item_template_locale": [
            {"ID": 2, "locale": "xxXX", "Name": "?"},
            {"ID": 2, "locale": "deDE", "Name": ""},
        ],
    }
    async with small_realm(tables) as realm:
        assert of(await read(realm), "item") == [(2, "enUS", "Oat Biscuit")]


async def test_spells_of_the_database_come_after_those_of_the_file() -> None:
    client = MemoryClient(
        {
            "Spell": [
                {"ID": 1, "Name": "Ember", "NameSubtext": "Rank 2"},
                {"ID": 2, "Name": "Frost", "NameSubtext": ""},
            ]
        }
    )
    async with small_realm({"spell_dbc": [{"Id": 1, "SpellName": "Cinder"}]}) as realm:
        found = of(await read(replace(realm, client=client)), "spell")
    assert found == [(1, "enUS", "Ember (Rank 2)"), (2, "enUS", "Frost"), (1, "enUS", "Cinder")]


async def test_languages_of_a_dbc_file(tmp_path: Path) -> None:
    layout = Layouts().wrath("Spell")
    assert layout is not None
    rows = [{"ID": n, "Name": {"enUS": f"Spell {n}", "deDE": f"Zauber {n}"}} for n in (1, 2)]
    write_wdbc(tmp_path / "Spell.dbc", layout, rows)
    client = ClientFolders(ClientDataSettings(dbc_path=tmp_path), DBC)
    async with small_realm({}) as realm:
        found = of(await read(replace(realm, client=client)), "spell")
    assert found == [
        *((1, "enUS", "Spell 1"), (2, "enUS", "Spell 2")),
        *((1, "deDE", "Zauber 1"), (2, "deDE", "Zauber 2")),
    ]


async def test_languages_of_db2_files_and_their_hotfixes(tmp_path: Path) -> None:
    line = next(line for line in own_lines() if re.match(r"SpellName [0-9A-F]{8}", line, re.I))
    layout, layout_hash = parse_line(line), int(line.split()[1].split(",")[0], 16)
    for locale, word in (("enUS", "Spell"), ("deDE", "Zauber")):
        (tmp_path / locale).mkdir()
        rows = [{"ID": n, "Name": f"{word} {n}"} for n in (1, 2, 3)]
        write_wdc5(tmp_path / locale / "SpellName.db2", layout, rows, layout_hash=layout_hash)
    client = ClientFolders(ClientDataSettings(db2_path=tmp_path), DB2)
    hotfixes = {
        "spell_name": [{"ID": 2, "Name": "Changed"}, {"ID": 9, "Name": "New"}],
        "item_sparse": [{"ID": 5, "Display": "Pouch"}],
        "hotfix_data": [
            {"Id": 1, "TableHash": table_hash("SpellName"), "RecordId": 3, "Status": 2}
        ],
    }
    server = {"serverside_spell": [{"Id": 8, "DifficultyID": n, "SpellName": f"Own {n}"}
                                   for n in (0, 1)]}  # fmt: skip
    async with small_realm(server, Branch.MASTER, hotfixes) as realm:
        names = await read(replace(realm, client=client))
    assert of(names, "item") == [(5, "enUS", "Pouch")]
    assert of(names, "spell") == [
        *((1, "enUS", "Spell 1"), (2, "enUS", "Changed"), (9, "enUS", "New")),
        (1, "deDE", "Zauber 1"),
        *((8, "enUS", "Own 1"), (8, "enUS", "Own 0")),
    ]


async def test_a_damaged_or_strange_file_costs_its_names_only(tmp_path: Path) -> None:
    tables = {"creature_template": [{"entry": 1, "name": "Wolf"}]}
    (tmp_path / "Spell.dbc").write_bytes(b"WDBC")
    client = ClientFolders(ClientDataSettings(dbc_path=tmp_path), DBC)
    async with small_realm(tables) as realm:
        names = await read(replace(realm, client=client))
        assert names == [Name("creature", 1, "enUS", "Wolf")]
        strange = MemoryClient({"Spell": [{"ID": 1, "field_1": 7}]})
        assert await read(replace(realm, client=strange)) == names


@pytest.mark.realdata
async def test_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        names = await read(realm)
    assert {name.kind for name in names} >= {"creature", "item", "quest"}
    assert ("Prowler", 118) in {(name.text, name.id) for name in names if name.kind == "creature"}
