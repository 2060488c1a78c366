"""Decides which archived pieces of the binary log lead from a backup to a point in time. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from appliance.backup.binlog.chain import UNKNOWN, Archived, number
from appliance.backup.binlog.gtid import is_subset, parse_set
from appliance.backup.manifest import Engine, Manifest
from appliance.errors import BackupError

_GTID = {
    "mariadb": re.compile(r"\d+-\d+-\d+"),
    "mysql": re.compile(r"[0-9a-fA-F-]{36}:(\w+:)?\d+"),
}
_LIKE = {"mariadb": "0-1-4711", "mysql": "3e11fa47-71ca-11e1-9e33-c80aa9429562:23"}
END = "end"
"""Word for the end of the archive."""
CLOCKS_APART = timedelta(minutes=10)
"""How far the server's clock may be from ours."""


@dataclass(frozen=True, slots=True)
class Until:
    """Where a replay ends: before the first transaction of `time` or later, or just before `gtid`.

    Times are of the server's clock, in whole seconds, as its log has them; with neither, the replay
    goes to the end of the archive.
    """

    time: datetime | None = None
    gtid: str = ""


def parse_until(text: str) -> Until:
    """What somebody typed: a time in ISO 8601, UTC unless it says otherwise; a GTID; or `end`.

    Raises:
        BackupError: nothing was typed, which must not mean everything; or no such time.
    """
    word = text.strip()
    if not word:
        raise BackupError("a replay ends at a time, a GTID or `end`, and none was given")
    if word == END:
        return Until()
    try:
        time = datetime.fromisoformat(word)
    except ValueError:
        return Until(gtid=word)
    try:
        return Until(time=time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC))
    except OverflowError:
        raise BackupError(f"{word[:80]!r} is no time of our calendar in UTC") from None


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """A full backup, and the pieces to replay after it, in order.

    `reaches` is when the last event of the last piece was written.
    """

    full: Manifest
    pieces: tuple[Archived, ...]
    until: Until

    @property
    def reaches(self) -> datetime:
        """How far the pieces go."""
        return self.pieces[-1].last_at


def archived_of(manifests: Sequence[Manifest], server_id: str | None = None) -> list[Archived]:
    """The pieces of the binary log among manifests, oldest first."""
    found = [
        Archived(
            manifest.id,
            manifest.server.server_id,
            manifest.position.file,
            manifest.position.offset,
            manifest.started_at,
            manifest.started_at + timedelta(seconds=manifest.duration_s),
            manifest.position.gtid,
            manifest.parent or "",
        )
        for manifest in manifests
        if manifest.engine is Engine.BINLOG
        and manifest.position is not None
        and server_id in (None, manifest.server.server_id)
    ]
    return sorted(found, key=_order)


def _order(each: Archived) -> tuple[datetime, str, int, int]:
    """By file, and where two logs began one in the same second, by when they were stored."""
    stored, _, _ = each.id.partition("-")
    return each.created_at, stored, number(each.name), each.end


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the archive leads on from a full backup.

    Attributes:
        until: when the last event of the last piece was written; None: no piece leads on.
        pieces: how many do.
        broken: later pieces are stored, and one before them is missing.
    """

    until: datetime | None = None
    pieces: int = 0
    broken: bool = False


NO_REACH = Reach()


def reach(full: Manifest, archived: Sequence[Archived], damaged: Collection[str] = ()) -> Reach:
    """How far `full` can be brought forward.

    Args:
        damaged: ids of pieces that cannot be replayed.
    """
    pieces = _whole([each for each in archived if each.server_id == full.server.server_id])
    begin = _begin(pieces, full) if _has_position(full) else None
    if begin is None:
        # The file that was in use is stored when the server closes it, before any later one.
        since = full.started_at + CLOCKS_APART
        return Reach(broken=_has_position(full) and any(p.created_at > since for p in pieces))
    chosen = _unbroken(pieces[begin], pieces, archived)
    sound = list(takewhile(lambda piece: piece.id not in damaged, chosen))
    if not sound:
        return Reach(broken=True)
    return Reach(sound[-1].last_at, len(sound), _goes_on(sound, pieces))


def plan_replay(full: Manifest, archived: Sequence[Archived], until: Until) -> ReplayPlan:
    """The pieces that lead from `full` to `until`.

    Raises:
        BackupError: the backup has no position, the archive does not reach from it to there, or
            the GTID is none.
    """
    _check_until(until, full.server.flavour)
    if not _has_position(full):
        raise BackupError(
            f"backup {full.id} knows no position of the binary log",
            hint="restore it as it is; the server's binary log, and GTIDs on MySQL, must be on",
        )
    if until.time is not None and until.time < full.started_at - CLOCKS_APART:
        raise BackupError(
            f"backup {full.id} is of {full.started_at:%F %T} UTC, after {until.time:%F %T} UTC",
            hint="choose an older backup",
        )
    pieces = _whole([each for each in archived if each.server_id == full.server.server_id])
    begin = _begin(pieces, full)
    if begin is None:
        raise BackupError(
            f"the archive does not hold the binary log from where backup {full.id} was taken",
            hint="choose a backup taken since the archive began",
        )
    chosen = _unbroken(pieces[begin], pieces, archived)
    reached = chosen[-1].last_at
    if _goes_on(chosen, pieces) and not until.gtid and (until.time is None or until.time > reached):
        raise BackupError(
            f"the archive has a gap after {chosen[-1].name} ({reached:%F %T} UTC)",
            hint="choose a time before it, or a full backup taken after it",
        )
    if until.time is not None:
        time = until.time
        chosen = [piece for piece in chosen if piece is chosen[0] or piece.created_at <= time]
    return ReplayPlan(full, tuple(chosen), until)


def _has_position(full: Manifest) -> bool:
    position = full.position
    return position is not None and bool(position.file or position.gtid)


def _goes_on(chosen: Sequence[Archived], pieces: Sequence[Archived]) -> bool:
    """Whether there are pieces after those that hang together."""
    return any(piece.created_at > chosen[-1].created_at for piece in pieces)


def _check_until(until: Until, flavour: str) -> None:
    if until.gtid and until.time is not None:
        raise BackupError("a replay ends at a time or at a GTID, not at both")
    if until.gtid and flavour in _GTID and not _GTID[flavour].fullmatch(until.gtid.strip()):
        raise BackupError(
            f"{until.gtid[:80]!r} is no GTID of {flavour}", hint=f"they look like {_LIKE[flavour]}"
        )


def _whole(archived: Sequence[Archived]) -> list[Archived]:
    """The longest piece of every file, in the order they were written."""
    longest: dict[tuple[str, datetime], Archived] = {}
    for each in archived:
        if _file(each) not in longest or each.end > longest[_file(each)].end:
            longest[_file(each)] = each
    return sorted(longest.values(), key=lambda each: (each.created_at, number(each.name)))


def _begin(pieces: Sequence[Archived], full: Manifest) -> int | None:
    """The piece to begin with; one the server began later than the backup only when no other fits.

    An earlier one does no harm, while after a reset of the log names and GTIDs come again.
    """
    fitting = [index for index, piece in enumerate(pieces) if _holds(piece, full)]
    before = [index for index in fitting if pieces[index].created_at <= full.started_at]
    return before[-1] if before else fitting[0] if fitting else None


def _holds(piece: Archived, full: Manifest) -> bool:
    """Whether a replay after `full` may begin with `piece`."""
    position = full.position
    assert position is not None, "looked at before"
    if piece.created_at > full.started_at + CLOCKS_APART:
        return False
    if full.server.flavour == "mysql" and position.gtid:
        return piece.before != UNKNOWN and is_subset(
            parse_set(piece.before), parse_set(position.gtid)
        )
    return piece.name == position.file and piece.end >= position.offset


def _unbroken(
    first: Archived, pieces: Sequence[Archived], archived: Sequence[Archived]
) -> list[Archived]:
    """The pieces that were stored as going on from one another, `first` the first."""
    known = {each.id: each for each in archived}
    after: dict[tuple[str, datetime], Archived] = {}
    for piece in pieces:
        parent = known.get(piece.parent)
        while parent is not None and _file(parent) == _file(piece):
            parent = known.get(parent.parent)  # a part of the file, stored before it was closed
        if parent is not None:
            after[_file(parent)] = piece
    chosen = [first]
    while following := after.pop(_file(chosen[-1]), None):
        chosen.append(following)
    return chosen


def _file(piece: Archived) -> tuple[str, datetime]:
    return piece.name, piece.created_at
