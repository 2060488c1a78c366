"""What the generators of code share: files in an answer, and writing them to the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field

from appliance.codegen.files import File
from appliance.errors import InvalidArgument, NotFound
from appliance.tools.context import ToolContext
from appliance.tools.models import Answer, ToolOutput

SOURCE = "trinitycore-mcp, templates of its own"
_SUFFIXES = (".h", ".hpp", ".cpp", ".cc")

OutputPath = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=1024,
        description="Also write there: folder or header in the workspace.",
    ),
]
Overwrite = Annotated[bool, Field(description="Replace files that exist.")]


class GeneratedFile(ToolOutput):
    """One generated file."""

    path: str
    text: str


class Generated(Answer):
    """Generated files."""

    files: list[GeneratedFile]
    written: Annotated[list[str], Field(description="Written files, from the workspace.")]
    notes: list[str]


def stem_of(output_path: str | None) -> str | None:
    """The name for the files when `output_path` names one of them."""
    if output_path is None or not output_path.endswith(_SUFFIXES):
        return None
    return PurePosixPath(output_path).stem


async def deliver(
    context: ToolContext, files: Sequence[File], output_path: str | None, overwrite: bool
) -> list[str]:
    """Write the files when a path was given; return the paths below the workspace.

    Raises:
        Unavailable: writing is not allowed.
        InvalidArgument: the path cannot be used, or a file exists and `overwrite` is not set; then
            none is written.
    """
    if output_path is None:
        return []
    workspace = context.services.workspace
    workspace.check_write()
    named = PurePosixPath(output_path)
    folder = named.parent if stem_of(output_path) else named
    paths = [(folder / file.path).as_posix() for file in files]
    if not overwrite:
        for path in paths:
            try:
                await workspace.locate(path, field="outputPath")
            except NotFound:
                continue
            raise InvalidArgument(
                f"outputPath: {PurePosixPath(path).name} exists already",
                hint="set overwrite to replace it",
            )
    return [
        await workspace.write(path, file.text, field="outputPath", overwrite=overwrite)
        for path, file in zip(paths, files, strict=True)
    ]


def shown(files: Sequence[File]) -> list[GeneratedFile]:
    """The files as an answer shows them."""
    return [GeneratedFile(path=file.path, text=file.text) for file in files]
