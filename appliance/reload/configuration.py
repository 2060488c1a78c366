"""The configuration in use, and the one task that takes another into use.

A reload reads every source as the start did, works out what is different (`settings/reload.py`),
has every part make ready what can fail, and then switches them all in one go: nothing that waits
lies between the first and the last, so no call sees half of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog
import trio

from appliance.clock import WallClock
from appliance.errors import ApplianceError, SettingsError
from appliance.lifecycle import memory
from appliance.lifecycle.systemd import Notifier
from appliance.lifecycle.turns import Turns
from appliance.reload.reading import read
from appliance.reload.steps import Reloadable, Step, nothing_later
from appliance.server.dispatch import Dispatcher, Era
from appliance.settings.contents import digests, renewed
from appliance.settings.load import Loaded
from appliance.settings.model import LogSettings, Settings
from appliance.settings.reload import Changes, Outcome, Part, Pending, diff
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics

logger = structlog.get_logger("appliance.reload")

STOPPING = "this process is stopping"
FAILED = "reload failed"
INTERNAL = "internal error, the log says more"
"""Elsewhere a bug ends the process; before anything was switched it must not end what serves."""
NAME = "configuration"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a process began with, and comes back to at a reload.

    Attributes:
        load: reads the settings from their sources again; blocks.
        log: takes other settings of the log into use.
    """

    load: Callable[[], Loaded]
    log: Callable[[LogSettings], None]


class Configuration:
    """The settings in use.

    Args:
        inputs: None: there is nothing to read again, and a reload only looks at the realm anew.
        stopping: no reload begins once it is set.
    """

    def __init__(
        self,
        settings: Settings,
        inputs: Inputs | None,
        dispatcher: Dispatcher,
        *,
        clock: WallClock,
        metrics: Metrics,
        notifier: Notifier,
        stopping: trio.Event,
    ) -> None:
        self.settings = settings
        self.parts: list[Reloadable] = []
        """Everyone with something to do at a reload."""
        self.status = ""
        """What the service manager is told that the process does."""
        self._inputs = inputs
        self._dispatcher = dispatcher
        self._clock = clock
        self._metrics = metrics
        self._notifier = notifier
        self._stopping = stopping
        self._digests = digests(settings)
        self._pending: tuple[Pending, ...] = ()
        self._told = Check(NAME, Status.OK, "as at the start")
        self._turns = Turns(self._reload)
        self._retiring: trio.Nursery
        self._applied_at(clock.now())

    def checks(self) -> list[Check]:
        """How the last reload went, and what waits for a restart."""
        return [self._told]

    def ask(self) -> None:
        """Have the configuration reloaded; does not wait for it."""
        self._turns.ask()

    async def reload(self) -> Outcome:
        """Have the configuration reloaded."""
        if self._stopping.is_set():
            return Outcome(problems=(STOPPING,))
        return await self._turns.result()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Reload whenever it is asked for, one time after the other, until cancelled."""
        async with trio.open_nursery() as nursery:
            self._retiring = nursery
            await self._turns.run(task_status=task_status)

    async def _reload(self) -> Outcome:
        if self._stopping.is_set():  # it was asked for before that
            return Outcome(problems=(STOPPING,))
        self._notifier.reloading()
        outcome = await self._attempt()
        self._tell(outcome)
        if not self._stopping.is_set():
            said = f"; reload refused: {outcome.problems[0]}" if outcome.problems else ""
            self._notifier.send(READY="1", STATUS=f"{self.status}{said}")
        return outcome

    async def _attempt(self) -> Outcome:
        """Take the configuration of now into use, wholly or not at all."""
        try:
            settings, warnings = await self._load()
            # Before the files are used: what is renewed in between is noticed the next time.
            contents = await read(partial(digests, settings), "a certificate or a key")
        except SettingsError as error:
            return Outcome(problems=_lines(error))
        except Exception:
            logger.exception(FAILED)
            return Outcome(problems=(INTERNAL,))
        changes = diff(self.settings, settings, renewed(self._digests, contents))
        steps, problems = await self._prepare(changes)
        if problems:
            for step in steps:
                await step.undo()
            return Outcome(problems=tuple(problems))
        self._commit(changes, steps)
        waiting = {each.key for each in changes.pending}
        self._digests |= {key: digest for key, digest in contents.items() if key not in waiting}
        notes = tuple(note for step in steps for note in step.notes)
        return Outcome((), changes.keys, changes.pending, (*warnings, *notes))

    async def _load(self) -> tuple[Settings, tuple[str, ...]]:
        """The settings of now, and what is odd about them; raises SettingsError."""
        if self._inputs is None:
            return self.settings, ()
        loaded = await read(self._inputs.load, "the configuration")
        return loaded.settings, loaded.warnings

    async def _prepare(self, changes: Changes) -> tuple[list[Step], list[str]]:
        """What every part has made ready, and why some could not."""
        steps: list[Step] = []
        problems: list[str] = []
        for part in self.parts:
            try:
                steps.append(await part.prepare(changes))
            except* ApplianceError as group:
                problems += [line for error in _leaves(group) for line in _lines(error)]
            except* Exception:
                logger.exception(FAILED)
                problems.append(INTERNAL)
        return steps, list(dict.fromkeys(problems))

    def _commit(self, changes: Changes, steps: Sequence[Step]) -> None:
        """Switch over: nothing here waits, and nothing may fail."""
        self.settings = changes.settings
        self._pending = changes.pending
        for step in steps:
            step.commit()
        if Part.LOG in changes.parts and self._inputs is not None:
            self._inputs.log(changes.settings.log)
        services = {name: value for step in steps for name, value in step.services.items()}
        if services:
            before = self._dispatcher.services
            era = self._dispatcher.change_services(replace(before, **services))  # type: ignore[arg-type]
            self._retiring.start_soon(self._retire, era, steps)

    async def _retire(self, era: Era, steps: Sequence[Step]) -> None:
        """End what calls began with, after their end; each has a deadline."""
        await era.wait_over()
        for step in steps:
            await step.retire()
        if any(step.retire is not nothing_later for step in steps):
            memory.settle_anew()

    def _tell(self, outcome: Outcome) -> None:
        """Log how a reload went, and keep it for health and metrics."""
        for note in outcome.notes:
            logger.warning(note)
        now = self._clock.now()
        result = "applied" if outcome.applied else "refused"
        self._metrics.reloads.labels(result).inc()
        if outcome.applied:
            self._applied_at(now)
            logger.info("configuration reloaded", changed=list(outcome.changed))
            for each in outcome.pending:
                logger.warning("restart needed", key=each.key, stays=each.stays)
        else:
            self._metrics.reload_successful.set(0)
            for problem in outcome.problems:
                logger.error("reload refused", reason=problem)
        self._told = _check(outcome, self._pending, now)

    def _applied_at(self, now: datetime) -> None:
        self._metrics.reload_successful.set(1)
        self._metrics.reload_success_at.set(now.timestamp())


def _check(outcome: Outcome, pending: Sequence[Pending], now: datetime) -> Check:
    """What health says until the next reload."""
    at = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    told = [str(each) for each in pending]
    if outcome.problems:
        more = len(outcome.problems) - 1
        rest = f" (and {more} more)" if more else ""
        told.insert(0, f"reload refused at {at}, all stays as it was: {outcome.problems[0]}{rest}")
    if told:
        return Check(NAME, Status.WARNING, "; ".join(told))
    return Check(NAME, Status.OK, f"reloaded at {at}")


def _leaves(group: BaseExceptionGroup[ApplianceError]) -> list[ApplianceError]:
    found: list[ApplianceError] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


def _lines(error: ApplianceError) -> tuple[str, ...]:
    """All that is wrong, one line each; a single reason with its hint."""
    if isinstance(error, SettingsError) and error.problems != (error.message,):
        return error.problems
    return (str(error),)
