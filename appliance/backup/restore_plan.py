"""What a restore would do, before it does anything: from what, into what, who is in the way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from appliance.backup.binlog.replay import OpenReader, rehearse
from appliance.backup.binlog.selecting import ReplayPlan, Until
from appliance.backup.binlog.store import find_plan
from appliance.backup.extracting import RESTORABLE
from appliance.backup.latest import find_backup
from appliance.backup.logical.restore import mark_of
from appliance.backup.logical.restoring import PROGRESS, setup, without_schema
from appliance.backup.manifest import DatabaseEntry, Engine, Manifest
from appliance.backup.notes import Backup
from appliance.backup.site import Site
from appliance.database.grants import ALL, held_rights
from appliance.database.login import Login
from appliance.database.session import Session, identifier, open_session
from appliance.errors import BackupDamaged, BackupError, DatabaseError

RESTORE_PER_DUMP = 2.5
"""A restore and its comparison take about so many times as long as the dump did: an INSERT
maintains indexes. Measured on a whole 3.3.5 world; of a proved backup the proof's time is told."""
_SERVERS_OWN = frozenset({"information_schema", "mysql", "performance_schema", "sys"})
_OTHERWISE = {
    Engine.SQLITE: "--files-to FOLDER writes its databases as files",
    Engine.BINLOG: "restore a full backup, and say --until",
}
_WRITING = frozenset({ALL, "INSERT", "UPDATE", "DELETE"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be restored.

    Attributes:
        databases: roles or schema names; empty: all of the backup.
        tables: only these, of the one database named; empty: everything.
        into: another schema than the one it came from; for one database.
        until: how far the binary log is replayed after it; None: not at all.
    """

    databases: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    into: str | None = None
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One schema that is restored.

    Attributes:
        existing: tables there now that are lost; `resumes`: they are an interrupted restore's.
        users: who is at work in the schema.
    """

    database: DatabaseEntry
    into: str
    tables: tuple[str, ...] | None
    rows: int
    raw_bytes: int
    existing: tuple[str, ...]
    resumes: bool
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """All of it, and about how long it takes, without the replay of the binary log.

    Attributes:
        left_out: statements that the replay cannot tell to belong to a schema of the steps, though
            they name it.
    """

    backup: Backup
    manifest: Manifest
    steps: tuple[Step, ...]
    estimate_s: float
    replay: ReplayPlan | None = None
    left_out: tuple[str, ...] = ()


def opener(site: Site) -> OpenReader:
    """What opens a backup by its id, with the keys there are."""
    return lambda backup_id: site.catalogue.reader(backup_id, site.identities)


async def plan_restore(site: Site, login: Login, backup_id: str, wish: Wish) -> RestorePlan:
    """Find out what a restore would do; changes nothing.

    Args:
        login: the account that restores.

    Raises:
        NoSuchBackup: there is none of that id.
        BackupDamaged: its manifest is, or a piece of the binary log.
        BackupError: the backup does not hold what is wished for, or the archived binary log does
            not lead from it to `wish.until`, or cannot be replayed on this server.
        DatabaseError: the server is away or refuses the login.
    """
    if wish.until is not None and (wish.into or wish.tables):
        # Row events name their schema, and a table's may depend on another table's.
        option = "--into" if wish.into else "--table"
        raise BackupError(
            f"the binary log is replayed into whole schemas of the same name: not with {option}",
            hint="restore the backup alone beside the realm, or all of the schema with --until",
        )
    if wish.into is not None and wish.into.lower() in _SERVERS_OWN:
        raise BackupError(f"--into {wish.into}: that schema is the server's own")
    before = None if wish.until is None else wish.until.time
    backup = await find_backup(site, backup_id, wish.databases, wish.tables, before=before)
    manifest = backup.manifest
    if manifest is None:
        raise BackupDamaged(f"backup {backup.id} cannot be read: {backup.problem}")
    if manifest.engine not in RESTORABLE:
        raise BackupError(
            f"backup {backup.id} was taken by the engine {manifest.engine}: "
            "it is not restored into a schema",
            hint=_OTHERWISE.get(manifest.engine, ""),
        )
    chosen = _chosen(manifest, wish)
    _refuse_another_role(site, chosen, wish.into)
    replay = None
    if wish.until is not None:
        replay = await find_plan(site.catalogue, manifest, wish.until)
    async with open_session(without_schema(login), setup) as session:
        harmless = await _harmless(site)
        steps = tuple([await _step(session, manifest, each, wish, harmless) for each in chosen])
    whole = sum(entry.raw_bytes for entry in manifest.files) or 1
    share = sum(step.raw_bytes for step in steps) / whole
    known_s = manifest.duration_s * RESTORE_PER_DUMP
    if backup.proof is not None:
        known_s = backup.proof.duration_s
    left_out: tuple[str, ...] = ()
    if replay is not None:
        names = [step.into for step in steps]
        left_out = await rehearse(
            login, opener(site), replay, site.programs, site.work, databases=names
        )
    return RestorePlan(backup, manifest, steps, round(known_s * share, 1), replay, left_out)


def _refuse_another_role(site: Site, chosen: Sequence[DatabaseEntry], into: str | None) -> None:
    """Refuse to put, say, characters where the realm has its world: a slip of the pen."""
    for target in site.targets if into is not None else ():
        if target.schema == into and target.role not in {each.role for each in chosen}:
            raise BackupError(
                f"--into {into}: that is the realm's {target.role}, and the backup is of "
                f"{chosen[0].role}",
                hint="choose a name that the realm does not use",
            )


async def users_of(site: Site, login: Login, plan: RestorePlan) -> list[str]:
    """Who is at work now in what would be overwritten; one line for each schema.

    Raises:
        DatabaseError: the server is away or refuses the login.
    """
    harmless = await _harmless(site)
    async with open_session(without_schema(login), setup) as session:
        found = [(step.into, await _users(session, step.into, harmless)) for step in plan.steps]
    return [f"{schema}: {', '.join(users)}" for schema, users in found if users]


def _chosen(manifest: Manifest, wish: Wish) -> list[DatabaseEntry]:
    found = list(manifest.databases)
    if wish.databases:
        known = {name: each for each in found for name in (each.role, each.schema_name)}
        if missing := [name for name in wish.databases if name not in known]:
            raise BackupError(f"backup {manifest.id} holds no database {missing[0]!r}")
        found = list({known[name].schema_name: known[name] for name in wish.databases}.values())
    if len(found) > 1 and (wish.into or wish.tables):
        option = "--into" if wish.into else "--table"
        raise BackupError(
            f"{option} is for one database, and backup {manifest.id} holds {len(found)}",
            hint=f"add --database, one of {', '.join(each.role for each in found)}",
        )
    for name in wish.tables:
        if name not in {table.name for table in found[0].tables}:
            raise BackupError(
                f"backup {manifest.id} of {found[0].schema_name!r} holds no table {name!r}"
            )
    return found


async def _step(
    session: Session,
    manifest: Manifest,
    database: DatabaseEntry,
    wish: Wish,
    harmless: Collection[str],
) -> Step:
    into = wish.into or database.schema_name
    wanted = [table for table in database.tables if not wish.tables or table.name in wish.tables]
    sizes = {entry.name: entry.raw_bytes for entry in manifest.files}
    rows = await session.rows(
        "SELECT TABLE_NAME FROM information_schema.TABLES"
        " WHERE TABLE_SCHEMA = %s AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW')",
        (into,),
    )
    there = {str(name) for (name,) in rows}
    lost = there & set(wish.tables) if wish.tables else there - {PROGRESS}
    return Step(
        database=database,
        into=into,
        tables=wish.tables or None,
        rows=sum(table.rows or 0 for table in wanted),
        raw_bytes=sum(sizes.get(table.file or "", 0) for table in wanted)
        or sum(sizes.values()) // len(manifest.databases),  # a copy of files is not told apart
        existing=tuple(sorted(lost)),
        resumes=PROGRESS in there and await _is_ours(session, manifest, database, wish, into),
        users=await _users(session, into, harmless) if there else (),
    )


async def _is_ours(
    session: Session, manifest: Manifest, database: DatabaseEntry, wish: Wish, into: str
) -> bool:
    """Whether the restore that was interrupted is this very one."""
    mark = mark_of(manifest.id, database, wish.tables or None)
    return bool(
        await session.rows(f"SELECT 1 FROM {identifier(into)}.{PROGRESS} WHERE name = %s", (mark,))
    )


async def _users(session: Session, schema: str, harmless: Collection[str]) -> tuple[str, ...]:
    """Who is connected to the schema and could write, and characters that are in the world."""
    rows = await session.rows(
        "SELECT USER, COUNT(*) FROM information_schema.PROCESSLIST"
        " WHERE DB = %s AND ID <> CONNECTION_ID() GROUP BY USER ORDER BY USER",
        (schema,),
    )
    found = [f"{count} connections of {user!r}" for user, count in rows if user not in harmless]
    online = await session.rows(
        "SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s"
        " AND TABLE_NAME = 'characters' AND COLUMN_NAME = 'online'",
        (schema,),
    )
    if online:
        ((count,),) = await session.rows(
            f"SELECT COUNT(*) FROM {identifier(schema)}.characters WHERE online = 1"
        )
        if count:
            found.append(f"{count} characters online")
    return tuple(found)


async def _harmless(site: Site) -> frozenset[str]:
    """Our own accounts, where they may only read: a restore need not wait for readers."""
    if site.account is None:
        return frozenset()
    try:
        async with open_session(without_schema(site.account), setup) as session:
            lines = [str(line) for (line,) in await session.rows("SHOW GRANTS")]
    except DatabaseError:
        return frozenset()  # then its connections count like any other's
    writes = any(held_rights(lines, target.schema) & _WRITING for target in site.targets)
    return frozenset() if writes else frozenset({site.account.settings.user})
