"""The folders of client files a realm would have, written from the rows of `client_rows`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from appliance.clientdata.definitions import Layouts, own_lines, parse_line
from appliance.clientdata.demo import demo_rows
from appliance.clientdata.demo_numbers import demo_gametables
from appliance.clientdata.interface import GameTable
from appliance.clientdata.layout import Layout
from appliance.gamedata.realm import Branch
from tests.support import client_rows
from tests.support.gametable_writer import write_list, write_text
from tests.support.wdbc_writer import write_wdbc
from tests.support.wdc_writer import write_wdc5

Rows = dict[str, dict[int, dict[str, Any]]]


def write_client_files(folder: Path, branch: Branch) -> dict[str, str]:
    """Write every table and GameTable of `branch`; return the settings that name the folders."""
    tables, games = folder / "dbc", folder / "gt"
    tables.mkdir()
    games.mkdir()
    wrath = branch is Branch.WRATH
    for name, rows in sorted(all_rows(branch).items()):
        layout, layout_hash = _layout(branch, name, rows.values())
        records = [rows[number] for number in sorted(rows)]
        if wrath:
            write_wdbc(tables / f"{name}.dbc", layout, records)
        else:
            write_wdc5(tables / f"{name}.db2", layout, records, layout_hash=layout_hash)
    for table in all_gametables(branch):
        if wrath:
            write_list(games, table)
        else:
            write_text(games, table)
    key = "dbc_path" if wrath else "db2_path"
    return {f"client_data.{key}": str(tables), "client_data.gt_path": str(games)}


def all_rows(branch: Branch) -> Rows:
    """Every row by table and id; files that give the same row may each tell a part of it."""
    found: Rows = {}
    for module in _modules():
        for table, rows in getattr(module, _name(branch)).items():
            for row in rows:
                known = found.setdefault(table, {}).setdefault(row["ID"], {})
                different = {name for name in known.keys() & row.keys() if known[name] != row[name]}
                assert not different, (module.__name__, table, row["ID"], different)
                known.update(row)
    if branch is Branch.WRATH:
        for table, rows in demo_rows().items():
            found[table] = {row["ID"]: row for row in rows} | found.get(table, {})
    return found


def all_gametables(branch: Branch) -> list[GameTable]:
    """Every GameTable once; the demo's fill 3.3.5's."""
    found = {table.name.lower(): table for table in _demo(branch)}
    for module in _modules():
        given: Iterable[GameTable] = getattr(module, f"{_name(branch)}_GAMETABLES", ())
        found |= {table.name.lower(): table for table in given}
    return list(found.values())


def _demo(branch: Branch) -> list[GameTable]:
    return demo_gametables() if branch is Branch.WRATH else []


def _modules() -> list[ModuleType]:
    names = sorted(module.name for module in iter_modules(client_rows.__path__))
    return [import_module(f"{client_rows.__name__}.{name}") for name in names]


def _name(branch: Branch) -> str:
    return "WRATH" if branch is Branch.WRATH else "MASTER"


def _layout(branch: Branch, table: str, rows: Iterable[dict[str, Any]]) -> tuple[Layout, int]:
    """The layout a file of these rows is written in: 3.3.5's, or the newest one that fits."""
    wanted = {field for row in rows for field in row} | {"ID"}
    if branch is Branch.WRATH:
        layout = Layouts().wrath(table)
        assert layout is not None, f"3.3.5 has no table {table}"
        return layout, 0
    known = [line for line in own_lines() if line.split()[0].lower() == table.lower()]
    known = [line for line in known if line.split()[1] != "-"]
    assert known, f"no definition of master's {table}"
    for line in reversed(known):
        layout = parse_line(line)
        if wanted <= {field.name for field in layout.fields} | {"ID"}:
            return layout, int(line.split()[1].split(",")[0], 16)
    names = {field.name for field in parse_line(known[-1]).fields}
    raise AssertionError(f"no layout of {table} has {wanted - names}")
