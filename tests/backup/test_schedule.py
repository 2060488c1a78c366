"""When runs are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.schedule import (
    Cron,
    Due,
    Every,
    Off,
    Schedule,
    expected_interval,
    next_due,
    parse,
    slot_after,
    slot_at,
)
from appliance.errors import SettingsError

BERLIN = "Europe/Berlin"
SCHEDULES = [
    parse(text, zone)
    for text, zone in (
        ("6h", "UTC"), ("30m", "UTC"), ("1d", "UTC"), ("7m", "UTC"), ("0 */6 * * *", "UTC"),
        ("30 2 * * *", BERLIN), ("*/10 * * * *", BERLIN), ("15 1,2,3 * * 0", BERLIN),
        ("0 3 1 * *", "America/New_York"), ("0 0 29 2 *", "Australia/Lord_Howe"),
    )
]  # fmt: skip
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))
SLOTS = st.sampled_from(SCHEDULES)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(schedule: Schedule, last_slot: datetime | None, now: datetime) -> Due:
    found = next_due(schedule, last_slot, now)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("6h", Every(timedelta(hours=6))),
        (" 30 M ", Every(timedelta(minutes=30))),
        ("2d", Every(timedelta(days=2))),
        ("1w", Every(timedelta(weeks=1))),
        ("off", Off()),
        ("OFF", Off()),
        ("0 */6 * * *", Cron("0 */6 * * *", ZoneInfo("UTC"))),
    ],
)
def test_what_schedules_mean(text: str, meaning: Schedule) -> None:
    assert parse(text, "UTC") == meaning


@pytest.mark.parametrize(
    ("text", "zone", "why"),
    [
        ("", "UTC", "neither an interval nor a cron"),
        ("6", "UTC", "neither"),
        ("6 hours", "UTC", "neither"),
        ("* * * *", "UTC", "five fields"),
        ("0 0 0 * * *", "UTC", "five fields"),
        ("61 * * * *", "UTC", "Bad minute"),
        ("0 0 31 2 *", "UTC", "Bad day-of-month"),
        ("* * * * *", "UTC", "less than five minutes"),
        ("0,59 0,23 * * *", "UTC", "less than five minutes"),
        ("1m", "UTC", "between 5m and 366d"),
        ("367d", "UTC", "between 5m and 366d"),
        ("0 0 * * *", "Mars/Olympus", "no time zone"),
        ("6h", "Mars/Olympus", "no time zone"),
        ("0 0 * * *", "../etc/passwd", "no time zone"),
        ("0 0 * * *", "", "no time zone"),
    ],
)
def test_what_means_nothing_is_refused(text: str, zone: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        parse(text, zone)


def test_off_is_never_due() -> None:
    now = at("2026-01-31 12:00")
    for function in (slot_at, slot_after, expected_interval):
        assert function(Off(), now) is None
    assert next_due(Off(), None, now) is None


@pytest.mark.parametrize(
    ("last", "now", "slot"),
    [
        # A new realm: at once.
        (None, "2026-01-31 13:00", "2026-01-31 12:00"),
        # Served: the next one.
        ("2026-01-31 12:00", "2026-01-31 12:00", "2026-01-31 18:00"),
        ("2026-01-31 12:00", "2026-01-31 17:59", "2026-01-31 18:00"),
        ("2026-01-31 12:00", "2026-01-31 18:00", "2026-01-31 18:00"),
        # A day missed: one run, then the rhythm goes on.
        ("2026-01-30 12:00", "2026-01-31 13:00", "2026-01-31 12:00"),
        # The clock was set back a little: nothing runs twice.
        ("2026-01-31 12:00", "2026-01-31 11:59", "2026-01-31 18:00"),
        # It had been a year ahead: the schedule is not silenced.
        ("2027-01-31 12:00", "2026-01-31 11:59", "2026-01-31 12:00"),
    ],
)
def test_an_interval(last: str | None, now: str, slot: str) -> None:
    found = due(Every(timedelta(hours=6)), at(last) if last else None, at(now))
    assert found == Due(at(slot), at(slot))


@pytest.mark.parametrize(
    ("expression", "now", "slots"),
    [
        # Clocks forward, 02:00 -> 03:00: 02:30 does not exist, runs at 03:00 local.
        ("30 2 * * *", "2026-03-28 12:00", ["2026-03-29 01:00", "2026-03-30 00:30"]),
        ("0 2,3 * * *", "2026-03-28 12:00", ["2026-03-29 01:00", "2026-03-30 00:00"]),
        # Clocks back, 03:00 -> 02:00: 02:30 exists twice, runs once.
        ("30 2 * * *", "2026-10-24 12:00", ["2026-10-25 00:30", "2026-10-26 01:30"]),
        ("30 2 * * *", "2026-10-25 01:10", ["2026-10-26 01:30", "2026-10-27 01:30"]),
        # What runs every hour runs in both.
        ("0 * * * *", "2026-10-24 23:30", ["2026-10-25 00:00", "2026-10-25 01:00"]),
        ("0 */6 * * *", "2026-10-24 21:00", ["2026-10-24 22:00", "2026-10-25 05:00"]),
    ],
)
def test_changes_of_the_clock(expression: str, now: str, slots: list[str]) -> None:
    schedule = parse(expression, BERLIN)
    moment: datetime | None = at(now)
    for slot in slots:
        assert moment is not None
        moment = slot_after(schedule, moment)
        assert moment == at(slot)


@given(SLOTS, MOMENTS)
def test_the_passed_and_the_following_slot_enclose_the_moment(
    schedule: Schedule, moment: datetime
) -> None:
    passed, following = slot_at(schedule, moment), slot_after(schedule, moment)
    assert passed is not None
    assert following is not None
    assert passed <= moment < following
    assert slot_at(schedule, passed) == passed
    assert slot_at(schedule, following) == following
    assert slot_at(schedule, following - timedelta(microseconds=1)) == passed


@given(SLOTS, MOMENTS, st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=8))
def test_each_slot_is_served_once_and_missed_ones_by_one_run(
    schedule: Schedule, now: datetime, sleeps: list[timedelta]
) -> None:
    last: datetime | None = None
    for sleep in sleeps:
        found = due(schedule, last, now)
        if found.at <= now:
            assert last is None or found.slot > last
            assert slot_at(schedule, now) == found.slot
            last = found.slot
            assert due(schedule, last, now).at > now, "caught up"
        now += sleep


@given(SLOTS, MOMENTS, MOMENTS)
def test_no_clock_silences_the_schedule(schedule: Schedule, last: datetime, now: datetime) -> None:
    following = slot_after(schedule, now)
    assert following is not None
    assert due(schedule, last, now).slot <= (slot_after(schedule, following) or following)


@given(SLOTS, MOMENTS, st.text(max_size=5))
def test_jitter_is_bounded_and_the_same_on_every_node(
    schedule: Schedule, now: datetime, seed: str
) -> None:
    jitter = timedelta(seconds=60)
    found = next_due(schedule, None, now, jitter=jitter, seed=seed)
    assert found is not None
    assert timedelta(0) <= found.at - found.slot < jitter
    assert next_due(schedule, None, found.at, jitter=jitter, seed=seed) == found


def test_jitter_differs_from_realm_to_realm_and_slot_to_slot() -> None:
    schedule, jitter = Every(timedelta(hours=1)), timedelta(minutes=5)
    delays = set()
    for seed in ("one", "two"):
        for hour in range(10):
            now = at(f"2026-01-31 {hour:02}:30")
            found = next_due(schedule, None, now, jitter=jitter, seed=seed)
            assert found is not None
            delays.add(found.at - found.slot)
    assert len(delays) == 20


def test_while_a_run_is_on_none_is_due() -> None:
    schedule = Every(timedelta(hours=6))
    assert next_due(schedule, None, at("2026-01-31 13:00"), running=True) is None


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("6h", timedelta(hours=6)),
        ("0 3 * * *", timedelta(hours=24)),
        ("0 3 * * 1,2", timedelta(days=6)),
    ],
)
def test_the_expected_interval_is_the_longest_pause(text: str, interval: timedelta) -> None:
    assert expected_interval(parse(text, "UTC"), at("2026-01-31 12:00")) == interval
