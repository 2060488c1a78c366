"""Replays archived pieces of the binary log on a restored server, up to just before a transaction.

Two programs of the server and a pipe: mysqlbinlog or mariadb-binlog, and the client; no shell.
Where to stop is found in the files by ourselves, at the beginning of a transaction: the programs'
`--stop-datetime` may stop inside one, for it looks at single events.

MariaDB's logical backups know an exact position, and the replay is strict. MySQL's know the set of
GTIDs executed before the snapshot: the replay leaves those out, and is idempotent, because the
snapshot holds a little more (rows that are there already, or gone already, are no errors then).

Schemas keep their names: MariaDB's `--rewrite-db` with `--database` drops row events, and DDL is
never renamed, so a replay under other names would be wrong without a word. `--database` looks at
the schema in use: a statement sent without one, or with another, is left out, and told.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
import trio

from appliance.backup.archive import ArchiveReader
from appliance.backup.binlog.events import Transaction, transactions
from appliance.backup.binlog.follow import PACKAGES, find_reader
from appliance.backup.binlog.gtid import is_subset, parse_set
from appliance.backup.binlog.left_out import is_left_out
from appliance.backup.binlog.selecting import ReplayPlan, Until
from appliance.backup.binlog.server import setup
from appliance.backup.binlog.store import FILE
from appliance.backup.chunks import write_out
from appliance.backup.option_file import write_options
from appliance.backup.programs import Programs, running
from appliance.backup.workplace import check_room, workplace
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import open_session
from appliance.errors import BackupError

OpenReader = Callable[[str], Awaitable[ArchiveReader]]
SPARE_BYTES = 64 << 20
MOST_LEFT_OUT, MOST_SHOWN = 20, 120
"""How many statements that were left out are told, and how many characters of each."""

logger = structlog.get_logger("appliance.backup")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did.

    Attributes:
        files: pieces that were read.
        stopped_before: the first transaction that was left out; None when all were replayed.
        reached: when the last event of the archive was written, where all were replayed.
        left_out: statements that name a schema that was restored, and were sent with another one
            in use, or with none.
    """

    files: int
    stopped_before: Transaction | None
    reached: datetime | None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stop:
    file: int
    before: Transaction


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a replay ends (None: with the last file), and what of it is left out."""

    stop: _Stop | None
    left_out: tuple[str, ...]


async def replay(
    target: Login,
    open_reader: OpenReader,
    plan: ReplayPlan,
    programs: Programs,
    parent: Path,
    *,
    databases: Sequence[str] = (),
    binlog: bool = False,
) -> Replayed:
    """Replay the pieces of `plan` on a server that holds its full backup, freshly restored.

    Args:
        target: an account that may write, and run BINLOG statements (MariaDB: BINLOG REPLAY;
            MySQL: REPLICATION_APPLIER or BINLOG_ADMIN, SESSION_VARIABLES_ADMIN).
        open_reader: opens a backup by its id.
        parent: where the pieces are unpacked meanwhile.
        databases: only statements in these schemas, each with its own pass; empty: all. A statement
            counts to the schema that was in use.
        binlog: whether the server logs the replay for its own replicas and archives.

    Raises:
        BackupError: a program is missing or fails, the GTID is not in the archive, or the server
            would refuse the replay.
        BackupDamaged: a piece is not what was written.
    """
    engine = await _check_target(target, plan)
    client = await _find_client(programs, engine)
    reader = await find_reader(programs, engine)
    async with workplace(parent) as folder:
        files = await _unpack(folder, open_reader, plan)
        found = await trio.to_thread.run_sync(_read, files, plan, databases)
        stop = found.stop
        files = files if stop is None else files[: stop.file + 1]
        options = await trio.to_thread.run_sync(write_options, folder, target, engine)
        login = f"--defaults-file={options}"
        for schema in databases or ("",):
            read = [reader, "--no-defaults", *_options(engine, plan, stop, schema, binlog=binlog)]
            await _pipe(
                [*read, *map(str, files)],
                [client, login, "--binary-mode", "--max-allowed-packet=1G"],
                folder,
            )
    logger.info("binary log replayed", files=len(files), stop=stop and stop.before.gtid)
    if stop is None:
        return Replayed(len(files), None, plan.reaches, found.left_out)
    return Replayed(len(files), stop.before, None, found.left_out)


async def rehearse(
    target: Login,
    open_reader: OpenReader,
    plan: ReplayPlan,
    programs: Programs,
    parent: Path,
    *,
    databases: Sequence[str] = (),
) -> tuple[str, ...]:
    """Look at everything that a replay needs, before anything is changed for it.

    Returns the statements that it would leave out; the arguments are those of `replay`.

    Raises:
        BackupError, BackupDamaged: as of `replay`.
    """
    engine = await _check_target(target, plan)
    await _find_client(programs, engine)
    await find_reader(programs, engine)
    async with workplace(parent) as folder:
        files = await _unpack(folder, open_reader, plan)
        found = await trio.to_thread.run_sync(_read, files, plan, databases)
    return found.left_out


async def _check_target(target: Login, plan: ReplayPlan) -> Engine:
    async with open_session(target, setup) as session:
        engine = session.engine
        if engine.value != plan.full.server.flavour:
            raise BackupError(
                f"a binary log of {plan.full.server.flavour} cannot be replayed on {engine.value}"
            )
        if engine is Engine.MARIADB:
            ((strict, log),) = await session.rows("SELECT @@gtid_strict_mode, @@log_bin")
            if strict and log:
                raise BackupError(
                    "the server refuses transactions it has seen before (gtid_strict_mode)",
                    hint="SET GLOBAL gtid_strict_mode = OFF there during the restore",
                )
    return engine


async def _find_client(programs: Programs, engine: Engine) -> str:
    if engine is Engine.MARIADB:
        return programs.find("mariadb", PACKAGES[engine])
    return await programs.find_mysql("mysql", PACKAGES[engine])


async def _unpack(folder: Path, open_reader: OpenReader, plan: ReplayPlan) -> list[Path]:
    await trio.to_thread.run_sync(
        check_room, folder, sum(piece.end for piece in plan.pieces) + SPARE_BYTES
    )
    files = []
    for piece in plan.pieces:
        reader = await open_reader(piece.id)
        target = folder / piece.name
        await write_out(reader, FILE, target)
        files.append(target)
    return files


def _read(files: Sequence[Path], plan: ReplayPlan, databases: Sequence[str]) -> _Found:
    """Find the first transaction that is not replayed. Reads and checks all files.

    Args:
        databases: the schemas whose statements are replayed; empty: all.

    Raises:
        BackupError: the GTID is not there, or the backup itself is of later.
    """
    wanted = plan.until
    gtid = wanted.gtid.strip().lower()
    if gtid and _in_backup(plan, gtid=gtid):
        raise _too_early(gtid, plan)
    found = None
    left_out = []
    for index, file in enumerate(files):
        with file.open("rb") as content:
            for each in transactions(content, file.name):
                if found is None and _is_stop(each, wanted, gtid):
                    if _in_backup(plan, file.name, each.offset, each.gtid):
                        when = datetime.fromtimestamp(each.timestamp, UTC)
                        raise _too_early(gtid or f"a transaction of {when:%F %T} UTC", plan)
                    found = _Stop(index, each)
                if (
                    found is None
                    and is_left_out(each, databases)
                    and not _in_backup(plan, file.name, each.offset, each.gtid)
                ):
                    left_out.append(" ".join(each.statement.split())[:MOST_SHOWN])
    if found is None and gtid:
        raise BackupError(f"the archive holds no transaction {gtid}")
    return _Found(found, tuple(left_out[:MOST_LEFT_OUT]))


def _is_stop(each: Transaction, wanted: Until, gtid: str) -> bool:
    if gtid:
        return each.gtid == gtid
    return wanted.time is not None and each.timestamp >= wanted.time.timestamp()


def _in_backup(plan: ReplayPlan, file: str = "", offset: int = 0, gtid: str = "") -> bool:
    """Whether a transaction was executed before the full backup."""
    position = plan.full.position
    assert position is not None, "plan_replay looked at it"
    if plan.full.server.flavour == "mysql" and position.gtid:
        return bool(gtid) and is_subset(parse_set(gtid), parse_set(position.gtid))
    return file == position.file and offset < position.offset


def _too_early(what: str, plan: ReplayPlan) -> BackupError:
    return BackupError(f"{what} is part of backup {plan.full.id}", hint="choose an older backup")


def _options(
    engine: Engine, plan: ReplayPlan, stop: _Stop | None, schema: str, *, binlog: bool
) -> list[str]:
    position = plan.full.position
    assert position is not None, "plan_replay looked at it"
    options = []
    if engine is Engine.MYSQL and position.gtid:
        options += ["--idempotent", "--skip-gtids", f"--exclude-gtids={position.gtid}"]
    elif position.offset:
        options.append(f"--start-position={position.offset}")  # of the first file
    if stop is not None:
        options.append(f"--stop-position={stop.before.offset}")  # of the last file
    if schema:
        options.append(f"--database={schema}")
    if not binlog:
        options.append("--disable-log-bin")
    return options


async def _pipe(read: Sequence[str], write: Sequence[str], folder: Path) -> None:
    """Run two programs, the output of the first the input of the second.

    Raises:
        BackupError: one of them failed.
    """
    out, into = os.pipe()
    try:
        async with running(write, folder=folder, stdin=out) as client:
            os.close(out)
            out = -1
            async with running(read, folder=folder, stdout=into) as reader:
                os.close(into)
                into = -1
                await client.finish()  # its complaint is the cause when both fail
                await reader.finish()
    finally:
        for fd in (out, into):
            if fd >= 0:
                os.close(fd)
