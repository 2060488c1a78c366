"""Opened files, kept: one task opens a file, the others wait; a replaced file is opened anew."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import structlog
import trio

from appliance.errors import ClientFileError

logger = structlog.get_logger("appliance.clientdata")

RECHECK_S = 1.0
"""How long what was found, or not found, is taken for true."""

Content = TypeVar("Content")
Stamp = tuple[str, int, int, int]
"""What tells one content of a file from the next: path, inode, time of change, size."""


@dataclass(slots=True)
class _Place(Generic[Content]):
    lock: trio.Lock = field(default_factory=trio.Lock)
    checked: float = -math.inf
    stamp: Stamp | None = None
    content: Content | None = None
    error: ClientFileError | None = None

    def result(self) -> Content | None:
        if self.error is not None:
            raise self.error.with_traceback(None)
        return self.content


class Shelf(Generic[Content]):
    """Opened files by key.

    Args:
        most: how many stay open; the one that was not asked for longest is let go.
        fix: what to do about a file that cannot be read.
    """

    def __init__(self, most: int, fix: str = "") -> None:
        self._most, self._fix = most, fix
        self._places: OrderedDict[Hashable, _Place[Content]] = OrderedDict()

    async def get(
        self,
        key: Hashable,
        locate: Callable[[float], Path | None],
        open_file: Callable[[Path], Content],
    ) -> Content | None:
        """The opened file; None when there is none.

        Args:
            locate: finds the file; is given the time and runs in a thread, like `open_file`.

        Raises:
            ClientFileError: the file is there and cannot be read.
        """
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = _Place()
        self._places.move_to_end(key)
        if not _fresh(place):
            async with place.lock:
                if not _fresh(place):
                    now = trio.current_time()
                    await trio.to_thread.run_sync(_look, place, now, locate, open_file)
                    if place.error is not None:
                        place.error.hint = place.error.hint or self._fix
            self._let_go()
        return place.result()

    def error(self, key: Hashable) -> ClientFileError | None:
        """Why the file could not be read when it was last looked at; None when it could."""
        place = self._places.get(key)
        return None if place is None else place.error

    def _let_go(self) -> None:
        for key in list(self._places)[: max(0, len(self._places) - self._most)]:
            if not self._places[key].lock.locked():
                del self._places[key]


def _fresh(place: _Place[Content]) -> bool:
    return trio.current_time() - place.checked < RECHECK_S


def _look(
    place: _Place[Content],
    now: float,
    locate: Callable[[float], Path | None],
    open_file: Callable[[Path], Content],
) -> None:
    """Bring `place` up to date; runs in a thread, by one task at a time."""
    try:
        path = locate(now)
        stamp = None if path is None else _stamp(path)
        if stamp is None or path is None:
            place.stamp = place.content = place.error = None
        elif stamp != place.stamp:
            place.content = place.error = None
            place.stamp = stamp
            place.content = open_file(path)
    except ClientFileError as error:
        logger.warning("client file not readable", reason=str(error))
        place.error = error
    place.checked = now


def _stamp(path: Path) -> Stamp | None:
    """None when the file is gone.

    Raises:
        ClientFileError: it cannot be looked at.
    """
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ClientFileError(error.strerror or "cannot be read", path=path.name) from None
    return str(path), facts.st_ino, facts.st_mtime_ns, facts.st_size
