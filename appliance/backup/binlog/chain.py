"""Decides which file of the server's binary log comes next, and whether one is missing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from appliance.backup.binlog.gtid import is_subset, parse_set

UNKNOWN = "unknown"
"""What is said of the GTIDs before a file whose list is in a form we do not read."""


class LogFile(NamedTuple):
    """A file of SHOW BINARY LOGS."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Archived:
    """A stored piece of the binary log: file `name` from its beginning up to `end`.

    Attributes:
        server_id: of the manifest's server.
        created_at: when the server began the file.
        last_at: when its last stored event was written.
        before: GTIDs executed before the file.
    """

    id: str
    server_id: str
    name: str
    end: int
    created_at: datetime
    last_at: datetime
    before: str
    parent: str


class Next(NamedTuple):
    """The file to fetch next; `gap` says what is lost before it, empty when nothing is."""

    name: str
    gap: str


def number(name: str) -> int:
    """The number a file's name ends with: 7 of `mysql-bin.000007`.

    Raises:
        ValueError: it ends with none.
    """
    return int(name.rpartition(".")[2])


def follows(name: str, previous: str) -> bool:
    """Whether a file is the one after `previous`."""
    return (
        name.rpartition(".")[0] == previous.rpartition(".")[0]
        and number(name) == number(previous) + 1
    )


def next_file(last: LogFile | None, server: Sequence[LogFile]) -> Next:
    """Where to go on.

    Args:
        last: the newest file we have, and how much of it, which may be nothing; None: none yet.
        server: the server's files, oldest first; the last is the one it writes. Not empty.
    """
    if last is None:
        return Next(server[-1].name, "")
    names = {each.name: each for each in server}
    newest, oldest = server[-1], server[0]
    same_base = newest.name.rpartition(".")[0] == last.name.rpartition(".")[0]
    if not same_base or number(newest.name) < number(last.name):
        return Next(oldest.name, f"the server's log was reset after {last.name}")
    if last.name in names:
        if names[last.name].size < last.size:
            return Next(oldest.name, f"the server's log was reset: {last.name} is shorter there")
        whole = names[last.name].size == last.size and last.name != newest.name
        if not whole:
            return Next(last.name, "")
    wanted = number(last.name) + (1 if last.size else 0)
    if last.name not in names and number(oldest.name) > wanted:
        gone = f"{last.name.rpartition('.')[0]}.{wanted:06d}"
        return Next(oldest.name, f"{gone} up to before {oldest.name} were purged unarchived")
    later = [each.name for each in server if number(each.name) >= wanted]
    return Next(later[0], "")


def break_between(previous: Archived, name: str, before: str | None, created_at: datetime) -> str:
    """Why a file does not go on from the stored one before it; empty when it does.

    Names alone would not notice a log that was reset and grew as long again.
    """
    again = name == previous.name and created_at == previous.created_at
    if not again and not follows(name, previous.name):
        return f"{name} does not follow {previous.name}"
    if not again and created_at < previous.created_at:
        return f"{name} is older than {previous.name}"
    known = before is not None and previous.before != UNKNOWN
    if known and not _contains(before or "", previous.before):
        return f"{name} does not know the transactions before {previous.name}: the log was reset"
    return ""


def _contains(later: str, earlier: str) -> bool:
    """Whether the state `later` holds all of `earlier`, of either server."""
    if ":" in later + earlier:
        return is_subset(parse_set(earlier), parse_set(later))
    reached = _sequences(later)
    return all(reached.get(domain, -1) >= reached_before
               for domain, reached_before in _sequences(earlier).items())  # fmt: skip


def _sequences(positions: str) -> dict[str, int]:
    """The last sequence number of each domain of a MariaDB GTID list."""
    last: dict[str, int] = {}
    for each in filter(None, positions.split(",")):
        domain, _, sequence = each.split("-")
        last[domain] = max(last.get(domain, 0), int(sequence))
    return last
