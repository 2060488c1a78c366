"""What becomes known of a backup after it was taken: proof, damage, hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.backup.manifest import Manifest, Moment, Reason
from appliance.backup.names import Kind, id_kind, id_time
from appliance.backup.retention import Candidate, Standing
from appliance.errors import BackupError
from appliance.formats import refuse_newer, version_in

PROOF = "proof.json"
CHECK = "check.json"
DAMAGED = "damaged.json"
HOLD = "hold.json"
FORMAT_VERSION: Final = 1


class State(StrEnum):
    """What is known of a backup."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    """A newer version of the product took it, or its manifest cannot be read now."""


class Level(StrEnum):
    """How thoroughly a backup was looked at."""

    QUICK = "quick"
    """Hashes of the stored files."""
    FULL = "full"
    """Restored and compared."""


class Note(BaseModel):
    """Base of what becomes known of a backup after it was taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: Annotated[int, Field(ge=1)] = FORMAT_VERSION


NoteT = TypeVar("NoteT", bound=Note)


def check_note(content: bytes, where: str) -> None:
    """Look at a note's version, before it is read, replaced or removed.

    Args:
        where: which note, for people.

    Raises:
        BackupError: a newer version of the product wrote it.
    """
    refuse_newer(where, version_in(content), FORMAT_VERSION, BackupError)


def decode_note(content: bytes, where: str, kind: type[NoteT]) -> NoteT | None:
    """A stored note; None when it is broken: then nothing is known.

    Raises:
        BackupError: a newer version of the product wrote it.
    """
    check_note(content, where)
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        return None


class Proof(Note):
    """A check that found nothing wrong."""

    level: Level
    at: Moment
    duration_s: Annotated[float, Field(ge=0)]
    manifest_sha256: str


class Damage(Note):
    """A check that found something wrong."""

    at: Moment
    why: str


class Hold(Note):
    """Somebody wants the backup kept."""

    at: Moment
    reason: str
    until: Moment | None = None
    """None: until released."""


@dataclass(frozen=True)
class Backup:
    """A backup of the catalogue."""

    id: str
    state: State
    manifest: Manifest | None
    """None when it is damaged or newer than this version."""
    proof: Proof | None = None
    """The last full one."""
    check: Proof | None = None
    """The last quick one."""
    hold: Hold | None = None
    problem: str = ""
    """Why it is damaged or unreadable."""

    @property
    def schemas(self) -> frozenset[str]:
        """The databases in it, by the name of their schema."""
        if self.manifest is None:
            return frozenset()
        return frozenset(database.schema_name for database in self.manifest.databases)

    @property
    def at(self) -> datetime:
        """Instant of its snapshot; of one that cannot be read, when it was begun."""
        return self.manifest.started_at if self.manifest is not None else id_time(self.id)

    @property
    def order(self) -> tuple[datetime, str]:
        """What backups are sorted by, everywhere: an id alone knows whole seconds only."""
        return self.at, self.id

    @property
    def is_safety(self) -> bool:
        """Whether it holds what a restore was about to overwrite."""
        return self.manifest is not None and self.manifest.reason is Reason.SAFETY

    def candidate(self) -> Candidate:
        """What retention needs to know of it."""
        parent = self.manifest.parent if self.manifest is not None else None
        if parent is None and id_kind(self.id) is Kind.INCREMENTAL:
            parent = ""  # a segment, of what its broken manifest does not tell any more
        return Candidate(
            id=self.id,
            at=self.at,
            databases=self.schemas,
            standing=_STANDINGS[self.state],
            held=self.hold.reason or "by request" if self.hold is not None else "",
            parent=parent,
            safety=self.is_safety,
        )


_STANDINGS = {
    State.UNVERIFIED: Standing.UNPROVED,
    State.VERIFIED: Standing.PROVED,
    State.DAMAGED: Standing.DAMAGED,
    State.UNREADABLE: Standing.UNREADABLE,
}
