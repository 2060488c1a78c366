"""Runs that others wait for: what they are, how far they are, how they ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import trio

from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Level, State
from appliance.errors import ApplianceError, Unavailable

HOW_TO_CONFIGURE = "set backup.repository to a folder or to s3://bucket/prefix"


class Stage(NamedTuple):
    """How far a run is; `eta_s` is None where that cannot be told."""

    tables_done: int = 0
    tables_total: int = 0
    rows: int = 0
    bytes: int = 0
    eta_s: float | None = None


@dataclass
class Run:
    """A backup or a proof that was asked for.

    `id` is the backup's. `error` is why it did not come to its end; `notes` what is remarkable;
    `carried_out` is False, without an error, too, when there turned out to be nothing to do.
    """

    id: str
    purpose: str
    stage: Stage = field(default_factory=Stage)
    notes: tuple[str, ...] = ()
    carried_out: bool = False
    error: ApplianceError | None = None
    done: trio.Event = field(default_factory=trio.Event)
    _changed: trio.Event = field(default_factory=trio.Event)

    async def progress(
        self, done: int, total: int, rows: int, size: int, eta_s: float | None
    ) -> None:
        """Take down how far it is."""
        self.stage = Stage(done, total, rows, size, eta_s)
        self._tell()

    def finish(self, error: ApplianceError | None = None) -> None:
        """It is over."""
        self.error = error
        self.done.set()
        self._tell()

    async def follow(self, seconds: float, tell: Callable[[Stage], Awaitable[None]]) -> bool:
        """Wait for the end, but no longer than `seconds`; returns whether it is over."""
        with trio.move_on_after(seconds):
            while not self.done.is_set():
                await self._changed.wait()
                await tell(self.stage)
        return self.done.is_set()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


@dataclass(frozen=True, slots=True)
class Listing:
    """Backups of the catalogue.

    Attributes:
        backups: the newest that match, newest first.
        total: how many match.
        kept_for: the retention rules that keep each backup; none: it goes at the next run.
        next_due: when each role is backed up next, UTC in ISO 8601; those without schedule are
            missing.
    """

    address: str
    backups: Sequence[Backup]
    total: int
    kept_for: dict[str, tuple[str, ...]]
    next_due: dict[str, str]


class Backups(Protocol):
    """What tools may do with backups."""

    @property
    def address(self) -> str:
        """Where they are, for people; holds no secret."""

    async def list(self, *, limit: int, state: State | None) -> Listing:
        """The newest backups in that state.

        Raises:
            Unavailable: no repository is configured, or it cannot be read.
        """

    def trigger(self, kind: Kind, description: str) -> Run:
        """Begin a backup.

        Raises:
            Unavailable: another run is on, nobody leads here, or nothing is configured.
        """

    async def verify(self, backup_id: str, level: Level | None) -> Run:
        """Begin a proof; at the best level that the configuration allows when None.

        Raises:
            NotFound: there is no such backup.
            Unavailable: another run is on, nobody leads here, or nothing is configured.
        """


class NoBackups:
    """What tools find where no repository is configured."""

    address = ""

    async def list(self, *, limit: int, state: State | None) -> Listing:
        """Say that nothing is configured."""
        raise not_configured()

    def trigger(self, kind: Kind, description: str) -> Run:
        """Say that nothing is configured."""
        raise not_configured()

    async def verify(self, backup_id: str, level: Level | None) -> Run:
        """Say that nothing is configured."""
        raise not_configured()


def not_configured() -> Unavailable:
    """The error of a realm without a repository."""
    return Unavailable("no repository for backups is configured", hint=HOW_TO_CONFIGURE)
