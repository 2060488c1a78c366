"""What the running service leaves for commands beside it: RUNTIME_DIRECTORY of systemd.exec(5).

The service manager makes the folder for a service, tells its processes of it, and removes it after
their end. So a command of the service, as ExecReload, finds the server that runs even where the
configuration has meanwhile got a mistake or another port.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from appliance.errors import StartError

OPERATIONS = "operations.url"


def leave_operations_url(url: str, environ: Mapping[str, str]) -> None:
    """Note where the operations port is; nothing where no service manager gave a folder.

    Raises:
        StartError: the folder cannot be written.
    """
    folder = _folder(environ)
    if folder is None:
        return
    try:
        (folder / OPERATIONS).write_text(url)
    except OSError as error:
        raise StartError(f"cannot write {folder / OPERATIONS}: {error.strerror}") from error


def operations_url(environ: Mapping[str, str]) -> str | None:
    """Where the operations port of this command's service is; None outside of one."""
    folder = _folder(environ)
    try:
        return None if folder is None else (folder / OPERATIONS).read_text()
    except OSError:
        return None  # not started yet: the settings tell where it will be


def _folder(environ: Mapping[str, str]) -> Path | None:
    """The first, if the manager gives several."""
    first = environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return Path(first) if first else None
