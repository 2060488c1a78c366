"""One folder and its index: finds what changed, reads it again, answers from what is there.

The index may be another process's work: who holds the lock writes, the others read. Files are
read in steps in a thread; each step is one transaction, so an end at any moment loses one step.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog
import trio

from appliance.errors import Unavailable
from appliance.fulltext import declarations, texts
from appliance.fulltext.store import Damaged, Index, Store, Writer, note, notes_of
from appliance.fulltext.texts import File, Stamp
from appliance.library import scan

logger = structlog.get_logger("appliance.library")

STEP_BYTES = 500_000
STEP_FILES = 80
"""What one step reads: a third of a second."""
MOST_READERS = 4
"""Questions answered at the same time; the others wait, and threads are left for the rest."""
TELL_S = 5.0
"""Pause between two log lines of progress, in seconds."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Indexed:
    """What one file brings into the index."""

    file: File
    classes: Sequence[declarations.Class] = ()
    definitions: Sequence[declarations.Definition] = ()


ReadFile = Callable[[str, Stamp, str], Indexed]
"""Path, stamp and text of a file → what is indexed of it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a shelf is for: name of its file, title in answers, its folder's setting, its files.

    `below` is the part of the folder that is looked at, where there is one; `load_reader` gives
    the function that reads a file, and loads what that needs only now.
    """

    name: str
    title: str
    setting: str
    suffixes: Sequence[str]
    below: str
    load_reader: Callable[[], ReadFile]


@dataclass(frozen=True, slots=True)
class State:
    """How far the index is."""

    done: int
    total: int
    generation: int
    """Counts the changes of the index."""
    building: bool

    @property
    def percent(self) -> int:
        """Of the files that are to be read."""
        return 100 * self.done // max(self.total, 1)


class Shelf:
    """One folder's index.

    Args:
        kind: what it is for.
        root: the folder that is indexed.
        folder: where the index lies.
        source: what answers name as their source.
    """

    def __init__(self, kind: Kind, root: Path, folder: Path, source: str) -> None:
        self.kind, self.root, self.source = kind, root.absolute(), source
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        self.store = Store(folder / f"{kind.name}-{digest}.sqlite")
        self.problem = ""
        self._readers = trio.CapacityLimiter(MOST_READERS)
        self._writer: Writer | None = None
        self._known: dict[str, tuple[Stamp, str | None]] = {}
        self._first = True
        self._damaged = False

    async def ask(self, question: Callable[[Index], Result]) -> tuple[Result, list[str]]:
        """The answer of `question`, and notes about an index that is not whole.

        Raises:
            Unavailable: there is nothing to answer from yet, or no index can be kept.
        """

        def answer() -> tuple[Result, State]:
            with self.store.reading() as connection:
                state = state_of(connection)
                if state.building and not state.done:
                    raise Unavailable(self._being_built(state), hint="try again shortly")
                return question(connection), state

        try:
            result, state = await trio.to_thread.run_sync(answer, limiter=self._readers)
        except Unavailable as error:
            self._damaged = self._damaged or isinstance(error, Damaged)
            if self.problem:
                raise Unavailable(self.problem) from None
            raise
        notes = [f"{self._being_built(state)}."] if state.building else []
        return result, [*notes, *([f"The index is not kept: {self.problem}"] * bool(self.problem))]

    def _being_built(self, state: State) -> str:
        return (
            f"the index of {self.kind.title} is being built: {state.percent} % of "
            f"{state.total:,} files"
        )

    async def refresh(self) -> None:
        """Bring the index up to date, if it is ours to write; what forbids it is told once."""
        try:
            try:
                await self._refresh()
            except Damaged:
                logger.warning("index damaged, built anew", index=self.kind.name)
                self._damaged = True
                await self._refresh()
        except Unavailable as error:
            self._damaged = self._damaged or isinstance(error, Damaged)
            if self.problem != str(error):
                logger.warning(
                    "index not kept",
                    index=str(self.store.path),
                    folder=str(self.root),
                    reason=str(error),
                )
            self.problem = str(error)
        else:
            self.problem = ""

    async def _refresh(self) -> None:
        writer = await trio.to_thread.run_sync(self._open)
        if writer is None:
            return
        changed, gone, total = await trio.to_thread.run_sync(self._compare)
        if not changed and not gone and not self._first:
            return
        began_at = told_at = trio.current_time()
        read_file = await trio.to_thread.run_sync(self.kind.load_reader)
        await trio.to_thread.run_sync(self._forget, writer, gone, total)
        for step in _steps(changed):
            await trio.to_thread.run_sync(self._read, writer, step, read_file)
            if trio.current_time() - told_at >= TELL_S:
                told_at = trio.current_time()
                logger.info("indexing", index=self.kind.name, files=len(self._known))
        await trio.to_thread.run_sync(self._finish, writer)
        duration_s = round(trio.current_time() - began_at, 3)
        logger.info(
            "indexed",
            index=self.kind.name,
            read=len(changed),
            gone=len(gone),
            duration_s=duration_s,
        )

    def close(self) -> None:
        """Let another process write."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _open(self) -> Writer | None:
        """The right to write; a damaged or deleted file is replaced by an empty one."""
        if self._writer is not None and not self._damaged and self.store.exists():
            return self._writer
        self.close()
        writer = self.store.writer(anew=self._damaged)
        if writer is not None:
            self._writer, self._damaged = writer, False
            with writer.batch() as connection:
                self._known = texts.known(connection)
                self._first = state_of(connection).building
        return writer

    def _compare(self) -> tuple[list[tuple[str, Stamp]], list[str], int]:
        """Files to be read, files to be forgotten, and how many there are in all."""
        try:
            found = scan.scan(self.root, self.kind.suffixes, self.kind.below)
        except Unavailable as error:
            raise Unavailable(f"{self.kind.setting}: {error}") from None
        changed = [(path, stamp) for path, stamp in found.items() if self._differs(path, stamp)]
        return sorted(changed), [path for path in self._known if path not in found], len(found)

    def _differs(self, path: str, stamp: Stamp) -> bool:
        before, skipped = self._known.get(path, (None, None))
        readable_now = skipped == scan.UNREADABLE and scan.may_read(self.root, path)
        return before != stamp or readable_now

    def _forget(self, writer: Writer, gone: Sequence[str], total: int) -> None:
        with writer.batch() as connection:
            for path in gone:
                _remove(connection, path)
            if self._first:
                note(connection, total=total)
        for path in gone:
            del self._known[path]

    def _read(self, writer: Writer, step: Sequence[tuple[str, Stamp]], read_file: ReadFile) -> None:
        """Index some files, all in one transaction."""
        read: dict[str, tuple[Stamp, str | None]] = {}
        with writer.batch() as connection:
            for path, stamp in step:
                entry = self._look(path, stamp, read_file)
                _remove(connection, path)
                number = texts.put(connection, entry.file)
                declarations.put(connection, number, entry.classes, entry.definitions)
                read[path] = entry.file.stamp, entry.file.skipped
            if self._first:
                note(connection, done=len(self._known | read))
        self._known |= read

    def _look(self, path: str, stamp: Stamp, read_file: ReadFile) -> Indexed:
        try:
            stamp, text = scan.read(self.root, path)
        except scan.Skipped as skipped:
            return Indexed(File(path, stamp, skipped=str(skipped)))
        return read_file(path, stamp, text)

    def _finish(self, writer: Writer) -> None:
        with writer.batch() as connection:
            note(connection, building=0, generation=state_of(connection).generation + 1)
        writer.settle()
        self._first = False


def state_of(connection: Index) -> State:
    """How far an index is, as its writer noted it."""
    notes = notes_of(connection)
    return State(
        done=int(notes.get("done", 0)),
        total=int(notes.get("total", 0)),
        generation=int(notes.get("generation", 0)),
        building=notes.get("building") != "0",
    )


def _remove(connection: Index, path: str) -> None:
    number = texts.remove(connection, path)
    if number is not None:
        declarations.remove(connection, number)


def _steps(changed: Sequence[tuple[str, Stamp]]) -> Iterator[Sequence[tuple[str, Stamp]]]:
    """The files in portions of which each is soon read."""
    step: list[tuple[str, Stamp]] = []
    size = 0
    for path, stamp in changed:
        if step and (len(step) == STEP_FILES or size + stamp.size > STEP_BYTES):
            yield step
            step, size = [], 0
        step.append((path, stamp))
        size += min(stamp.size, scan.MOST_BYTES)
    if step:
        yield step
