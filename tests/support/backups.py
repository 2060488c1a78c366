"""Repositories, manifests and keys for the tests of backups."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage

from appliance.backup.archive import writing
from appliance.backup.encryption import Identities
from appliance.backup.manifest import (
    DatabaseEntry,
    Engine,
    FileEntry,
    Manifest,
    Objects,
    Position,
    Reason,
    ServerFacts,
    TableEntry,
    Taker,
)
from appliance.backup.names import Kind, id_time, new_id
from appliance.backup.repository.interface import Repository
from appliance.backup.repository.local import LocalRepository

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
NODE = "one"


@dataclass
class SetClock:
    """A clock that is set by hand."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass(frozen=True)
class Key:
    """An age identity and its recipient."""

    secret: str
    public: str

    @staticmethod
    def new() -> Key:
        identity = pyrage.x25519.Identity.generate()
        return Key(str(identity), str(identity.to_public()))

    @property
    def identities(self) -> Identities:
        return Identities((self.secret,), (self.public,))


@dataclass
class Content:
    """What a small backup holds: file name -> statements."""

    files: dict[str, list[bytes]] = field(
        default_factory=lambda: {
            "auth/ddl.frames": [b"CREATE TABLE account (id INT)"],
            "auth/account.frames": [b"INSERT INTO account VALUES (1)", b"", b"\x00\xff" * 500],
        }
    )


def local_repository(
    folder: Path, *, clock: SetClock | None = None, node: str = NODE, min_free_bytes: int = 0
) -> LocalRepository:
    """A prepared repository in `folder`."""
    repository = LocalRepository(
        folder, node=node, min_free_bytes=min_free_bytes, clock=clock or SetClock()
    )
    repository.prepare()
    return repository


def fresh_id(moment: datetime = NOON, kind: Kind = Kind.FULL) -> str:
    return new_id(kind, moment, os.urandom(3))


def manifest_of(
    backup_id: str,
    files: Iterable[FileEntry] = (),
    *,
    roles: Sequence[str] = ("auth",),
    term: int = 0,
    recipients: Sequence[str] = (),
    parent: str | None = None,
    position: Position | None = None,
) -> Manifest:
    """A manifest that fits the files."""
    entries = tuple(files)
    names = {entry.name for entry in entries}
    kind = Kind.FULL if "-full-" in backup_id else Kind.INCREMENTAL
    return Manifest(
        id=backup_id,
        kind=kind,
        engine=Engine.LOGICAL if kind is Kind.FULL else Engine.BINLOG,
        product_version="2.0.0",
        server=ServerFacts(
            flavour="mariadb",
            version="10.11.6",
            sql_mode="",
            server_id="1",
            lower_case_table_names=0,
        ),
        taken_by=Taker(node=NODE, term=term),
        started_at=id_time(backup_id),
        duration_s=1.5,
        position=position,
        databases=tuple(_database(role, names) for role in roles),
        files=entries,
        encryption=tuple(recipients),
        reason=Reason.SCHEDULED,
        parent=parent,
    )


async def take(
    repository: Repository,
    *,
    moment: datetime = NOON,
    content: Content | None = None,
    recipients: Sequence[str] = (),
    term: int = 0,
    roles: Sequence[str] = ("auth",),
) -> Manifest:
    """Take a small backup."""
    backup_id = fresh_id(moment)
    async with writing(repository, backup_id, level=1, recipients=recipients) as archive:
        entries = []
        for name, statements in (content or Content()).files.items():
            sink = await archive.file(name)
            for statement in statements:
                await sink.write(statement)
            entries.append(await sink.close())
        manifest = manifest_of(backup_id, entries, recipients=recipients, term=term, roles=roles)
        await archive.publish(manifest)
    return manifest


def _database(role: str, names: set[str]) -> DatabaseEntry:
    table = f"{role}/account.frames"
    ddl = f"{role}/ddl.frames"
    return DatabaseEntry.model_validate(
        {
            "role": role,
            "schema_name": role,
            "character_set": "utf8mb4",
            "collation": "utf8mb4_general_ci",
            "schema_version": "",
            "tables": (
                TableEntry(
                    name="account",
                    rows=1,
                    checksum=7,
                    data=table in names,
                    file=table if table in names else None,
                    engine="InnoDB",
                ),
            ),
            "objects": Objects(),
            "ddl_file": ddl if ddl in names else None,
        }
    )
