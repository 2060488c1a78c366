"""Ids of backups, and the names their files may have: no path leads out of a backup's folder."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from enum import StrEnum

from appliance.errors import BackupError

ID_PATTERN = "[0-9]{8}T[0-9]{6}Z-(full|incr)-[0-9a-f]{6}"
_ID = re.compile(ID_PATTERN)
_FILE = re.compile(r"[a-z0-9_=-][a-z0-9_.=-]*(/[a-z0-9_=-][a-z0-9_.=-]*){0,3}\.frames")
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_-")
_LONGEST_PART = 200


class Kind(StrEnum):
    """Whether a backup stands alone or goes on from another one."""

    FULL = "full"
    INCREMENTAL = "incremental"


def is_id(name: str) -> bool:
    """Whether `name` is a backup's id."""
    return _ID.fullmatch(name) is not None and _time(name) is not None


def check_id(backup_id: str) -> str:
    """The id itself; every door that takes an id from outside calls this first.

    Raises:
        BackupError: it is not an id, and therefore not the name of a backup's folder either.
    """
    if not is_id(backup_id):
        raise BackupError(
            f"{backup_id[:60]!r} is not the id of a backup",
            hint="they look like 20260131T180000Z-full-0a1b2c",
        )
    return backup_id


def check_file_name(name: str) -> str:
    """The name itself, when a file of a backup may have it.

    Raises:
        ValueError: it may not (pydantic turns that into its own error).
    """
    if len(name) > 512 or not _FILE.fullmatch(name):
        raise ValueError(f"{name[:60]!r} is not the name of a backup's file")
    return name


def new_id(kind: Kind, started_at: datetime, token: bytes) -> str:
    """The id of a backup begun at `started_at`; ids sort by time.

    Args:
        token: three random bytes; they keep two runs of one second apart.
    """
    short = "full" if kind is Kind.FULL else "incr"
    return check_id(f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{short}-{token.hex()}")


def id_time(backup_id: str) -> datetime:
    """When the backup of that id was begun, UTC."""
    moment = _time(check_id(backup_id))
    assert moment is not None, "check_id looked at it"
    return moment


def id_kind(backup_id: str) -> Kind:
    """Whether the backup of that id is a full one."""
    return Kind.FULL if "-full-" in check_id(backup_id) else Kind.INCREMENTAL


def _time(backup_id: str) -> datetime | None:
    try:
        return datetime.strptime(backup_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def file_name(folder: str, table: str) -> str:
    """The file that holds one table: `world/creature.frames`.

    Every other byte than a-z, 0-9, _ and - becomes `=` and two hex digits, so that names differing
    in case stay apart on any disk. Names too long for a disk end in a hash instead.
    """
    return f"{_escape(folder)}/{_escape(table)}.frames"


def _escape(name: str) -> str:
    encoded = name.encode("utf-8", "surrogatepass")
    escaped = "".join(chr(byte) if byte in _PLAIN else f"={byte:02x}" for byte in encoded)
    if len(escaped) <= _LONGEST_PART:
        return escaped
    # `==` cannot come out of the escaping, so a shortened name is nobody's full one.
    return f"{escaped[:120]}=={hashlib.sha256(encoded).hexdigest()[:32]}"
