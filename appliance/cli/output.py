"""What a command prints for its user."""

from __future__ import annotations

import os
import sys
from typing import Any

from appliance.errors import ApplianceError, SettingsError, StartError


def write(text: str) -> None:
    """Print `text` to standard output, all of it, now.

    Raises:
        StartError: it cannot be written, because the disk is full for one, or it is closed.
        BrokenPipeError: nobody reads any more; the command line ends quietly.
    """
    if sys.stdout is None:
        raise StartError("standard output is closed", hint="open it, to /dev/null for one")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise StartError(
            f"cannot write to standard output: {error.strerror}",
            hint="free the disk, or write somewhere else",
        ) from error


def error_object(error: ApplianceError) -> dict[str, Any]:
    """An error as --json prints it."""
    told: dict[str, Any] = {"kind": type(error).__name__, "message": error.message}
    if isinstance(error, SettingsError):
        told["problems"] = list(error.problems)
    if error.hint:
        told["hint"] = error.hint
    return {"error": told}
