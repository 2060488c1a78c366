"""The engine of the embedded demo realm: SQLite's copies, compared in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import trio

from appliance.backup.archive import ArchiveReader, ArchiveWriter
from appliance.backup.demo import compare_demo, dump_demo, read_demo
from appliance.backup.engines import Compared
from appliance.backup.logical.dump import Dumped
from appliance.backup.logical.plan import Role, Target
from appliance.backup.logical.progress import Progress, unheard
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.repository import durable
from appliance.backup.workplace import clean_workplaces, move_out, workplace
from appliance.clock import WallClock
from appliance.database.demo import DemoWorld, open_demo_world
from appliance.errors import BackupDamaged

ROLES: tuple[Role, ...] = ("auth", "characters", "world")
TARGETS = tuple(Target(role, role) for role in ROLES)


class DemoEngine:
    """Copies the databases of the demo realm; every process has the same ones."""

    name = EngineName.SQLITE

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock

    async def take(
        self, archive: ArchiveWriter, targets: Sequence[Target], *, progress: Progress = unheard
    ) -> Dumped:
        """Write a copy of each database into the archive."""
        async with AsyncExitStack() as stack:
            worlds: Mapping[Role, DemoWorld] = {
                target.role: await stack.enter_async_context(open_demo_world(kind=target.role))
                for target in targets
            }
            return await dump_demo(worlds, archive, clock=self._clock, progress=progress)

    def can_prove(self) -> str:
        """Empty: it needs nothing."""
        return ""

    async def prove(self, reader: ArchiveReader, *, progress: Progress = unheard) -> Compared:
        """Bring each copy back to life in memory, and compare."""
        differences: list[str] = []
        databases = reader.manifest.databases
        tables = rows = 0
        for done, database in enumerate(databases, start=1):
            differences += [
                f"{database.schema_name}.{each}" for each in await compare_demo(reader, database)
            ]
            tables += len(database.tables)
            rows += sum(table.rows or 0 for table in database.tables)
            await progress(done, len(databases), rows, reader.manifest.stored_bytes, None)
        return Compared(tables, rows, tuple(differences))

    async def restore_files(self, reader: ArchiveReader, into: Path) -> dict[str, str]:
        """Write each database into an empty folder, as a file that SQLite opens.

        Raises:
            BackupError: the folder is not empty.
            BackupDamaged: what is stored is not what was written.
        """
        await trio.to_thread.run_sync(clean_workplaces, into.parent)  # a killed run's
        async with workplace(into.parent) as folder:
            made = folder / "made"
            await trio.Path(made).mkdir(mode=0o700)
            for database in reader.manifest.databases:
                if found := await compare_demo(reader, database):
                    raise BackupDamaged(f"{database.schema_name}.{found[0]}")
                path = made / f"{database.role}.sqlite"
                await trio.to_thread.run_sync(
                    durable.write_new, path, await read_demo(reader, database)
                )
            await trio.to_thread.run_sync(move_out, made, into)
        return {}
