"""Takes copies of real servers, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.logical.dump import Dumped
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Manifest
from appliance.backup.physical.clone import CloneEngine
from appliance.backup.physical.engine import PhysicalEngine
from appliance.backup.physical.mariabackup import MariabackupEngine
from appliance.backup.programs import Programs
from appliance.backup.repository.interface import Repository
from appliance.clock import SystemClock
from appliance.database.login import Login
from tests.support.backups import fresh_id, local_repository, manifest_of
from tests.support.point_in_time import SCHEMA, TABLES, keeper, logging_server, programs_of
from tests.support.servers import SqlServer

OBJECTS = f"""
CREATE VIEW {SCHEMA}.rich AS SELECT id FROM {SCHEMA}.account WHERE money > 10;
CREATE TRIGGER {SCHEMA}.noted AFTER DELETE ON {SCHEMA}.account FOR EACH ROW
    INSERT INTO {SCHEMA}.log (note) VALUES ('gone');
CREATE PROCEDURE {SCHEMA}.sum_up() SELECT SUM(money) FROM {SCHEMA}.account;
CREATE EVENT {SCHEMA}.tick ON SCHEDULE EVERY 1 DAY DO DELETE FROM {SCHEMA}.log WHERE id < 0;
INSERT INTO {SCHEMA}.log (note) VALUES ('first'), ('second');
"""


@dataclass
class Instance:
    """A server whose files are copied."""

    server: SqlServer
    login: Login
    programs: Programs
    home: Path | None
    targets: tuple[Target, ...] = (Target("characters", SCHEMA),)

    @staticmethod
    @contextmanager
    def running(home: Path | None, folder: Path) -> Iterator[Instance]:
        """One with a schema that has everything."""
        plugin = () if home is None else ("--plugin-load-add=mysql_clone.so",)
        with logging_server(home, 21, *plugin) as server:
            server.run(TABLES + OBJECTS)
            yield Instance(server, keeper(server), programs_of(home, folder), home)

    def engine(self, folder: Path, programs: Programs | None = None) -> PhysicalEngine:
        """The engine of this server; copies are made in `folder`."""
        kind = MariabackupEngine if self.home is None else CloneEngine
        return kind(self.login, programs or self.programs, folder, SystemClock())

    async def take(self, folder: Path, repository: Repository) -> tuple[Dumped, Manifest]:
        """Copy and publish."""
        engine = self.engine(folder)
        backup_id = fresh_id()
        async with writing(repository, backup_id, level=1) as archive:
            dumped = await engine.take(archive, self.targets)
            manifest = publishable(backup_id, dumped, engine)
            await archive.publish(manifest)
        return dumped, manifest

    async def backup(self, folder: Path) -> tuple[Dumped, ArchiveReader]:
        """The same into a repository of its own, and what reads it."""
        repository = local_repository(folder / "repository")
        dumped, manifest = await self.take(folder, repository)
        return dumped, ArchiveReader(repository, manifest)


def publishable(backup_id: str, dumped: Dumped, engine: PhysicalEngine) -> Manifest:
    """The manifest of a copy."""
    manifest = manifest_of(backup_id, dumped.files).model_copy(
        update={
            "engine": engine.name,
            "databases": dumped.databases,
            "server": dumped.server,
            "position": dumped.position,
            "started_at": dumped.started_at,
        }
    )
    return Manifest.model_validate(manifest.model_dump())
