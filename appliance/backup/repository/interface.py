"""What a place for backups can do. Everything blocks and is meant for threads.

A backup is staged out of sight and appears by one step, `Staging.publish`. Beside its files a
backup has notes: small JSON files that say what became known of it later (its proof, a hold).

Every change, and every lock, names the term of the leader that makes it. The highest term seen is
kept in the repository, and a lower one is refused: a leader that was deposed and does not know it
yet changes nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

Notes = Mapping[str, str]
"""Names of a backup's notes, each with a tag that changes with its content."""


class Input(Protocol):
    """A stored file being read."""

    def read(self, limit: int, /) -> bytes:
        """At most `limit` bytes; empty at the end."""

    def close(self) -> None:
        """Let go of it."""


class Output(Protocol):
    """A file being stored."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""

    def finish(self) -> None:
        """Everything written is safe on return."""

    def abandon(self) -> None:
        """Drop what was written."""


class Staging(Protocol):
    """A backup being written; nobody sees it."""

    @property
    def id(self) -> str:
        """The backup's id."""

    def create(self, name: str) -> Output:
        """A new file; several may be written at once, each by one thread."""

    def publish(self, manifest: bytes, *, term: int) -> None:
        """Make the backup appear, whole, in one step that survives a power cut.

        Raises:
            BackupLocked: a higher term was seen.
            BackupError: the disk is full.
        """

    def discard(self) -> None:
        """Remove what was staged."""


class Lock(Protocol):
    """The right to run; lost when it is not renewed in time."""

    def renew(self) -> None:
        """Say that the run goes on; call it every `RENEW_S` seconds.

        Raises:
            BackupLocked: somebody else has it.
        """

    def release(self) -> None:
        """Give it back."""


UNRANKED = 0
"""The term of who was not elected: a person's command, or a node that is alone. It competes with no
leader: the lock is what keeps them apart, and no later term takes it away."""

RENEW_S = 30.0
"""How often a lock is renewed."""
EXPIRES_S = 300.0
"""A lock not renewed for so long is free. Clocks of nodes and servers must differ by less."""


class Repository(Protocol):
    """A folder or a bucket of backups."""

    @property
    def address(self) -> str:
        """Where it is, for people; holds no secret."""

    def prepare(self, *, create: bool = True) -> None:
        """Look at its format; with `create`, make it where there is none yet.

        Raises:
            RepositoryError: there is none, it cannot be used, or a newer version of the product
                made it.
        """

    def backups(self) -> Mapping[str, Notes]:
        """The ids of all published backups, each with its notes."""

    def manifest(self, backup_id: str) -> bytes:
        """The stored manifest.

        Raises:
            NoSuchBackup: there is no such backup.
        """

    def open(self, backup_id: str, name: str) -> Input:
        """A file of a published backup.

        Raises:
            BackupDamaged: it is missing.
        """

    def stage(self, backup_id: str) -> Staging:
        """Begin a backup.

        Raises:
            BackupError: there is no room for one.
        """

    def note(self, backup_id: str, name: str) -> bytes | None:
        """A note; None when there is none."""

    def write_note(self, backup_id: str, name: str, content: bytes, *, term: int) -> None:
        """Write or replace a note, in one step."""

    def delete_note(self, backup_id: str, name: str, *, term: int) -> None:
        """Remove a note, when there is one."""

    def remove(self, backup_id: str, *, term: int) -> None:
        """Remove a backup; it leaves the list first, in one step.

        Raises:
            NoSuchBackup: there is no such backup.
            BackupLocked: a higher term was seen.
        """

    def clean(self) -> list[str]:
        """Remove what runs that are over left behind; what was removed, for the log."""

    def generation(self) -> int:
        """A number that rises with every change."""

    def lock(self, purpose: str, *, term: int) -> Lock:
        """The right to run, which one process at a time has. A dead process does not keep it, nor
        does a leader whose term is over. From here on lower terms change nothing.

        Raises:
            BackupLocked: says who has it; or a higher term was seen.
        """

    def free_bytes(self) -> int | None:
        """Room that is left; None where that is unknown."""
