"""A model of etcd's leases, keys and own elections, as unkind as etcd may be."""

from __future__ import annotations

import itertools
import random
from typing import Any

from appliance.failover.etcd.actions import (
    Acquire,
    Action,
    Done,
    Gone,
    Grant,
    Granted,
    Holder,
    KeepAlive,
    Kept,
    Look,
    Resign,
    Seen,
    Taken,
    Tell,
)
from tests.support.contests import SKEW


class EtcdModel:
    """One cluster.

    Leases end to the instant. A new leader of etcd counts every lease anew, but grants nobody an
    extra; the old one goes on answering keep-alives for up to `stale_s` and nothing comes of them.

    Args:
        stale_tells_its_term: as the real one does; else its keep-alives look like the others.
    """

    def __init__(self, seed: int, *, stale_tells_its_term: bool = True) -> None:
        self._random = random.Random(seed)
        self._honest = stale_tells_its_term
        self._leases: dict[int, tuple[float, int]] = {}
        self._ids = itertools.count(7)
        self._revision = 1
        self._holder: Holder | None = None
        self._parting: tuple[int, str] | None = None
        self._raft_term = 2
        self._stale = (0, -1.0)
        self._rate = 1.0
        self._down_until = -1.0

    def disturb(self, t: float) -> None:
        """Etcd elects a leader, whose clock has another rate, and the old one does not notice."""
        self._expire(t)
        self._stale = (self._raft_term, t + self._random.uniform(0, 15))
        self._raft_term += 1
        self._rate = 1 + self._random.uniform(-SKEW, SKEW)
        self._down_until = t + self._random.uniform(0, 1)
        for lease, (_, ttl_s) in self._leases.items():
            self._leases[lease] = (t + ttl_s / self._rate, ttl_s)

    def handle(self, action: Action, node: str, t: float) -> Any:
        """Answer as a member of the cluster."""
        self._expire(t)
        stale_term, stale_until = self._stale
        if isinstance(action, KeepAlive) and t < stale_until and self._random.random() < 0.5:
            return Kept(stale_term if self._honest else self._raft_term)
        if t < self._down_until:
            return None
        match action:
            case Grant(ttl_s):
                lease = next(self._ids)
                self._leases[lease] = (t + ttl_s / self._rate, ttl_s)
                return Granted(lease, ttl_s)
            case KeepAlive(lease):
                return self._keep(lease, t)
            case Look():
                return Seen(self._holder, (), self._parting, self._raft_term)
            case Acquire(lease):
                return self._acquire(lease, node)
            case Resign(term, reason):
                if self._holder and self._holder.term == term:
                    self._holder, self._parting = None, (term, reason)
                return Done()
            case Tell(lease):
                self._revision += 1
                return Done() if lease in self._leases else Gone()

    def _keep(self, lease: int, t: float) -> Kept | Gone:
        if lease not in self._leases:
            return Gone()
        ttl_s = self._leases[lease][1]
        self._leases[lease] = (t + ttl_s / self._rate, ttl_s)
        return Kept(self._raft_term)

    def _acquire(self, lease: int, node: str) -> Taken | Gone:
        if self._holder is None:
            if lease not in self._leases:
                return Gone()
            self._revision += 1
            self._holder = Holder(node, lease, self._revision)
        return Taken(self._holder)

    def _expire(self, t: float) -> None:
        self._leases = {lease: kept for lease, kept in self._leases.items() if kept[0] > t}
        if self._holder and self._holder.lease not in self._leases:
            self._holder = None
