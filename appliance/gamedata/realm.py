"""A realm: its databases and which TrinityCore they belong to. Every query function gets one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.clientdata.interface import ClientData
from appliance.clientdata.memory import MemoryClient
from appliance.database.interface import Database


class Branch(StrEnum):
    """The TrinityCore branch a world database belongs to."""

    WRATH = "3.3.5"
    MASTER = "master"


@dataclass(frozen=True, slots=True)
class Schema:
    """What a world database is.

    `tables` maps each table to its columns: queries ask `has`, never a version number.
    `core_version`, `db_version` come from the `version` table ("TDB 335.24111"), "" when absent.
    """

    branch: Branch
    core_version: str
    db_version: str
    tables: Mapping[str, frozenset[str]] = field(repr=False)
    hotfix_tables: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether the world database has this table (and column)."""
        columns = self.tables.get(table)
        return columns is not None and (column is None or column in columns)

    def has_hotfix(self, table: str, column: str | None = None) -> bool:
        """Whether the hotfixes database has this table (and column)."""
        columns = self.hotfix_tables.get(table)
        return columns is not None and (column is None or column in columns)


@dataclass(frozen=True, slots=True)
class Realm:
    """A realm that can be asked: `world` always, the others where they are configured."""

    schema: Schema
    source: str
    """Where its answers come from, shown with every answer: "demo" or e.g. "world@db1"."""
    world: Database
    hotfixes: Database | None = None
    auth: Database | None = None
    characters: Database | None = None
    client: ClientData = field(default_factory=MemoryClient, repr=False)
    """The client's files; without any, every table is missing."""

    @property
    def branch(self) -> Branch:
        """The branch of the world database."""
        return self.schema.branch
