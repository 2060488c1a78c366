"""The realm: databases and client files of other settings are opened and seen before they serve.

Calls keep the realm that they began with, and its pools stay open until the last of them has ended.
"""

from __future__ import annotations

from functools import partial
from itertools import count

import trio

from appliance.errors import SettingsError
from appliance.gamedata.realm import Realm
from appliance.gamedata.service import PULSE, RealmService
from appliance.lifecycle.generations import Generations
from appliance.lifecycle.pulse import Pulses
from appliance.plans import plan_realm
from appliance.reload.steps import Step
from appliance.settings.model import Settings
from appliance.settings.reload import Changes, Part
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics


class Realms:
    """The realm in use, and the one that is to take over from it."""

    def __init__(self, settings: Settings, metrics: Metrics, pulses: Pulses) -> None:
        self._metrics = metrics
        self._pulses = pulses
        self._numbers = count(2)
        self._generations = Generations(self._service(settings, PULSE))

    @property
    def service(self) -> RealmService:
        """What looks after the realm in use."""
        return self._generations.current

    def current(self) -> Realm:
        """The realm in use.

        Raises:
            Unavailable: its database is away or its schema is not supported; says why.
        """
        return self.service.current()

    def checks(self) -> list[Check]:
        """What is known now, without asking any database."""
        return self.service.checks()

    async def probe(self) -> list[Check]:
        """Ask every database now."""
        return await self.service.probe()

    async def run(
        self, *, task_status: trio.TaskStatus[RealmService] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Look after the realm until cancelled."""
        await self._generations.run(task_status=task_status)

    async def prepare(self, changes: Changes) -> Step:
        """Open the databases of other settings, and see that they answer.

        Raises:
            SettingsError: they do not, and those in use do; or a file cannot be used.
        """
        if Part.REALM not in changes.parts:
            return Step(commit=self.service.look_again)
        old, generations = self.service, self._generations
        new = self._service(changes.settings, f"{PULSE} {next(self._numbers)}")
        try:
            await generations.start(new)
            await new.wait_looked()
            notes = _compared(old, new, changes)
        except BaseException:
            with trio.CancelScope(shield=True):
                await generations.stop(new)
            raise
        return Step(
            commit=partial(generations.adopt, new),
            services={"realms": new},
            undo=partial(generations.stop, new),
            retire=partial(generations.stop, old),
            notes=notes,
        )

    def _service(self, settings: Settings, pulse: str) -> RealmService:
        plan, open_database = plan_realm(settings, self._metrics)
        return RealmService(plan, open_database, self._pulses, pulse=pulse)


def _compared(old: RealmService, new: RealmService, changes: Changes) -> tuple[str, ...]:
    """What does not answer, though it did not before either.

    Raises:
        SettingsError: something answers no more. A realm that is away is a state, and one that is
            away already may be replaced by another; but what works is not given up for it.
    """
    well = {check.name for check in old.checks() if check.status is Status.OK}
    if changes.before.demo:  # whose databases say nothing about those of a realm
        well &= {"realm"}
    away = [check for check in new.checks() if check.status is not Status.OK]
    told = [f"{_key(check.name)}: {check.message}" for check in away]
    worse = [line for check, line in zip(away, told, strict=True) if check.name in well]
    if worse:
        raise SettingsError("; ".join(worse), problems=tuple(worse))
    return tuple(told)


def _key(name: str) -> str:
    """The key that names a database, from the name of its check."""
    return "database.world" if name == "realm" else f"database.{name}"
