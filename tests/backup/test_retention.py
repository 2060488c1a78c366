"""Which backups are kept: tables as an operator would write them, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.retention import Candidate, Policy, Standing, judge

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
MARKS = {
    "p": Standing.PROVED,
    "u": Standing.UNPROVED,
    "d": Standing.DAMAGED,
    "n": Standing.UNREADABLE,
}


def candidate(line: str) -> Candidate:
    """`03-15 06:00 p auth,characters`, `… held`, `… <parent` for a segment; the time is the id."""
    day, time, mark, databases, *more = line.split()
    at = datetime.fromisoformat(f"2026-{day} {time}").replace(tzinfo=UTC)
    parent = next((word[1:].replace("T", " ") for word in more if word[0] == "<"), None)
    return Candidate(
        id=f"{day} {time}",
        at=at,
        databases=frozenset(databases.split(",")) - {"-"},
        standing=MARKS[mark],
        held="by test" if "held" in more else "",
        parent=parent,
        safety="safety" in more,
    )


def check(policy: Policy, table: str, now: datetime = NOW) -> None:
    """Each line: a backup, `->`, and `remove` or the reasons it is kept for."""
    lines = [line.split(" -> ") for line in table.strip().splitlines()]
    backups = [candidate(left) for left, _ in lines]
    wanted = {backup.id: right.strip() for backup, (_, right) in zip(backups, lines, strict=True)}
    found = {
        verdict.id: "; ".join(verdict.reasons) if verdict.keep else "remove"
        for verdict in judge(reversed(backups), policy, now)
    }
    assert found == wanted


def test_what_a_restore_gave_up_is_no_reason_to_let_a_backup_go() -> None:
    check(
        Policy(last=1, daily=1),
        """
        03-15 13:00 p auth safety -> newest: auth; last proved: auth; last: auth; daily: auth
        03-15 12:00 p auth -> newest: auth; last proved: auth; last: auth; daily: auth
        03-15 06:00 p auth safety -> remove
        03-15 00:00 p auth -> remove
        """,
        NOW + timedelta(hours=2),
    )
    check(
        Policy(),
        """
        03-15 12:00 p auth safety -> newest: auth; last proved: auth
        03-15 06:00 d auth -> damaged, but nothing newer is proved
        """,
    )


def test_the_last_ones() -> None:
    check(
        Policy(last=2),
        """
        03-15 12:00 p auth -> newest: auth; last proved: auth; last: auth
        03-15 06:00 p auth -> last: auth
        03-15 00:00 p auth -> remove
        """,
    )


def test_days_weeks_months_and_years_each_have_their_newest() -> None:
    check(
        Policy(daily=2, weekly=2, monthly=2, yearly=1),
        """
        03-15 12:00 p auth -> newest: auth; last proved: auth; daily: auth; weekly: auth; monthly: auth; yearly: auth
        03-15 06:00 p auth -> remove
        03-14 18:00 p auth -> daily: auth
        03-14 12:00 p auth -> remove
        03-08 18:00 p auth -> weekly: auth
        03-08 12:00 p auth -> remove
        02-28 18:00 p auth -> monthly: auth
        01-31 18:00 p auth -> remove
        """,  # noqa: E501
    )


def test_hours_and_all_of_the_last_hours() -> None:
    check(
        Policy(hourly=2, within=timedelta(minutes=50)),
        """
        03-15 12:00 p auth -> newest: auth; last proved: auth; within: auth; hourly: auth
        03-15 11:50 p auth -> within: auth; hourly: auth
        03-15 11:20 p auth -> within: auth
        03-15 11:10 p auth -> remove
        03-15 10:50 p auth -> remove
        """,
    )


def test_a_period_is_told_by_its_newest_proved_backup() -> None:
    check(
        Policy(daily=3),
        """
        03-15 12:00 u auth -> newest: auth
        03-15 06:00 p auth -> last proved: auth; daily: auth
        03-14 18:00 u auth -> remove
        03-14 12:00 p auth -> daily: auth
        03-13 18:00 u auth -> daily: auth
        03-13 12:00 u auth -> remove
        """,
    )


def test_each_database_has_its_own_count() -> None:
    check(
        Policy(last=1),
        """
        03-15 12:00 p auth,characters -> newest: auth, characters; last proved: auth, characters; last: auth, characters
        03-15 06:00 p auth,characters -> remove
        03-14 00:00 p hotfixes,world -> newest: hotfixes, world; last proved: hotfixes, world; last: hotfixes, world
        03-13 00:00 p hotfixes,world -> remove
        """,  # noqa: E501
    )


def test_the_last_proved_backup_of_a_database_stays_whatever_the_policy_says() -> None:
    check(
        Policy(),
        """
        03-15 12:00 u auth -> newest: auth
        03-15 06:00 p auth -> last proved: auth
        03-15 00:00 p auth,world -> newest: world; last proved: world
        03-14 18:00 p auth -> remove
        """,
    )


def test_damaged_ones_are_not_counted_and_go_once_newer_ones_are_proved() -> None:
    check(
        Policy(last=2),
        """
        03-15 12:00 d auth -> damaged, but nothing newer is proved
        03-15 06:00 p auth -> newest: auth; last proved: auth; last: auth
        03-15 00:00 d auth -> remove
        03-14 18:00 d auth,world -> damaged, but nothing newer is proved
        03-14 12:00 u auth -> last: auth
        03-14 06:00 d - -> remove
        """,
    )


def test_held_ones_and_those_of_a_newer_version_stay() -> None:
    check(
        Policy(last=1),
        """
        03-15 12:00 p auth -> newest: auth; last proved: auth; last: auth
        03-01 12:00 p auth held -> held: by test
        02-01 12:00 n - -> cannot be read by this version
        01-01 12:00 d auth held -> held: by test
        """,
    )


def test_segments_stay_from_the_oldest_kept_backup_on() -> None:
    check(
        Policy(last=2),
        """
        03-15 12:00 u - <03-15T06:00 -> point in time since 2026-03-15 00:10:00
        03-15 06:10 p auth -> newest: auth; last proved: auth; last: auth
        03-15 06:00 u - <03-15T00:00 -> point in time since 2026-03-15 00:10:00
        03-15 00:10 p auth -> last: auth
        03-15 00:00 u - <03-14T18:00 -> point in time since 2026-03-15 00:10:00
        03-14 18:00 u - <03-14T12:00 -> remove
        03-14 12:00 p auth -> remove
        """,
    )


def test_segments_stay_no_longer_than_the_policy_says() -> None:
    check(
        Policy(last=2, point_in_time=timedelta(days=1)),
        """
        03-15 11:00 u - <03-10T01:00 -> point in time since 2026-02-01 00:00:00
        03-10 01:00 u - <02-01T00:00 -> remove
        03-10 00:00 p auth -> newest: auth; last proved: auth; last: auth
        02-01 00:00 p auth -> last: auth
        """,
    )


def test_a_held_segment_holds_what_it_goes_on_from() -> None:
    check(
        Policy(last=1),
        """
        03-15 12:00 p auth -> newest: auth; last proved: auth; last: auth
        03-10 00:00 u - <03-03T00:00 -> point in time since 2026-03-15 12:00:00
        03-03 00:00 u - <03-02T00:00 -> remove
        03-02 00:00 u - <03-01T12:00 held -> held: by test
        03-01 12:00 u - <03-01T00:00 -> 03-02 00:00 goes on from it
        03-01 00:00 p auth -> 03-02 00:00 goes on from it
        02-28 00:00 p auth -> remove
        """,
    )


def test_a_damaged_segment_goes_once_a_newer_backup_is_proved() -> None:
    check(
        Policy(last=9),
        """
        03-15 12:00 d - <03-15T06:00 -> damaged, but nothing newer is proved
        03-15 06:00 p auth -> newest: auth; last proved: auth; last: auth
        03-15 00:00 d - <03-14T12:00 -> remove
        03-14 12:00 p auth -> last: auth
        """,
    )


def test_a_clock_that_went_backwards_keeps_everything_and_says_so() -> None:
    early = datetime(2026, 3, 15, 11, 54, tzinfo=UTC)
    why = "03-15 12:00 is dated in the future: the clock went backwards"
    check(
        Policy(last=1),
        f"""
        03-15 12:00 u auth -> {why}
        03-14 12:00 d auth -> {why}
        03-13 12:00 p auth -> {why}
        03-12 12:00 p auth -> {why}
        """,
        now=early,
    )


def test_clocks_of_two_nodes_may_differ_a_little() -> None:
    check(
        Policy(last=1),
        """
        03-15 12:00 p auth -> newest: auth; last proved: auth; last: auth
        03-14 12:00 p auth -> remove
        """,
        now=NOW - timedelta(minutes=5),
    )


DATABASES = ("auth", "characters", "world")
COUNTS = st.integers(0, 4)
POLICIES = st.builds(
    Policy,
    last=COUNTS, hourly=COUNTS, daily=COUNTS, weekly=COUNTS, monthly=COUNTS, yearly=COUNTS,
    within=st.timedeltas(timedelta(0), timedelta(days=30)),
    point_in_time=st.none() | st.timedeltas(timedelta(0), timedelta(days=30)),
)  # fmt: skip


@st.composite
def repositories(draw: st.DrawFn) -> list[Candidate]:
    hours = draw(st.lists(st.integers(0, 24 * 60), unique=True, max_size=25))
    found: list[Candidate] = []
    for n, hour in enumerate(sorted(hours, reverse=True)):
        segment = bool(found) and draw(st.booleans())
        found.append(
            Candidate(
                id=str(n),
                at=NOW - timedelta(hours=hour),
                databases=frozenset()
                if segment
                else draw(st.frozensets(st.sampled_from(DATABASES))),
                standing=draw(st.sampled_from(Standing)),
                held=draw(st.sampled_from(["", "", "", "x"])),
                parent=draw(st.sampled_from(found)).id if segment else None,
            )
        )
    return draw(st.permutations(found))


def kept(backups: list[Candidate], policy: Policy, now: datetime = NOW) -> set[str]:
    return {verdict.id for verdict in judge(backups, policy, now) if verdict.keep}


@given(repositories(), POLICIES)
def test_what_is_never_removed(backups: list[Candidate], policy: Policy) -> None:
    keeps = kept(backups, policy)
    newest_first = sorted(backups, key=lambda b: b.at, reverse=True)
    for database in DATABASES:
        mine = [b for b in newest_first if database in b.databases]
        proved = [b.id for b in mine if b.standing is Standing.PROVED]
        usable = [b.id for b in mine if b.standing in (Standing.PROVED, Standing.UNPROVED)]
        assert set(proved[:1]) <= keeps
        assert set(usable[: max(1, policy.last)]) <= keeps
    assert {b.id for b in backups if b.held or b.standing is Standing.UNREADABLE} <= keeps


@given(repositories(), POLICIES)
def test_each_backup_has_one_verdict_with_reasons(backups: list[Candidate], policy: Policy) -> None:
    verdicts = judge(backups, policy, NOW)
    assert sorted(verdict.id for verdict in verdicts) == sorted(backup.id for backup in backups)
    assert all(verdict.reasons for verdict in verdicts)


@given(repositories(), POLICIES)
def test_removing_what_may_go_lets_nothing_more_go(
    backups: list[Candidate], policy: Policy
) -> None:
    keeps = kept(backups, policy)
    assert kept([backup for backup in backups if backup.id in keeps], policy) == keeps


@given(repositories(), POLICIES)
def test_every_point_in_time_a_kept_backup_reached_stays_reached(
    backups: list[Candidate], policy: Policy
) -> None:
    policy = replace(policy, point_in_time=None)
    keeps = kept(backups, policy)
    # A full backup that stays for a held segment alone reaches that one's points in time only.
    own = {
        verdict.id
        for verdict in judge(backups, policy, NOW)
        if any("goes on from it" not in reason for reason in verdict.reasons)
    }
    bases = [
        b.at
        for b in backups
        if b.parent is None
        and b.id in keeps & own
        and b.standing in (Standing.PROVED, Standing.UNPROVED)
    ]
    for segment in backups:
        sound = segment.standing in (Standing.PROVED, Standing.UNPROVED)
        if segment.parent is not None and sound and bases and segment.at >= min(bases):
            assert segment.id in keeps


@given(repositories(), POLICIES, st.integers(0, 24))
def test_more_is_kept_by_a_wider_policy(
    backups: list[Candidate], policy: Policy, more: int
) -> None:
    wider = replace(policy, last=policy.last + more, daily=policy.daily + more)
    assert kept(backups, policy) <= kept(backups, wider)


@given(repositories(), POLICIES)
def test_a_backup_of_the_future_stops_everything(backups: list[Candidate], policy: Policy) -> None:
    ahead = Candidate("ahead", NOW + timedelta(hours=1), frozenset(), Standing.DAMAGED)
    verdicts = judge([*backups, ahead], policy, NOW)
    assert all(verdict.keep for verdict in verdicts)
    assert all("clock went backwards" in verdict.reasons[0] for verdict in verdicts)


@pytest.mark.parametrize("parent", ["a", "b"])
def test_parents_in_a_circle_do_not_hang(parent: str) -> None:
    circle = [
        Candidate("a", NOW, frozenset(), Standing.UNPROVED, held="x", parent=parent),
        Candidate("b", NOW, frozenset(), Standing.UNPROVED, held="x", parent="a"),
    ]
    assert kept(circle, Policy()) == {"a", "b"}


@pytest.mark.parametrize("proved_after", [timedelta(0), timedelta(hours=9)])
def test_pruning_after_every_backup_keeps_what_pruning_once_would(proved_after: timedelta) -> None:
    policy = Policy(last=4, daily=7, weekly=4, monthly=6, yearly=1, within=timedelta(hours=12))
    taken: list[datetime] = []
    left: list[datetime] = []
    for hours in range(0, 400 * 24, 6):
        now = NOW + timedelta(hours=hours)
        taken.append(now)
        left.append(now)
        left = survivors(left, policy, now, proved_after)
    assert left == survivors(taken, policy, now, proved_after)
    assert len(left) <= 4 + 7 + 4 + 6 + 1 + 2


def survivors(
    moments: list[datetime], policy: Policy, now: datetime, proved_after: timedelta
) -> list[datetime]:
    backups = [
        Candidate(
            id=str(moment),
            at=moment,
            databases=frozenset({"auth"}),
            standing=Standing.PROVED if now - moment >= proved_after else Standing.UNPROVED,
        )
        for moment in moments
    ]
    keeps = kept(backups, policy, now)
    return [moment for moment in moments if str(moment) in keeps]
