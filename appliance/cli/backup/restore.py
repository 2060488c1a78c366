"""`trinitycore-mcp backup restore`: bring databases back into the realm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.backup import files, running
from appliance.cli.backup.asking import ask as _ask
from appliance.cli.backup.asking import confirm
from appliance.cli.backup.progress import shown
from appliance.cli.backup.running import (
    DONE,
    FAILED,
    INCOMPLETE,
    Outcome,
    backup_options,
    working,
)
from appliance.cli.backup.words import size, span
from appliance.errors import BackupError, SettingsError

if TYPE_CHECKING:
    from appliance.backup.binlog.events import Transaction
    from appliance.backup.binlog.replay import Replayed
    from appliance.backup.binlog.selecting import ReplayPlan
    from appliance.backup.restore import RestoreReport
    from appliance.backup.restore_plan import RestorePlan, Wish
    from appliance.backup.site import Site

SENT_ELSEWHERE = "sent with another schema in use, or with none"
HELP = """\
Restore databases of a backup into the realm. ID may be `latest`: the newest that holds them.

Shows what is overwritten and asks for the name of the schema before it begins. Refuses a schema
that a worldserver or authserver uses. Takes a safety backup of what is overwritten. Goes on where
an interrupted restore ended. Ends by comparing everything with what was counted when the backup was
taken, and exits with 1 when it differs, with 3 when a replay left statements out.

With --until, the archived binary log is replayed after that, up to just before a transaction.

With --files-to, a copy of a server's files (mariadb-backup, CLONE) is unpacked into an empty folder
instead, for a server to be started on: the whole instance, accounts included.
"""


@click.command("restore", help=HELP)
@click.argument("backup_id", metavar="ID")
@click.option(
    "--database", "databases", multiple=True, metavar="NAME",
    help="Only this one, by role or schema; may be repeated.",
)  # fmt: skip
@click.option(
    "--table", "tables", multiple=True, metavar="NAME",
    help="Only this table of the one database; may be repeated.",
)  # fmt: skip
@click.option("--into", metavar="SCHEMA", help="Into this schema instead, beside the realm.")
@click.option(
    "--until", metavar="TIME|GTID|end",
    help="Then replay the binary log: to this time (UTC), just before a transaction, or its end.",
)  # fmt: skip
@click.option(
    "--files-to", type=click.Path(path_type=Path), metavar="FOLDER",
    help="The whole instance, as files, into this empty folder.",
)  # fmt: skip
@click.option("--user", metavar="NAME", help="Account that restores; asked for when not given.")
@click.option(
    "--password-file", type=click.Path(path_type=Path), metavar="FILE",
    help="File with its password; asked for when not given.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--force",
    is_flag=True,
    help="Even when the schema is in use, or the backup is damaged elsewhere.",
)
@click.option("--no-safety", is_flag=True, help="Take no safety backup first.")
@click.option("--dry-run", is_flag=True, help="Show the plan and stop.")
@backup_options
def command(
    backup_id: str,
    databases: tuple[str, ...],
    tables: tuple[str, ...],
    into: str | None,
    until: str | None,
    files_to: Path | None,
    user: str | None,
    password_file: Path | None,
    yes: bool,
    force: bool,
    no_safety: bool,
    dry_run: bool,
    **options: Any,
) -> None:
    """Restore databases."""

    async def work(site: Site) -> Outcome:
        from appliance.backup.accounts import restore_login
        from appliance.backup.binlog.selecting import parse_until
        from appliance.backup.restore import carry_out, refuse
        from appliance.backup.restore_plan import Wish, plan_restore

        wish = Wish(databases, tables, into, None if until is None else parse_until(until))
        if files_to is not None:
            return await _files(site, backup_id, wish, files_to, ask=not yes, dry_run=dry_run)
        if site.account is None:
            raise BackupError(
                "the demo realm has no server: it is made anew at each start",
                hint="--files-to FOLDER writes its databases as files",
            )
        login = site.account
        if user is not None or not dry_run:  # a plan needs no more than to read
            login = restore_login(site.settings.database, *_credentials(user, password_file))
        plan = await plan_restore(site, login, backup_id, wish)
        told = _plan_lines(plan, safety=not no_safety)
        if dry_run:
            return Outcome({"plan": _plan_data(plan)}, told)
        click.echo("\n".join(told), err=True)
        if not force:
            refuse(plan)
        if not yes:
            _confirm(plan)
        async with working(site, f"restore of {plan.manifest.id}") as mandate:
            with shown("restoring") as progress:
                report = await carry_out(
                    site,
                    mandate,
                    login,
                    plan,
                    safety=not no_safety,
                    force=force,
                    progress=progress,
                )
        return _outcome(plan, report)

    running.carry_out(work, options)


async def _files(
    site: Site, backup_id: str, wish: Wish, into: Path, *, ask: bool, dry_run: bool
) -> Outcome:
    """Restore a whole instance."""
    from appliance.backup.restore_files import plan_files, restore_files
    from appliance.backup.restore_plan import Wish

    if wish != Wish():
        raise BackupError(
            "--files-to restores a whole instance",
            hint="leave out --database, --table, --into and --until",
        )
    plan = await plan_files(site, backup_id, into)
    if dry_run:
        return Outcome({"plan": files.plan_data(plan)}, files.plan_lines(plan))
    click.echo("\n".join(files.plan_lines(plan)), err=True)
    if ask:
        name = plan.into.name
        confirm(name, _ask(f"Type {name!r} to restore into it", "--yes"))
    async with working(site, f"restore of {plan.manifest.id}"):
        with shown("reading") as progress:
            return files.outcome(plan, await restore_files(site, plan, progress=progress))


def _credentials(user: str | None, password_file: Path | None) -> tuple[str, str]:
    """The account that restores; no file of the product knows it."""
    name = user or _ask("Account that restores", "--user")
    if password_file is not None:
        try:
            return name, password_file.read_text().removesuffix("\n").removesuffix("\r")
        except OSError as error:
            raise SettingsError(f"--password-file: {password_file}: {error.strerror}") from error
        except UnicodeDecodeError:
            raise SettingsError(f"--password-file: {password_file}: is not UTF-8") from None
    return name, _ask(f"Password of {name}", "--password-file", hidden=True)


def _confirm(plan: RestorePlan) -> None:
    """Have the names of the schemas typed.

    Raises:
        BackupError: something else was.
    """
    names = " ".join(step.into for step in plan.steps)
    confirm(names, _ask(f"Type {names!r} to restore into it", "--yes"))


def _plan_lines(plan: RestorePlan, *, safety: bool) -> list[str]:
    backup, manifest = plan.backup, plan.manifest
    proved = f"proved {backup.proof.at:%F %T} UTC" if backup.proof else "NOT PROVED"
    lines = [f"from {manifest.id}, taken {manifest.started_at:%F %T} UTC, {proved}"]
    for step in plan.steps:
        what = f"{len(step.tables)} tables" if step.tables else "everything"
        lines.append(
            f"  {step.database.schema_name} -> {step.into}: {what}, {step.rows} rows, "
            f"{size(step.raw_bytes)}"
        )
        if step.resumes:
            lines.append("    goes on with a restore that was interrupted")
        elif step.existing:
            lost = "are overwritten" if safety else "are LOST, without a safety backup"
            lines.append(f"    {len(step.existing)} tables that are there {lost}")
        lines += [f"    in use: {user}" for user in step.users]
    if plan.replay is not None:
        lines.append(f"  then {_replay_words(plan.replay)}")
        lines += [f"    LEFT OUT ({SENT_ELSEWHERE}): {each}" for each in plan.left_out]
    return [*lines, f"takes about {span(plan.estimate_s)}"]


def _replay_words(replay: ReplayPlan) -> str:
    until = replay.until
    when = f"{until.time:%F %T} UTC" if until.time is not None else until.gtid
    where = f"up to just before {when}" if when else f"to its end, {replay.reaches:%F %T} UTC"
    return f"{len(replay.pieces)} pieces of the binary log, {where}"


def _replayed_words(replayed: Replayed) -> str:
    stop = replayed.stopped_before
    if stop is None:
        return f"binary log replayed to its end, {replayed.reached:%F %T} UTC"
    return f"binary log replayed up to just before {_transaction(stop)}"


def _transaction(stop: Transaction) -> str:
    when = datetime.fromtimestamp(stop.timestamp, UTC)
    return f"{stop.gtid or 'the transaction'} of {when:%F %T} UTC"


def _plan_data(plan: RestorePlan) -> dict[str, Any]:
    return {
        "id": plan.manifest.id,
        "state": plan.backup.state,
        "estimateS": plan.estimate_s,
        "schemas": [
            {
                "from": step.database.schema_name,
                "into": step.into,
                "tables": list(step.tables) if step.tables else None,
                "rows": step.rows,
                "bytes": step.raw_bytes,
                "overwritten": list(step.existing),
                "resumes": step.resumes,
                "users": list(step.users),
            }
            for step in plan.steps
        ],
        "pieces": None if plan.replay is None else [each.id for each in plan.replay.pieces],
        "leftOut": list(plan.left_out),
    }


def _replayed_data(replayed: Replayed) -> dict[str, Any]:
    stop = replayed.stopped_before
    return {
        "pieces": replayed.files,
        "stoppedBefore": None if stop is None else _transaction(stop),
        "reached": None if replayed.reached is None else replayed.reached.isoformat(),
        "leftOut": list(replayed.left_out),
    }


def _outcome(plan: RestorePlan, report: RestoreReport) -> Outcome:
    data = {
        "id": report.backup_id,
        "sound": report.sound,
        "safety": report.safety or None,
        "plan": _plan_data(plan),
        "restored": [
            {
                "schema": each.schema,
                "tables": each.tables,
                "wentOn": each.went_on,
                "rows": each.rows,
                "durationS": each.duration_s,
                "differences": list(each.differences),
                "notes": list(each.notes),
            }
            for each in report.restored
        ],
        "replayed": None if report.replayed is None else _replayed_data(report.replayed),
    }
    lines = [f"what was there before is in {report.safety}"] if report.safety else []
    for each in report.restored:
        verdict = "is what was backed up" if not each.differences else "DIFFERS"
        lines.append(
            f"{each.schema}: {each.tables} tables, {each.rows} rows in {span(each.duration_s)}; "
            f"{verdict}"
        )
        lines += [f"  {difference}" for difference in each.differences]
        lines += [f"  note: {note}" for note in each.notes]
    if report.replayed is not None:
        lines.append(_replayed_words(report.replayed))
        lines += [f"  LEFT OUT ({SENT_ELSEWHERE}): {each}" for each in report.replayed.left_out]
    elif plan.replay is not None:
        lines.append("binary log NOT replayed, because of the differences")
    lacks = report.replayed is not None and report.replayed.left_out
    return Outcome(data, lines, FAILED if not report.sound else INCOMPLETE if lacks else DONE)
