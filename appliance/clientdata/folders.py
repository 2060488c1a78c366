"""Client data in the folders an operator configured.

3.3.5 has dbc/*.dbc (GameTables among them, as gt*.dbc); master has dbc/<locale>/*.db2 and gt/*.txt.
Names of files and of the folders inside are compared without case against what a folder lists,
never joined to a path unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import trio

from appliance.clientdata.advised import AdvisedTable
from appliance.clientdata.definitions import Layouts
from appliance.clientdata.gametables import open_gametable
from appliance.clientdata.interface import FileEntry, GameTable, Table
from appliance.clientdata.listing import Listings
from appliance.clientdata.shelf import Shelf
from appliance.clientdata.wdbc import open_wdbc
from appliance.clientdata.wdc import open_wdc
from appliance.errors import ClientFileError
from appliance.settings.knowledge import ClientDataSettings

DBC, DB2 = ".dbc", ".db2"
BASE_LOCALE = "enUS"
MOST_TABLES = 128
MOST_GAMETABLES = 128
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)
_LANGUAGES = (
    *("enUS", "enGB", "enCN", "enTW", "koKR", "frFR", "deDE", "zhCN", "zhTW", "esES", "esMX"),
    *("ruRU", "ptBR", "ptPT", "itIT"),
)
_LOCALES = {locale.lower(): locale for locale in _LANGUAGES}


class Survey(NamedTuple):
    """What the folders hold: how many files of each kind, and those that cannot be read."""

    tables: int
    gametables: int
    unreadable: tuple[str, ...]


class ClientFolders:
    """The files of the folders in the settings; see `interface.ClientData`.

    Args:
        suffix: which tables the realm has, `DBC` (3.3.5) or `DB2` (master); left out: what is
            configured, .db2 if both are.
    """

    def __init__(self, settings: ClientDataSettings, suffix: str | None = None) -> None:
        if suffix is None:
            only_dbc = settings.dbc_path is not None and settings.db2_path is None
            suffix = DBC if only_dbc else DB2
        self._suffix = suffix
        self._setting = "dbc_path" if suffix == DBC else "db2_path"
        self._folder = settings.dbc_path if suffix == DBC else settings.db2_path
        self._gt_configured = settings.gt_path is not None or suffix == DBC
        self._gt_folders = tuple(_gt_folders(settings, suffix))
        self._layouts = Layouts(settings.dbd_path)
        self._listings = Listings()
        self._tables: Shelf[Table] = Shelf(MOST_TABLES, _fix(self._setting))
        self._gametables: Shelf[GameTable] = Shelf(MOST_GAMETABLES, _fix("gt_path"))

    async def table(self, name: str, locale: str = BASE_LOCALE) -> Table | None:
        """A table by its name, whatever its case; None when there is no such file.

        Raises:
            ClientFileError: the file is there and cannot be read.
        """
        if self._folder is None or not _NAME.fullmatch(name):
            return None
        locale = await self._spoken(self._folder, name.lower(), locale)
        locate = partial(self._locate, self._folder, name.lower(), locale)
        return await self._tables.get(
            (name.lower(), locale), locate, partial(self._open, locale=locale)
        )

    async def _spoken(self, folder: Path, name: str, locale: str) -> str:
        """The locale to open a table in: a .db2 of one language is opened once, not for each."""
        if locale == BASE_LOCALE or locale not in _LANGUAGES:
            return BASE_LOCALE
        if self._suffix == DBC:
            return locale
        now = trio.current_time()
        found = await trio.to_thread.run_sync(self._locate, folder, name, locale, now)
        spoken = None if found is None else _LOCALES.get(found.parent.name.lower())
        return locale if spoken == locale else BASE_LOCALE

    async def gametable(self, name: str) -> GameTable | None:
        """A GameTable by its name, with or without "gt", whatever its case.

        Raises:
            ClientFileError: the file is there and cannot be read.
        """
        if not self._gt_folders or not _NAME.fullmatch(name):
            return None
        plain = name.lower().removeprefix("gt")
        return await self._gametables.get(
            plain, partial(self._locate_gametable, plain), open_gametable
        )

    async def tables(self) -> list[FileEntry]:
        """Every table's file, by name."""
        paths = await trio.to_thread.run_sync(self._table_paths, trio.current_time())
        return await trio.to_thread.run_sync(_entries, paths, self._folder)

    async def gametables(self) -> list[FileEntry]:
        """Every GameTable's file, by name."""
        paths = await trio.to_thread.run_sync(self._gametable_paths, trio.current_time())
        return await trio.to_thread.run_sync(_entries, paths, None)

    def missing(self, name: str, *, gametable: bool = False) -> str:
        """One line that says why `name` is not there and what to do."""
        kind = "GameTable" if gametable else "client table"
        if not _NAME.fullmatch(name):
            return f"{name[:80]!r} is no name of a {kind}: letters, digits, _ and - only"
        broken = None if gametable else self._tables.error((name.lower(), BASE_LOCALE))
        if broken is not None:
            return str(broken)
        setting = "gt_path" if gametable else self._setting
        folders = self._gt_folders if gametable else (self._folder,) if self._folder else ()
        place = f"client_data.{setting} (environment {setting.upper()})"
        file = self._file_of(name, gametable)
        if not folders:
            ending = Path(file).suffix
            return f"the {kind} {name} cannot be read: set {place} to the folder of {ending} files"
        problems = [self._listings.problem(folder) for folder in folders]
        if all(problems):
            return f"{file} cannot be read: {'; '.join(problems)}; correct {place}"
        where = " or ".join(map(str, folders))
        return f"{file} is not in {where}: extract it from the client, or correct {place}"

    async def survey(self) -> Survey:
        """Look at every file once."""
        return await trio.to_thread.run_sync(self._survey, trio.current_time())

    def _survey(self, now: float) -> Survey:
        tables, gametables = self._table_paths(now), set(self._gametable_paths(now))
        unreadable = []
        for path in (*tables, *gametables):
            try:
                if path in gametables:
                    open_gametable(path)
                else:
                    self._open(path, BASE_LOCALE)
            except ClientFileError as error:
                unreadable.append(str(error))
        return Survey(len(tables), len(gametables), tuple(unreadable))

    def _file_of(self, name: str, gametable: bool) -> str:
        """How the file of a table is called."""
        if not gametable:
            return name + self._suffix
        plain = name[2:] if name[:2].lower() == "gt" else name
        return f"gt{plain}{DBC}" if self._suffix == DBC else f"{plain}.txt"

    def _open(self, path: Path, locale: str) -> Table:
        if self._suffix == DBC:
            table = open_wdbc(path, self._layouts.wrath(path.stem), locale)
        else:
            table = open_wdc(path, self._layouts)
        return AdvisedTable(table, _fix(self._setting))

    def _locate(self, folder: Path, name: str, locale: str, now: float) -> Path | None:
        for place in self._places(folder, locale, now):
            found = self._listings.files(place, now).get(name + self._suffix)
            if found is not None:
                return found
        return None

    def _places(self, folder: Path, locale: str, now: float) -> Iterator[Path]:
        """Where a table in `locale` is looked for: its own folder, then the others."""
        inside = self._listings.folders(folder, now)
        spoken = [(_LOCALES.get(name.lower()), path) for name, path in inside.items()]
        locales = [(name, path) for name, path in spoken if name is not None]
        yield from (path for name, path in locales if name == locale)
        yield folder
        locales.sort(key=lambda found: (found[0] != BASE_LOCALE, found))
        yield from (path for name, path in locales if name != locale)

    def _gt_places(self, now: float) -> Iterator[Path]:
        """Where GameTables are: the folder beside the tables may be written in any case."""
        for folder in self._gt_folders:
            if self._gt_configured:
                yield folder
                continue
            beside = self._listings.folders(folder.parent, now)
            named = [path for name, path in beside.items() if name.lower() == folder.name.lower()]
            yield from sorted(named, key=lambda path: path != folder) or [folder]

    def _locate_gametable(self, plain: str, now: float) -> Path | None:
        file = self._file_of(plain, gametable=True)
        for folder in self._gt_places(now):
            found = self._listings.files(folder, now).get(file)
            if found is not None:
                return found
        return None

    def _table_paths(self, now: float) -> list[Path]:
        if self._folder is None:
            return []
        found: dict[str, Path] = {}
        for place in self._places(self._folder, BASE_LOCALE, now):
            for name, path in self._listings.files(place, now).items():
                is_gametable = self._suffix == DBC and name.startswith("gt")
                if name.endswith(self._suffix) and not is_gametable and _NAME.fullmatch(path.stem):
                    found.setdefault(name, path)
        return [found[name] for name in sorted(found)]

    def _gametable_paths(self, now: float) -> list[Path]:
        start, ending = ("gt", DBC) if self._suffix == DBC else ("", ".txt")
        found: dict[str, Path] = {}
        for folder in self._gt_places(now):
            for name, path in self._listings.files(folder, now).items():
                if name.startswith(start) and name.endswith(ending) and _NAME.fullmatch(path.stem):
                    found.setdefault(name, path)
        return [found[name] for name in sorted(found)]


def _fix(setting: str) -> str:
    return f"extract it from the client again, or correct client_data.{setting}"


def _gt_folders(settings: ClientDataSettings, suffix: str) -> Iterator[Path]:
    """The folder with GameTables: the configured one; else where the extractors put them."""
    if settings.gt_path is not None:
        yield settings.gt_path
    elif suffix == DBC and settings.dbc_path is not None:
        yield settings.dbc_path
    elif suffix == DB2 and settings.db2_path is not None:
        above = settings.db2_path.parent
        yield (above.parent if settings.db2_path.name.lower() in _LOCALES else above) / "gt"


def _entries(paths: Iterable[Path], root: Path | None) -> list[FileEntry]:
    """Names and sizes; paths as seen from `root`, or alone."""
    found = []
    for path in paths:
        try:
            facts = path.stat()
        except OSError:
            continue
        shown = path.name if root is None else str(path.relative_to(root))
        name = path.stem if root is not None else _plain(path.stem)
        found.append(FileEntry(name, shown, facts.st_size, facts.st_mtime))
    return found


def _plain(stem: str) -> str:
    return stem[2:] if stem[:2].lower() == "gt" else stem
