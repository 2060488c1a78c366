"""Answers about a realm that hardly ever change, kept for a while.

They belong to one owner, a database or the client's files, and go with it; what is loaded anew
there shows after `TTL_S` at the latest.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

import trio

TTL_S = 300.0
"""Seconds until an answer is asked for again."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(slots=True)
class _Shelf(Generic[Key, Value]):
    """What is known of one owner; `until` is the time of `trio.current_time`."""

    until: float
    known: dict[Key, Value] = field(default_factory=dict)
    missing: set[Key] = field(default_factory=set)
    lock: trio.Lock = field(default_factory=trio.Lock)


class Remembered(Generic[Key, Value]):
    """Values by key, loaded many at a time; concurrent calls load each only once.

    most: values kept of one owner; beyond it all are dropped.
    """

    def __init__(self, *, ttl_s: float = TTL_S, most: int = 200_000) -> None:
        self._ttl_s = ttl_s
        self._most = most
        self._shelves: WeakKeyDictionary[object, _Shelf[Key, Value]] = WeakKeyDictionary()

    async def get(
        self,
        owner: object,
        keys: Collection[Key],
        load: Callable[[Collection[Key]], Awaitable[Mapping[Key, Value]]],
    ) -> dict[Key, Value]:
        """The values of those keys that have one; `load` is asked for the others.

        `load` may raise; nothing is remembered then.
        """
        shelf = self._shelf(owner)
        if any(key not in shelf.known and key not in shelf.missing for key in keys):
            async with shelf.lock:
                wanted = [key for key in keys if key not in shelf.known]
                wanted = [key for key in wanted if key not in shelf.missing]
                found = await load(wanted) if wanted else {}
                shelf.known.update(found)
                shelf.missing.update(key for key in wanted if key not in found)
        answer = {key: shelf.known[key] for key in keys if key in shelf.known}
        if len(shelf.known) + len(shelf.missing) > self._most:
            self._shelves.pop(owner, None)
        return answer

    def _shelf(self, owner: object) -> _Shelf[Key, Value]:
        now = trio.current_time()
        shelf = self._shelves.get(owner)
        if shelf is None or shelf.until <= now:
            shelf = self._shelves[owner] = _Shelf(now + self._ttl_s)
        return shelf
