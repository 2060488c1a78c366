"""What tools may touch of this machine: one folder, and the figures of one process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from appliance.settings.section import Seconds, Section


class WorkspaceSettings(Section):
    """The folder below which tools may read reports and, where allowed, write files and run
    programs. Without it they only return text."""

    path: Path | None = None
    """The folder. Nothing outside it is read or written; links in it are not followed."""
    allow_write: bool = False
    """Set to true to let tools write the files they generate below the folder."""
    allow_run: bool = False
    """Set to true to let tools run the compiler and the tests below the folder. Tests are programs:
    whoever may call the tools can make them run."""
    compiler: str = "c++"
    """C++ compiler that checks code, by name or path."""
    ctest: str = "ctest"
    """CMake's test runner, by name or path."""
    build_folder: str = "build"
    """CMake's build folder, below the folder: compile_commands.json and the tests are there."""
    run_timeout_s: Seconds = 600.0
    """Deadline of one program, in seconds; then it and its children are ended."""
    run_memory_bytes: Annotated[int, Field(ge=2**26, le=2**47)] = 4 * 2**30
    """Most address space a program may take, in bytes."""


class WorldserverSettings(Section):
    """The worldserver of the realm, when it runs on this machine: its load is read from /proc."""

    pid_file: Path | None = None
    """File with its process id (PidFile of worldserver.conf)."""
    executable: str | None = None
    """Name of its program as /proc shows it, where there is no pid file: usually worldserver."""
