"""Reports on their way to the caller, and to the workspace where that is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Annotated, TypeVar

import trio
from pydantic import Field

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.tools.models import ToolOutput
from appliance.workspace.folder import Workspace

T = TypeVar("T")
MOST_SHOWN = 200_000
"""Characters of a report that an answer carries."""
MOST_SHOWN_WRITTEN = 20_000
"""The same, where all of it was written to a file."""
MOST_PATH = 1024
"""Characters of a path."""
HEAD_BYTES = 4096
"""Of an existing file, that tell what it is; titles are shorter."""
_HEADS: Mapping[str, re.Pattern[bytes]] = {
    "json": re.compile(rb'\{\n  "(?:title": "[^\n]*",\n  "metadata|summary)": \{'),
    "html": re.compile(
        rb'<!DOCTYPE html>\n<html lang="en">\n<head>\n[^\n]*\n<meta http-equiv="Cont'
    ),
    "markdown": re.compile(rb"# [^\n]*\n\n\| Tests \| Passed \| Failed "),
    "junit": re.compile(rb"<\?xml [^\n]*\?>\s*<testsuites?[ >]"),
    "text": re.compile(rb"File +Lines +Branches "),
    "lcov": re.compile(rb"(?:TN:[^\n]*\n)?SF:"),
}
"""How a report of each format begins."""
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

    An earlier report of this format, told by how it begins, is replaced; no other file is. What
    keeps the report from being written is added to `notes`.

    Raises:
        InvalidArgument: the path leaves the workspace, or there is another file.
    """
    written = None
    if path is not None:
        try:
            overwrite = await replaces(workspace, path, form=form, field=field)
            written = await workspace.write(path, text, field=field, overwrite=overwrite)
        except Unavailable as error:
            notes.append(f"Not written to {field}: {error}")
    most = MOST_SHOWN if written is None else MOST_SHOWN_WRITTEN
    if truncated := len(text) > most:
        notes.append(f"The text here is cut at {most} of {len(text)} characters.")
    return Report(format=form, path=written, text=text[:most], truncated=truncated)


async def replaces(workspace: Workspace, path: str, *, form: str, field: str) -> bool:
    """Whether an earlier report of this format is at `path`; False where nothing is.

    Raises:
        Unavailable: no workspace is configured, or what is there may not be read.
        InvalidArgument: the path leaves the workspace, or there is another file.
    """
    try:
        head = await workspace.begin(path, field=field, count=HEAD_BYTES)
    except NotFound:
        return False
    if not _HEADS[form].match(head):
        raise InvalidArgument(
            f"{field}: the file exists already, and is no {form} report", hint="give a new name"
        )
    return True
