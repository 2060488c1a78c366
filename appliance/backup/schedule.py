"""When the next run is due. Pure: the time is passed in.

A *slot* is an instant at which a run is due; slots are a property of the schedule alone, so manual
runs do not shift them. An interval's slots are its multiples since 1970 (`6h`: 0, 6, 12, 18 h UTC);
a cron expression's slots are local times of its zone. Where clocks are set forward, times that do
not exist run when the gap ends; where they are set back, a fixed time runs once, an hourly one
twice.

State is the last slot that was served: `slot_at` of the last scheduled backup's start. Slots missed
since then are served by one run, at once.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from appliance.errors import SettingsError

SHORTEST = timedelta(minutes=5)
"""Shorter intervals are refused: a run would still be on when the next is due."""
LONGEST = timedelta(days=366)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INTERVAL = re.compile(r"(\d{1,6})\s*(m|h|d|w)", re.ASCII)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_LOOK_BACK = (timedelta(days=2), timedelta(days=40), timedelta(days=9 * 366))
"""How far the last slot is looked for; February 29th was once eight years back."""
_SAMPLE = 100


@dataclass(frozen=True)
class Every:
    """A run each `interval`."""

    interval: timedelta


@dataclass(frozen=True)
class Cron:
    """A run at the times of a cron expression, local to a zone."""

    expression: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Off:
    """No run but manual ones."""


Schedule = Every | Cron | Off


@dataclass(frozen=True)
class Due:
    """A run that is to begin."""

    slot: datetime
    """The slot it serves, UTC; the next `last_slot`."""
    at: datetime
    """When it begins: the slot and its jitter. In the past when it should have begun already."""


def parse(text: str, timezone: str) -> Schedule:
    """The schedule that `text` means: `6h`, `30m`, a cron expression, or `off`.

    Raises:
        SettingsError: it means nothing, or no zone has that name.
    """
    stripped, zone = text.strip(), _zone(timezone)
    if stripped.lower() == "off":
        return Off()
    if match := _INTERVAL.fullmatch(stripped.lower()):
        interval = int(match[1]) * _UNITS[match[2]]
        if not SHORTEST <= interval <= LONGEST:
            raise SettingsError(f"schedule {text!r} is not between 5m and 366d")
        return Every(interval)
    return _cron(stripped, zone)


def next_due(
    schedule: Schedule,
    last_slot: datetime | None,
    now: datetime,
    *,
    jitter: timedelta = timedelta(0),
    seed: str = "",
    running: bool = False,
) -> Due | None:
    """The run that is to begin next; None when the schedule is off or a run is on.

    Args:
        last_slot: slot of the last scheduled run that was served; when there was none, the slot
            that passed last is still due, so that a new realm has a backup at once.
        jitter: longest delay after a slot. `seed` (the realm) and the slot decide the delay, so
            that every node and every restart come to the same one.
        running: a slot that passes while a run is on is served after it.
    """
    following = slot_after(schedule, now)
    if running or following is None:
        return None
    slot = following
    passed = slot_at(schedule, now)
    if passed is not None and (last_slot is None or last_slot < passed):
        slot = passed
    elif last_slot == following:
        # The clock was set back a little: that slot was served. Had it been set back by more
        # than a slot, the last slot would tell nothing, and must not silence the schedule.
        slot = slot_after(schedule, following) or following
    return Due(slot, slot + _delay(slot, jitter, seed))


def slot_at(schedule: Schedule, moment: datetime) -> datetime | None:
    """The last slot at or before `moment`, UTC: the one a run begun then serves.

    None when the schedule is off, or has had no slot yet.
    """
    match schedule:
        case Every(interval):
            return moment - (moment - _EPOCH) % interval
        case Cron():
            # Forward from the past: cronsim's way back treats changes of the clock differently.
            for back in _LOOK_BACK:
                slots = takewhile(lambda slot: slot <= moment, _slots(schedule, moment - back))
                if found := deque(slots, maxlen=1):
                    return found[0]
    return None


def slot_after(schedule: Schedule, moment: datetime) -> datetime | None:
    """The first slot after `moment`, UTC; None when the schedule is off."""
    match schedule:
        case Every(interval):
            return moment - (moment - _EPOCH) % interval + interval
        case Cron():
            # In the hour that clocks are set back to, cronsim names times of the hour before.
            return next(slot for slot in _slots(schedule, moment) if slot > moment)
    return None


def expected_interval(schedule: Schedule, now: datetime) -> timedelta | None:
    """The longest pause between the coming slots: a backup older than two of these is late."""
    match schedule:
        case Every(interval):
            return interval
        case Cron():
            return max(_pauses(schedule, now))
    return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"there is no time zone {name!r}") from error


def _cron(expression: str, zone: ZoneInfo) -> Cron:
    cron = Cron(expression, zone)
    try:
        if len(expression.split()) != 5:
            raise CronSimError("it has not five fields")
        pauses = _pauses(cron, _EPOCH)
    except (CronSimError, StopIteration) as error:
        raise SettingsError(
            f"schedule {expression!r} is neither an interval nor a cron expression: {error}",
            hint="like 6h, 30m, 0 */6 * * *, or off",
        ) from error
    if min(pauses) < SHORTEST:
        raise SettingsError(f"schedule {expression!r} has runs less than five minutes apart")
    return cron


def _slots(cron: Cron, moment: datetime) -> Iterator[datetime]:
    return (slot.astimezone(UTC) for slot in CronSim(cron.expression, moment.astimezone(cron.zone)))


def _pauses(cron: Cron, moment: datetime) -> list[timedelta]:
    coming = list(islice(_slots(cron, moment), _SAMPLE))
    return [after - before for before, after in pairwise(coming)] or [LONGEST]


def _delay(slot: datetime, jitter: timedelta, seed: str) -> timedelta:
    digest = hashlib.sha256(f"{seed} {slot.timestamp()}".encode()).digest()
    return jitter * (int.from_bytes(digest[:4], "big") / 2**32)
