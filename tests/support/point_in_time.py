"""Servers with a binary log, four writers whose sum never changes, and an archive of it all."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import trio
from pydantic import SecretStr

from appliance.backup.archive import ArchiveReader, ArchiveWriter, writing
from appliance.backup.binlog.archive import BinlogArchive
from appliance.backup.binlog.chain import Archived
from appliance.backup.binlog.selecting import archived_of
from appliance.backup.binlog.server import setup
from appliance.backup.binlog.store import CatalogueStore
from appliance.backup.catalogue import Catalogue
from appliance.backup.logical.dump import Dumped, dump
from appliance.backup.logical.restore import How, restore
from appliance.backup.manifest import Engine, Manifest, Taker
from appliance.backup.physical.engine import PhysicalEngine
from appliance.backup.programs import MARK, Programs
from appliance.clock import SystemClock
from appliance.database.login import Login, prepare
from appliance.database.session import open_session
from appliance.errors import DatabaseError
from appliance.settings.model import DatabaseSettings
from tests.support.backups import fresh_id, local_repository, manifest_of
from tests.support.logical_backups import scope_of
from tests.support.servers import SqlServer, running_mariadb, running_mysql

KEEPER = "keeper"
PASSWORD = "wo\\rd#\"' x"
SCHEMA = "characters"
ACCOUNTS, MONEY = 40, 1000
TABLES = f"""
CREATE DATABASE {SCHEMA};
CREATE TABLE {SCHEMA}.account (id INT PRIMARY KEY, money INT NOT NULL, position FLOAT);
CREATE TABLE {SCHEMA}.log (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(60), KEY (note));
INSERT INTO {SCHEMA}.account VALUES
{",".join(f"({n},{MONEY},{n}.58984375)" for n in range(ACCOUNTS))};
"""


@contextmanager
def logging_server(home: Path | None, number: int, *options: str) -> Iterator[SqlServer]:
    """MariaDB, or the MySQL in `home`, with a binary log and an account for the archive."""
    options = ("--log-bin=binlog", "--binlog-format=ROW", f"--server-id={number}", *options)
    if home is None:
        started = running_mariadb(*options)
    else:
        gtids = ("--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--performance-schema=1")
        started = running_mysql(home, *options, *gtids)
    with started as server:
        quoted = PASSWORD.replace("\\", "\\\\").replace("'", "''")
        server.run(
            f"CREATE USER {KEEPER}@'%' IDENTIFIED BY '{quoted}'; GRANT ALL ON *.* TO {KEEPER}@'%'"
        )
        yield server


def programs_of(home: Path | None, folder: Path) -> Programs:
    """The programs of MySQL's packages, of which its set-up makes launchers for two only."""
    if home is None:
        return Programs()
    launcher = folder / "mysqlbinlog"
    if not (home / "bin" / launcher.name).exists() and not launcher.exists():
        client = (home / "bin" / "mysql").read_text()
        launcher.write_text(client.replace("usr/bin/mysql", "usr/bin/mysqlbinlog"))
        launcher.chmod(0o755)
    return Programs((home / "bin", folder))


def keeper(server: SqlServer, **over: Any) -> Login:
    """The archive's login, over TCP and with a password."""
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": KEEPER,
        "password": SecretStr(PASSWORD),
    }
    return prepare(DatabaseSettings(**(values | over)), "mysql")


def last_gtid(server: SqlServer) -> str:
    """Of the last transaction; nothing else may write."""
    if server.engine == "mariadb":
        return server.run("SELECT @@gtid_binlog_pos").strip()
    uuid, _, numbers = server.run("SELECT @@GLOBAL.gtid_executed").strip().partition(":")
    return f"{uuid}:{numbers.rpartition('-')[2]}"


class Writers:
    """Four tasks that move money; whenever one looks, the sum is the same."""

    def __init__(self, login: Login) -> None:
        self.done = 0
        self._login = login

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """They write for as long as the block, through restarts of the server."""
        async with trio.open_nursery() as nursery:
            stop = trio.Event()
            for _ in range(4):
                nursery.start_soon(self._write, stop)
            try:
                yield
            finally:
                stop.set()

    async def _write(self, stop: trio.Event) -> None:
        while not stop.is_set():
            try:
                async with open_session(self._login, setup) as session:
                    while not stop.is_set():
                        await self._move(session)
            except DatabaseError:
                await trio.sleep(0.05)

    async def _move(self, session: Any) -> None:
        giver, taker = sorted(random.sample(range(ACCOUNTS), 2))
        amount = random.randrange(1, 20)
        await session.execute(b"BEGIN")
        for account, change in ((giver, -amount), (taker, amount)):
            await session.execute(
                f"UPDATE {SCHEMA}.account SET money = money + {change}, position = RAND()"
                f" WHERE id = {account}".encode()
            )
        await session.execute(f"INSERT INTO {SCHEMA}.log (note) VALUES ('{amount}')".encode())
        await session.execute(b"COMMIT")
        self.done += 1
        await trio.sleep(0.002)


class Realm:
    """A server, its repository, its archive.

    Args:
        folder: of the test.
    """

    def __init__(self, server: SqlServer, programs: Programs, folder: Path) -> None:
        self.server = server
        self.login = keeper(server)
        self.programs = programs
        self.folder = folder
        self.clock = SystemClock()
        self.repository = local_repository(folder)
        self.catalogue = Catalogue(self.repository, self.clock)
        self.archive = self.new_archive()

    def new_archive(self, **over: Any) -> BinlogArchive:
        """An archive, as a new process would begin it."""
        store = CatalogueStore(
            self.repository, self.catalogue, self.clock, lambda: Taker(node="test", term=0)
        )
        values: dict[str, Any] = {"login": self.login, "spool": self.folder / "spool"} | over
        return BinlogArchive(programs=self.programs, store=store, clock=self.clock, **values)

    @asynccontextmanager
    async def archiving(self, **over: Any) -> AsyncIterator[BinlogArchive]:
        """A new archive at work for as long as the block."""
        self.archive = self.new_archive(**over)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.archive.run)
            await self.streaming()
            yield self.archive
            nursery.cancel_scope.cancel()

    async def streaming(self, wanted: bool = True) -> None:
        """Wait until the archive streams, or no more does."""
        with trio.fail_after(30):
            while self.archive.status.streaming is not wanted:  # noqa: ASYNC110
                await trio.sleep(0.01)

    async def full_backup(self) -> Manifest:
        """A logical backup of the schema."""

        async def take(archive: ArchiveWriter) -> Dumped:
            scope = scope_of(characters=SCHEMA)
            return await dump(self.login, scope, archive, clock=self.clock)

        return await self._full(take, Engine.LOGICAL)

    async def physical_backup(self, engine: PhysicalEngine) -> Manifest:
        """A copy of the instance."""
        targets = scope_of(characters=SCHEMA).targets
        return await self._full(lambda archive: engine.take(archive, targets), engine.name)

    async def _full(
        self, take: Callable[[ArchiveWriter], Awaitable[Dumped]], engine: Engine
    ) -> Manifest:
        backup_id = fresh_id(self.clock.now())
        async with writing(self.repository, backup_id, level=3) as archive:
            dumped = await take(archive)
            manifest = manifest_of(backup_id, dumped.files).model_copy(
                update={
                    "engine": engine,
                    "databases": dumped.databases,
                    "server": dumped.server,
                    "position": dumped.position,
                    "started_at": dumped.started_at,
                }
            )
            await archive.publish(manifest)
        return manifest

    async def archived(self) -> list[Archived]:
        """What is stored of the binary log."""
        backups = await self.catalogue.list()
        return archived_of([each.manifest for each in backups if each.manifest is not None])

    async def reader(self, backup_id: str) -> ArchiveReader:
        """Open a backup."""
        return await self.catalogue.reader(backup_id)

    async def restore(self, full: Manifest, target: Login) -> None:
        """Bring the full backup back on another server."""
        (database,) = full.databases
        await restore(
            target,
            await self.reader(full.id),
            database=database,
            into=SCHEMA,
            how=How(replace=True, binlog=False),
        )

    def checksums(self, server: SqlServer | None = None) -> str:
        """Of both tables."""
        return (server or self.server).run(f"CHECKSUM TABLE {SCHEMA}.account, {SCHEMA}.log")

    def last_gtid(self) -> str:
        """Of the last transaction; nothing else may write."""
        return last_gtid(self.server)

    @property
    def is_mysql(self) -> bool:
        """Whether the server is MySQL."""
        return self.server.engine == "mysql"

    def streams(self) -> int:
        """How many programs stream into our spool."""
        return len(self._streams())

    def kill_the_stream(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Kill or stop the program that streams."""
        for number in self._streams():
            os.kill(number, how)

    def _streams(self) -> list[int]:
        wanted = f"{MARK}={self.folder}/spool".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if wanted in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
        return found
