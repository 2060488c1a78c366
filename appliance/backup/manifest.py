"""What a backup is: its manifest.

A manifest is stored as two lines of JSON: itself, then the SHA-256 of the first line. So no bit of
it can change unseen, and `head -1 manifest.json | jq` still reads it. Its version is that of the
whole backup: of the files it names, too.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from appliance.backup.names import ID_PATTERN, Kind, check_file_name, id_kind
from appliance.errors import BackupDamaged, BackupError
from appliance.formats import KEY, refuse_newer

FORMAT_VERSION: Final = 1
MANIFEST = "manifest.json"
LIMIT_BYTES = 64 * 1024 * 1024
"""Longest manifest that is read; one of 10,000 tables has some 3 MB."""


class Engine(StrEnum):
    """What took the backup, and therefore what can restore it."""

    LOGICAL = "logical"
    CLONE = "clone"
    MARIABACKUP = "mariabackup"
    SQLITE = "sqlite"
    BINLOG = "binlog"


class Reason(StrEnum):
    """Why the backup was taken."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    SAFETY = "safety"


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
FileName = Annotated[str, AfterValidator(check_file_name)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0)]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""An instant, kept in UTC."""


class Part(BaseModel):
    """Base of everything in a manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(Part):
    """One stored file."""

    name: FileName
    bytes: Size
    """Stored size: compressed and, where that is on, encrypted."""
    sha256: Sha256
    """Hash of the stored bytes."""
    raw_bytes: Size
    """Bytes of the statements or chunks themselves."""
    statements: Size
    """How many statements or chunks the file holds."""


class TableEntry(Part):
    """One table, as it was inside the snapshot."""

    name: str
    rows: Size | None
    """None when its rows were left out."""
    checksum: Size | None
    """CHECKSUM TABLE inside the snapshot; None where the engine has none."""
    data: bool
    """Whether its rows are in the backup."""
    file: FileName | None
    """Where its rows are; None when left out or when the file is shared (physical backups)."""
    engine: str


class Objects(Part):
    """Names of what a database has besides tables."""

    views: tuple[str, ...] = ()
    routines: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class DatabaseEntry(Part):
    """One schema of the server."""

    role: Literal["world", "auth", "characters", "hotfixes", "other"]
    schema_name: str
    character_set: str
    collation: str
    schema_version: str
    tables: tuple[TableEntry, ...]
    objects: Objects
    ddl_file: FileName | None
    """Statements that create everything but the rows; None in physical backups."""


class Position(Part):
    """Where the server's binary log was at the snapshot; empty where unknown."""

    gtid: str = ""
    file: str = ""
    offset: Size = 0


class ServerFacts(Part):
    """The server a backup was taken from."""

    flavour: Literal["mariadb", "mysql", "sqlite"]
    version: str
    sql_mode: str
    server_id: str
    """`server_id` on MariaDB, `server_uuid` on MySQL."""
    lower_case_table_names: Size


class Taker(Part):
    """Who took the backup: the node, and its term as leader; 0 where it was not elected."""

    node: str
    term: Size


class Manifest(Part):
    """Everything that is known about a backup but its proof."""

    format_version: Literal[1] = FORMAT_VERSION
    id: Id
    kind: Kind
    engine: Engine
    product_version: str
    server: ServerFacts
    taken_by: Taker
    started_at: Moment
    """Instant of the snapshot."""
    duration_s: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    position: Position | None
    databases: tuple[DatabaseEntry, ...]
    files: tuple[FileEntry, ...]
    compression: Literal["zstd"] = "zstd"
    encryption: tuple[str, ...] = ()
    """Public age recipients that can decrypt it; empty: not encrypted."""
    description: str = ""
    reason: Reason
    parent: Id | None = None
    """Of an incremental: the full backup or the segment it goes on from."""

    @property
    def stored_bytes(self) -> int:
        """Size of all files."""
        return sum(entry.bytes for entry in self.files)

    def file(self, name: str) -> FileEntry:
        """The entry of one file.

        Raises:
            BackupDamaged: the manifest names no such file.
        """
        for entry in self.files:
            if entry.name == name:
                return entry
        raise BackupDamaged("is not part of the backup", file=name)

    @model_validator(mode="after")
    def _is_whole(self) -> Manifest:
        names = [entry.name for entry in self.files]
        if len(set(names)) != len(names):
            raise ValueError("a file is listed twice")
        wanted = {database.ddl_file for database in self.databases if database.ddl_file}
        wanted.update(t.file for d in self.databases for t in d.tables if t.file)
        if missing := sorted(wanted - set(names)):
            raise ValueError(f"file {missing[0]} is used but not listed")
        if id_kind(self.id) is not self.kind:
            raise ValueError("the id is of another kind of backup")
        if (self.parent is None) != (self.kind is Kind.FULL):
            raise ValueError("an incremental backup has a parent, a full one has none")
        return self


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes of `manifest.json`."""
    line = manifest.model_dump_json().encode()
    return line + b"\n" + _seal(line)


def decode_manifest(content: bytes, backup_id: str) -> Manifest:
    """The manifest stored for `backup_id`.

    Raises:
        BackupDamaged: it is broken, or it is another backup's.
        BackupError: a newer version of the product wrote it.
    """
    line, _, seal = content.partition(b"\n")
    refuse_newer(f"backup {backup_id}", _format_version(line), FORMAT_VERSION, BackupError)
    if seal != _seal(line):
        raise BackupDamaged("is not what was written: its own hash differs", file=MANIFEST)
    try:
        manifest = Manifest.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BackupDamaged(f"{where}: {first['msg']}", file=MANIFEST) from error
    if manifest.id != backup_id:
        raise BackupDamaged(f"is the one of backup {manifest.id}", file=MANIFEST)
    return manifest


def _seal(line: bytes) -> bytes:
    return b'{"sha256":"' + hashlib.sha256(line).hexdigest().encode() + b'"}\n'


def _format_version(line: bytes) -> int:
    try:
        version = json.loads(line)[KEY]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupDamaged("is not a manifest", file=MANIFEST) from error
    if not isinstance(version, int):
        raise BackupDamaged("is not a manifest", file=MANIFEST)
    return version
