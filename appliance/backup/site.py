"""Everything a run works with, built from the settings once: repository, catalogue, engines, keys.

The service and the command line open the same site, so that a run is the same run in both.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import trio

from appliance.backup.accounts import backup_login, scratch_login, targets_of
from appliance.backup.binlog.proof import BinlogEngine
from appliance.backup.catalogue import Catalogue
from appliance.backup.demo_engine import TARGETS as DEMO_TARGETS
from appliance.backup.demo_engine import DemoEngine
from appliance.backup.encryption import NOBODY, Identities, load_identities, parse_recipients
from appliance.backup.engines import Choice, Chooser, Engine, LogicalEngine
from appliance.backup.groups import groups_of
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.notes import Backup
from appliance.backup.physical.engines import decide_for, physical_engines
from appliance.backup.programs import Programs
from appliance.backup.repository.interface import Repository
from appliance.backup.repository.opening import open_repository
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.errors import BackupError, DatabaseError
from appliance.settings.backup import BackupEngine, BackupSettings
from appliance.settings.model import Settings


@dataclass(frozen=True)
class Site:
    """What a run works with.

    Attributes:
        targets: the realm's schemas.
        account: who reads them; None on the demo realm.
        scratch: who restores for proofs; None when nobody is configured.
        choose: chooses the engine that takes the next backup, and says why.
        engines: those that can take and prove, by what a manifest calls them.
        programs: where the server's own programs are.
        work: folder that copies and replays are unpacked in.
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
    programs: Programs
    work: Path

    async def backups(self) -> Sequence[Backup]:
        """Every backup of the catalogue, newest first.

        Raises:
            RepositoryError: the repository cannot be read.
        """
        return await self.catalogue.list()

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


async def open_site(
    settings: Settings, clock: WallClock, *, create: bool = False, look: bool = True
) -> Site:
    """Read the keys and open the repository.

    Args:
        create: make a repository where there is none yet.
        look: see whether the repository is there.

    Raises:
        RepositoryError: there is no repository.
        BackupError: a key is not one.
        SettingsError: a file the settings name cannot be read.
    """

    def opened() -> Site:
        site = _open(settings, clock)
        if look:
            site.repository.prepare(create=create)
        return site

    return await trio.to_thread.run_sync(opened)


def _open(settings: Settings, clock: WallClock) -> Site:
    backup = settings.backup
    own = settings.ha.node if settings.ha.enabled else None
    node = own or platform.node() or "localhost"
    groups_of(backup, ())  # a schedule that means nothing is told by every command
    repository = open_repository(backup, node=node, clock=clock)
    identities = NOBODY
    if backup.identity_file is not None:
        identities = load_identities(backup.identity_file)
    account = scratch = None
    programs, work = Programs(), _work_folder(backup.work_folder)
    engines: dict[EngineName, Engine] = {
        EngineName.SQLITE: DemoEngine(clock),
        EngineName.BINLOG: BinlogEngine(work),
    }
    if settings.demo:
        targets = DEMO_TARGETS
    else:
        account = backup_login(settings.database, backup)
        scratch = scratch_login(settings.database, backup)
        engines[EngineName.LOGICAL] = LogicalEngine(account, scratch, backup, clock)
        engines |= physical_engines(
            account, programs, work, clock, rate_bytes_s=backup.rate_bytes_s
        )
        targets = targets_of(settings.database)

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
        choose=partial(_choose, backup, account, programs, engines),
        engines=engines,
        programs=programs,
        work=work,
    )


async def _choose(
    backup: BackupSettings,
    account: Login | None,
    programs: Programs,
    engines: Mapping[EngineName, Engine],
    targets: Sequence[Target],
) -> Choice:
    """The engine for these schemas.

    Raises:
        BackupError: the one that was asked for cannot work here.
        DatabaseError: the server cannot be asked whether it can.
    """
    if account is None:
        return Choice(engines[EngineName.SQLITE], "the demo realm is SQLite")
    leaves_out = bool(backup.skip or backup.without_data)
    try:
        chosen = await decide_for(backup.engine, account, targets, programs, partial=leaves_out)
    except DatabaseError as error:
        if backup.engine is not BackupEngine.AUTO:
            raise
        why = f"the server was not asked for more: {error.message}"
        return Choice(engines[EngineName.LOGICAL], why)
    return Choice(engines[chosen.engine], chosen.why)


def _work_folder(configured: Path | None) -> Path:
    """Where copies and replays are unpacked.

    Raises:
        BackupError: it cannot be made.
    """
    ours = os.geteuid() if hasattr(os, "geteuid") else 0  # Windows has no numbers of accounts
    folder = configured or Path(tempfile.gettempdir()) / f"trinitycore-mcp-{ours}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # In a place where anybody may put a link, a link is not followed.
        owner = folder.stat(follow_symlinks=configured is not None).st_uid
    except OSError as error:
        raise BackupError(f"backup.work_folder: {folder}: {error.strerror}") from error
    if owner != ours:
        raise BackupError(
            f"{folder} belongs to another account", hint="set backup.work_folder to one of our own"
        )
    return folder
