"""Reports on their way to the caller, and to the workspace where that is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import PurePath
from typing import Annotated, TypeVar

import trio
from pydantic import Field

from appliance.errors import Unavailable
from appliance.tools.models import ToolOutput
from appliance.workspace.folder import Workspace

T = TypeVar("T")
MOST_SHOWN = 200_000
"""Characters of a report that an answer carries."""
MOST_SHOWN_WRITTEN = 20_000
"""The same, where all of it was written to a file."""
MOST_PATH = 1024
"""Characters of a path."""
_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "json": (".json",),
    "html": (".html", ".htm"),
    "markdown": (".md", ".markdown"),
    "junit": (".xml",),
    "text": (".txt",),
    "lcov": (".info", ".lcov"),
}
AT_ONCE = 2
"""Documents in work: a large one takes some hundred MB while it is a tree."""
_places = trio.lowlevel.RunVar[trio.CapacityLimiter]("documents in work")


class Report(ToolOutput):
    """A rendered report."""

    format: str
    path: Annotated[str | None, Field(description="Where it was written.")] = None
    text: str | None = None
    truncated: bool = False


async def apart(function: partial[T]) -> T:
    """Run what works on a whole document in a thread, `AT_ONCE` at a time in the process.

    A caller who leaves does not wait for its end: it has one, and changes nothing.
    """
    try:
        places = _places.get()
    except LookupError:
        _places.set(places := trio.CapacityLimiter(AT_ONCE))
    return await trio.to_thread.run_sync(function, limiter=places, abandon_on_cancel=True)


async def deliver(
    workspace: Workspace, text: str, path: str | None, *, form: str, notes: list[str], field: str
) -> Report:
    """Write `text` to `path`, if one is given and writing is possible, and return it cut to size.

    An earlier report, told by the suffix of its format, is replaced; no other file is. What keeps
    the report from being written is added to `notes`.

    Raises:
        InvalidArgument: the path leaves the workspace, or holds another kind of file.
    """
    written = None
    if path is not None:
        overwrite = PurePath(path).suffix.lower() in _SUFFIXES[form]
        try:
            written = await workspace.write(path, text, field=field, overwrite=overwrite)
        except Unavailable as error:
            notes.append(f"Not written to {field}: {error}")
    most = MOST_SHOWN if written is None else MOST_SHOWN_WRITTEN
    if truncated := len(text) > most:
        notes.append(f"The text here is cut at {most} of {len(text)} characters.")
    return Report(format=form, path=written, text=text[:most], truncated=truncated)
