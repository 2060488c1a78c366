"""Where knowledge beside the databases comes from: client files, source, documents, names."""

from __future__ import annotations

from pathlib import Path

from appliance.settings.section import Seconds, Section


class ClientDataSettings(Section):
    """Folders with the files an installation extracted from the client. They are read where they
    are: replace a file by renaming another over it, never by writing into it."""

    dbc_path: Path | None = None
    """Folder with .dbc files (3.3.5): the server's own dbc."""
    db2_path: Path | None = None
    """Folder with .db2 files (master), in it or in folders named after locales: the server's own
    dbc."""
    gt_path: Path | None = None
    """Folder with GameTables; when empty, `dbc_path` (3.3.5: gt*.dbc) or the folder gt beside
    `db2_path` (master: .txt)."""
    dbd_path: Path | None = None
    """Folder with WoWDBDefs definitions (.dbd): names the fields of tables and builds that the
    product does not know, and wins over what it knows."""


class SourceTreeSettings(Section):
    """The TrinityCore source the realm was built from."""

    path: Path | None = None
    """Folder with src/server in it: opcodes are explained by their handlers and packets, classes
    and text are found."""


class LibrarySettings(Section):
    """The full-text index over the source tree and a folder of documents. Built in the background;
    costs nothing while neither is configured."""

    documents_path: Path | None = None
    """Folder with documents (.md, .rst, .txt): guides, patterns, notes of your own."""
    index_path: Path | None = None
    """Folder for the index, about twice the size of what is indexed; it can be deleted at any time.
    When empty, the service manager's
    cache folder, or trinitycore-mcp in the user's cache folder."""
    refresh_interval_s: Seconds = 15.0
    """Pause between two looks for changed files, in seconds."""


class NamesSettings(Section):
    """The index that finds creatures, items, quests, spells and objects by name."""

    enabled: bool = True
    """Build the index, in the background. Costs memory: some 25 MB on 3.3.5 without translations,
    200 MB with eight languages, and twice that while it is built anew."""
    refresh_interval_s: Seconds = 3600.0
    """Pause between two builds, in seconds; a reload builds it anew at once."""
