"""What a node asks of etcd, and what it may hear. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """Ask for a lease."""

    ttl_s: int


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """Extend the lease."""

    lease: int


@dataclass(frozen=True, slots=True)
class Look:
    """Read all keys of the cluster, linearizably."""


@dataclass(frozen=True, slots=True)
class Acquire:
    """Create the leader's key under the lease, unless it exists."""

    lease: int


@dataclass(frozen=True, slots=True)
class Resign:
    """Delete the leader's key if it is still that of `term`, and say why."""

    term: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Write what this node tells of itself under the lease, if there is news."""

    lease: int


Action = Grant | KeepAlive | Look | Acquire | Resign | Tell


@dataclass(frozen=True, slots=True)
class Holder:
    """The leader's key.

    Attributes:
        term: its create-revision.
    """

    node: str
    lease: int
    term: int


@dataclass(frozen=True, slots=True)
class Present:
    """A member's key: what it tells of itself."""

    node: str
    lease: int
    facts: bytes


@dataclass(frozen=True, slots=True)
class Granted:
    """A lease.

    Attributes:
        ttl_s: what etcd grants; more than asked for when that was below its own minimum.
    """

    lease: int
    ttl_s: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The lease was extended by a member in this term of etcd's election."""

    raft_term: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The lease does not exist any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All keys of the cluster.

    Attributes:
        parting: (term, words) of the last leader that went by itself.
    """

    holder: Holder | None
    members: tuple[Present, ...]
    parting: tuple[int, str] | None
    raft_term: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Whose the leader's key is after an attempt to create it."""

    holder: Holder | None


@dataclass(frozen=True, slots=True)
class Done:
    """It was carried out, or there was no need."""


Answer = Granted | Kept | Gone | Seen | Taken | Done
