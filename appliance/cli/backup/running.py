"""What the commands about backups share: the site, the lock, what is printed, the exit code."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from appliance.cli import leaves
from appliance.cli.options import load_settings, settings_options
from appliance.cli.output import write
from appliance.clock import SystemClock
from appliance.errors import ApplianceError

if TYPE_CHECKING:
    import trio

    from appliance.backup.leading import Mandate
    from appliance.backup.site import Site

DONE: Final = 0
FAILED: Final = 1
INCOMPLETE: Final = 3
INTERRUPTED: Final = 130


@dataclass(frozen=True)
class Outcome:
    """What a command came to.

    Attributes:
        data: the JSON object of --json.
        lines: the same for people.
    """

    data: Mapping[str, Any]
    lines: list[str]
    code: int = DONE


Work = Callable[["Site"], Awaitable[Outcome]]
Function = Callable[..., Any]


def backup_options(function: Function) -> Function:
    """The options of every command about backups; they are passed on to `carry_out`."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    return settings_options(as_json(function))


def carry_out(work: Work, options: dict[str, Any], *, create: bool = False) -> None:
    """Open the configured repository, do the work, print what it came to, and exit.

    Args:
        options: those of `backup_options`.
        create: make a repository where there is none yet.
    """
    as_json = options.pop("as_json")
    try:
        outcome = _run(work, options, create=create)
    except KeyboardInterrupt:
        click.echo("interrupted: nothing half-done is listed", err=True)
        outcome = Outcome({"error": {"kind": "Interrupted", "message": "interrupted"}}, [], 130)
    if as_json:
        write(json.dumps(outcome.data, ensure_ascii=False) + "\n")
    else:
        write("".join(f"{line}\n" for line in outcome.lines))
    sys.exit(outcome.code)


def _run(work: Work, options: dict[str, Any], *, create: bool) -> Outcome:
    import trio

    from appliance.backup.site import open_site
    from appliance.cli.logging import configure_logs

    loaded = load_settings(**options)
    configure_logs(loaded)

    async def main() -> Outcome:
        return await work(await open_site(loaded.settings, SystemClock(), create=create))

    found: list[Outcome] = []
    ended_by: list[ApplianceError | KeyboardInterrupt] = []
    try:
        found.append(trio.run(main))
    except* ApplianceError as group:
        ended_by.extend(leaves(group))
    except* KeyboardInterrupt:
        ended_by.insert(0, KeyboardInterrupt())
    # Not in the block above: what is raised there ends up in a group.
    if ended_by:
        raise ended_by[0]
    return found[0]


@asynccontextmanager
async def working(site: Site, purpose: str) -> AsyncIterator[Mandate]:
    """The right to run and to change the repository.

    What killed runs left behind is removed first. SIGINT and SIGTERM end the block in good order; a
    second one ends the process.

    Raises:
        BackupLocked: another run is at work.
        KeyboardInterrupt: a signal ended it.
    """
    import trio

    from appliance.backup.background import background
    from appliance.backup.leading import Mandate, unranked
    from appliance.backup.workplace import clean_workplaces

    mandate = Mandate(unranked)
    signalled = trio.Event()
    async with background() as nursery:
        await nursery.start(_end_on_signal, nursery.cancel_scope, signalled)
        async with site.catalogue.lock(purpose, term=mandate.term()):
            await site.catalogue.clean()
            await trio.to_thread.run_sync(clean_workplaces, site.work)
            yield mandate
    if signalled.is_set():
        raise KeyboardInterrupt


async def _end_on_signal(
    scope: trio.CancelScope, signalled: trio.Event, *, task_status: trio.TaskStatus[None]
) -> None:
    """Cancel `scope` on a signal: Python's own way would raise at any line of any task."""
    import trio

    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for _ in signals:
            signalled.set()
            scope.cancel()
            return
