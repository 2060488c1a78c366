"""Keeps the index of source and documents up to date, in the background.

Without a source tree and without documents it does nothing at all. What is asked while an index is
being built is answered from what is there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import structlog
import trio

from appliance.errors import Unavailable
from appliance.fulltext.texts import Stamp
from appliance.library.documents import SUFFIXES, read_document
from appliance.library.shelf import Indexed, Kind, ReadFile, Shelf
from appliance.settings.knowledge import LibrarySettings, SourceTreeSettings

logger = structlog.get_logger("appliance.library")

FIRST_WAIT_S = 0.5
"""How long a start waits for an index that is whole; a large one goes on in the background."""
DEMO = Path(__file__).parent / "demo"


def _load_source_reader() -> ReadFile:
    from appliance.library.source import read_source  # tree-sitter: only where there is source.

    return read_source


def _read_document(path: str, stamp: Stamp, text: str) -> Indexed:
    return Indexed(read_document(path, stamp, text))


SOURCE = Kind(
    "source",
    "the source tree",
    "source_tree.path",
    (".h", ".hpp", ".hh", ".cpp", ".cxx", ".cc", ".c", ".inl", ".ipp", ".conf.dist"),
    "src",
    _load_source_reader,
)
DOCUMENTS = Kind(
    "documents", "the documents", "library.documents_path", SUFFIXES, "", lambda: _read_document
)


@dataclass(frozen=True, slots=True)
class LibraryPlan:
    """What is indexed, and where the index lies: in a temporary folder when `index` is None."""

    source: Path | None = None
    documents: Path | None = None
    index: Path | None = None
    interval_s: float = 15.0
    demo: bool = False


def plan_library(
    source_tree: SourceTreeSettings, library: LibrarySettings, environ: Mapping[str, str]
) -> LibraryPlan:
    """The plan of an installation; `environ` tells the folder for caches."""
    return LibraryPlan(
        source_tree.path,
        library.documents_path,
        library.index_path or _cache_folder(environ),
        library.refresh_interval_s,
    )


def demo_plan() -> LibraryPlan:
    """A small source tree and documents of our own, indexed in a temporary folder."""
    return LibraryPlan(DEMO / "source", DEMO / "documents", demo=True)


def _cache_folder(environ: Mapping[str, str]) -> Path:
    """The service manager's cache folder (the first, if it gives several), else the user's."""
    if managed := environ.get("CACHE_DIRECTORY"):
        return Path(managed.split(":")[0])
    user = environ.get("XDG_CACHE_HOME", "")
    base = Path(user) if os.path.isabs(user) else Path(environ.get("HOME") or "/") / ".cache"
    return base / "trinitycore-mcp"


class Library:
    """What can be looked up in the source tree and the documents."""

    def __init__(self, plan: LibraryPlan | None = None) -> None:
        self._plan = plan or LibraryPlan()
        self._shelves: dict[str, Shelf] = {}
        self._problem = ""
        if self._plan.index is not None:
            self._set_up(self._plan.index)

    @property
    def configured(self) -> bool:
        """Whether there is anything to look after."""
        return self._plan.source is not None or self._plan.documents is not None

    def source(self) -> Shelf:
        """The index of the source tree.

        Raises:
            Unavailable: none is configured, or `run` has not begun.
        """
        return self._shelf(
            SOURCE,
            self._plan.source,
            "no TrinityCore source tree is configured",
            "set source_tree.path (TRINITY_ROOT) to the folder with src/server",
        )

    def documents(self) -> Shelf:
        """The index of the documents.

        Raises:
            Unavailable: none are configured, or `run` has not begun.
        """
        return self._shelf(
            DOCUMENTS,
            self._plan.documents,
            "no documents are configured",
            "set library.documents_path to a folder with .md, .rst or .txt files",
        )

    def _shelf(self, kind: Kind, root: Path | None, missing: str, fix: str) -> Shelf:
        if root is None:
            raise Unavailable(missing, hint=fix)
        if kind.name not in self._shelves:
            raise Unavailable(self._problem or f"the index of {kind.title} is not built yet")
        return self._shelves[kind.name]

    def _set_up(self, folder: Path) -> None:
        roots = ((DOCUMENTS, self._plan.documents), (SOURCE, self._plan.source))
        for kind, root in roots:
            if root is not None:
                source = "demo" if self._plan.demo else f"TrinityCore {kind.name}"
                self._shelves[kind.name] = Shelf(kind, root, folder, source)

    async def run(
        self, *, task_status: trio.TaskStatus[Library] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Keep the indexes up to date until cancelled; return at once when there are none."""
        if not self.configured:
            task_status.started(self)
            return
        with ExitStack() as stack:
            if self._plan.index is None:
                try:
                    folder = tempfile.TemporaryDirectory(prefix="trinitycore-mcp-")
                except OSError as error:
                    self._problem = f"no index can be kept in a temporary folder: {error.strerror}"
                    logger.warning("index not kept", reason=self._problem)
                    task_status.started(self)
                    return
                self._set_up(Path(stack.enter_context(folder)))
            for shelf in self._shelves.values():
                stack.callback(shelf.close)
            looked = trio.Event()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._watch, looked)
                with trio.move_on_after(FIRST_WAIT_S):
                    await looked.wait()
                task_status.started(self)

    async def _watch(self, looked: trio.Event) -> None:
        while True:
            for shelf in self._shelves.values():  # The documents first: they are few.
                await shelf.refresh()
            looked.set()
            await trio.sleep(self._plan.interval_s)
