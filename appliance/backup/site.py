"""Everything a run works with, built from the settings once: repository, catalogue, engines, keys.

The service and the command line open the same site, so that a run is the same run in both.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import trio

from appliance.backup.accounts import backup_login, scratch_login, targets_of
from appliance.backup.catalogue import Catalogue
from appliance.backup.demo_engine import TARGETS as DEMO_TARGETS
from appliance.backup.demo_engine import DemoEngine
from appliance.backup.encryption import NOBODY, Identities, load_identities, parse_recipients
from appliance.backup.engines import Choice, Chooser, Engine, LogicalEngine, choose
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.notes import Backup
from appliance.backup.repository.interface import Repository
from appliance.backup.repository.local import LocalRepository
from appliance.backup.repository.opening import open_repository
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.errors import BackupError, RepositoryError
from appliance.settings.model import Settings

EVERYTHING = 1_000_000
"""More backups than a repository has."""


@dataclass(frozen=True)
class Site:
    """What a run works with.

    Attributes:
        targets: the realm's schemas.
        account: who reads them; None on the demo realm.
        scratch: who restores for proofs; None when nobody is configured.
        choose: chooses the engine that takes the next backup, and says why.
        engines: those that can take and prove, by what a manifest calls them.
    """

    settings: Settings
    clock: WallClock
    node: str
    repository: Repository
    catalogue: Catalogue
    recipients: tuple[str, ...]
    identities: Identities
    targets: tuple[Target, ...]
    account: Login | None
    scratch: Login | None
    choose: Chooser
    engines: Mapping[EngineName, Engine]

    async def backups(self) -> Sequence[Backup]:
        """Every backup of the catalogue, newest first.

        Raises:
            RepositoryError: the repository cannot be read.
        """
        return await self.catalogue.list(limit=EVERYTHING)

    @property
    def jitter(self) -> timedelta:
        """Longest delay of a scheduled run."""
        return timedelta(seconds=self.settings.backup.jitter_s)

    def engine_of(self, name: EngineName) -> Engine:
        """The engine that proves backups of that kind.

        Raises:
            BackupError: this version has none.
        """
        if name not in self.engines:
            raise BackupError(f"backups of the engine {name} cannot be restored here")
        return self.engines[name]


async def open_site(settings: Settings, clock: WallClock, *, create: bool = False) -> Site:
    """Read the keys and open the repository.

    Args:
        create: make a repository where there is none yet.

    Raises:
        RepositoryError: there is no repository.
        BackupError: a key is not one.
        SettingsError: a file the settings name cannot be read.
    """
    return await trio.to_thread.run_sync(lambda: _open(settings, clock, create=create))


def _open(settings: Settings, clock: WallClock, *, create: bool) -> Site:
    backup = settings.backup
    node = platform.node() or "localhost"
    repository = open_repository(backup, node=node, clock=clock)
    if not create and isinstance(repository, LocalRepository):
        _insist(Path(repository.address))
    repository.prepare()
    identities = NOBODY
    if backup.identity_file is not None:
        identities = load_identities(backup.identity_file)
    account = scratch = None
    engines: dict[EngineName, Engine] = {EngineName.SQLITE: (demo := DemoEngine(clock))}
    if settings.demo:
        targets, choice = DEMO_TARGETS, Choice(demo, "the demo realm is SQLite")
    else:
        account = backup_login(settings.database, backup)
        scratch = scratch_login(settings.database, backup)
        logical = LogicalEngine(account, scratch, backup, clock)
        engines[EngineName.LOGICAL] = logical
        targets, choice = targets_of(settings.database), choose(backup.engine, logical)

    async def chosen() -> Choice:
        return choice

    return Site(
        settings=settings,
        clock=clock,
        node=node,
        repository=repository,
        catalogue=Catalogue(repository, clock),
        recipients=parse_recipients(backup.encrypt_to),
        identities=identities,
        targets=targets,
        account=account,
        scratch=scratch,
        choose=chosen,
        engines=engines,
    )


def _insist(folder: Path) -> None:
    """Whoever looks for backups is not served by a new, empty folder.

    Raises:
        RepositoryError: there is none.
    """
    if not folder.is_dir():
        raise RepositoryError(
            f"{folder}: there is no such folder",
            hint="correct backup.repository, or run `trinitycore-mcp backup now`, which makes it",
        )
