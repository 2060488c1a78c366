"""The demo realm's files, and a plain SQLite without the product's loader."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "appliance" / "database" / "demo_realm" / "world"


def sql_files() -> list[Path]:
    """The files in loading order."""
    return sorted(FOLDER.glob("*.sql"))


def plain_sqlite() -> sqlite3.Connection:
    """The realm as SQLite reads it unchanged, rows by column name."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for path in sql_files():
        connection.executescript(path.read_text(encoding="utf-8"))
    return connection


def columns(realm: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """Table → its columns in order, each with the type it was declared with."""
    found = realm.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: [(column[1], column[2]) for column in realm.execute(f"PRAGMA table_info(`{name}`)")]
        for (name,) in found.fetchall()
    }


def values(realm: sqlite3.Connection, sql: str, *parameters: Any) -> set[Any]:
    """The first column of every row."""
    return {row[0] for row in realm.execute(sql, parameters)}
