"""The configured folder: paths that cannot leave it, files read and written, programs run.

Every part of a path is opened from the folder above it and links are refused, so that no change
made meanwhile leads elsewhere. Programs, once allowed, are as free as the account we run under:
confine that account if that is too much.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import trio

from appliance.errors import InvalidArgument, Unavailable
from appliance.settings.workspace import WorkspaceSettings
from appliance.workspace import files
from appliance.workspace.names import Parts, parts_below
from appliance.workspace.programs import Finished, Limits, run_program

MOST_PROGRAMS = 2
"""Programs at a time: a compiler takes a core and gigabytes; further callers wait."""
OUTPUT_LIMIT_BYTES = 2**20
"""Kept of each of a program's outputs unless the caller says otherwise."""


class Workspace:
    """The folder below which tools work, or none.

    `field` is the argument's name as the caller wrote it; errors begin with it. `name` is relative
    to the folder, or absolute and inside it.
    """

    def __init__(self, settings: WorkspaceSettings | None = None) -> None:
        self.settings = settings or WorkspaceSettings()
        self._programs = trio.CapacityLimiter(MOST_PROGRAMS)

    async def read(self, name: str, *, field: str, limit_bytes: int) -> bytes:
        """The content of a file.

        Raises:
            Unavailable: no folder is configured, or the file may not be read.
            NotFound: there is no such file.
            InvalidArgument: the name leaves the folder, is no file, or has over `limit_bytes`.
        """
        root, parts = self._parts(name, field)
        return await trio.to_thread.run_sync(files.read, root, parts, field, limit_bytes)

    async def begin(self, name: str, *, field: str, count: int) -> bytes:
        """The first `count` bytes of a file of any size; raises as `read` does."""
        root, parts = self._parts(name, field)
        return await trio.to_thread.run_sync(files.begin, root, parts, field, count)

    async def write(self, name: str, text: str, *, field: str, overwrite: bool = False) -> str:
        """Write `text` as UTF-8, whole or not at all, and return the path below the folder.

        Missing folders are made.

        Raises:
            Unavailable: no folder, writing is not allowed, or the disk or its rights refuse.
            InvalidArgument: the name leaves the folder, is hidden or is no file, or exists and
                `overwrite` was not asked for.
        """
        root, parts = self._parts(name, field)
        self.check_write()
        if any(part.startswith(".") for part in parts):
            # Other programs take orders from such files: git from .git, editors from .vscode.
            raise InvalidArgument(f"{field}: no part of the name may begin with a dot")
        write = partial(files.write, root, parts, text.encode(), field, overwrite=overwrite)
        await trio.to_thread.run_sync(write)
        return "/".join(parts)

    async def locate(self, name: str, *, field: str, folder: bool = False) -> Path:
        """The absolute path of an existing file (or `folder`), to be handed to a program.

        Raises:
            Unavailable: no folder is configured.
            NotFound: there is no such file.
            InvalidArgument: the name leaves the folder or is not what was wanted.
        """
        root, parts = self._parts(name, field)
        return await trio.to_thread.run_sync(files.locate, root, parts, field, folder)

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        timeout_s: float | None = None,
        output_limit_bytes: int = OUTPUT_LIMIT_BYTES,
    ) -> Finished:
        """Run a program without a shell and wait for its end; see `programs`.

        Args:
            cwd: as `locate` returned it.
            timeout_s: deadline, never above `workspace.run_timeout_s`.
            output_limit_bytes: kept of each output; the rest is thrown away.

        Raises:
            Unavailable: running is not allowed, or the program is not installed.
        """
        self.check_run()
        deadline_s = min(timeout_s or self.settings.run_timeout_s, self.settings.run_timeout_s)
        limits = Limits(deadline_s, self.settings.run_memory_bytes, output_limit_bytes)
        async with self._programs:
            return await run_program(argv, cwd=cwd, home=self.root(), limits=limits)

    def root(self) -> Path:
        """The folder, absolute. Raises Unavailable when none is configured."""
        if self.settings.path is None:
            raise Unavailable(
                "no workspace is configured", hint="set workspace.path to the folder for files"
            )
        return Path(os.path.abspath(self.settings.path))

    def check_write(self) -> None:
        """Raise Unavailable unless tools may write files."""
        self.root()
        if not self.settings.allow_write:
            raise Unavailable(
                "tools may not write files here", hint="set workspace.allow_write = true"
            )

    def check_run(self) -> None:
        """Raise Unavailable unless tools may run programs."""
        self.root()
        if not self.settings.allow_run:
            raise Unavailable(
                "tools may not run programs here", hint="set workspace.allow_run = true"
            )

    def _parts(self, name: str, field: str) -> tuple[Path, Parts]:
        root = self.root()
        return root, parts_below(root, name, field=field)
