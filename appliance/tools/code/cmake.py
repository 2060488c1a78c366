"""The tool that writes a CMakeLists.txt."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field

from appliance.codegen.cmake import MOST_FILES, Project, cmake_lists
from appliance.codegen.files import File
from appliance.tools.code.output import SOURCE, Generated, Overwrite, deliver, shown
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import ToolInput
from appliance.tools.registry import Sources, tool

Paths = Annotated[list[str], Field(max_length=MOST_FILES)]


class GenerateCmakeIntegration(ToolInput):
    """What to write."""

    project_name: Annotated[str, Field(max_length=64)]
    source_files: Paths
    header_files: Paths
    test_files: Annotated[Paths, Field(default_factory=list, description="Tests for Catch2 3.")]
    is_library: Annotated[bool, Field(description="Static library, not a program.")] = False
    dependencies: Annotated[
        list[str],
        Field(default_factory=list, max_length=200, description="Targets: game, Boost::headers."),
    ]
    output_path: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=1024,
            description="Also write there: folder or .txt in the workspace.",
        ),
    ] = None
    overwrite: Overwrite = False


@tool(
    "generate-cmake-integration",
    title="CMakeLists.txt",
    scope=Scope.WORKSPACE,
    read_only=False,
    timeout_s=20,
    sources=Sources(wrath="own text", master="own text"),
)
async def generate_cmake_integration(
    query: GenerateCmakeIntegration, context: ToolContext
) -> Generated:
    """Write a CMakeLists.txt for C++ files: library or program, dependencies and tests registered
    for CTest. Writes it only with outputPath."""
    text = cmake_lists(
        Project(
            query.project_name,
            query.source_files,
            query.header_files,
            query.test_files,
            query.is_library,
            query.dependencies,
        )
    )
    files, folder = [File("CMakeLists.txt", text)], query.output_path
    if folder is not None and folder.endswith((".txt", ".cmake")):
        named = PurePosixPath(folder)
        files, folder = [File(named.name, text)], named.parent.as_posix()
    notes = ["Paths are relative to the folder of this file."]
    if query.test_files and not query.is_library:
        notes.append("Tests compile the program's sources again, less main.cpp.")
    return Generated(
        source=SOURCE,
        files=shown(files),
        written=await deliver(context, files, folder, query.overwrite),
        notes=notes,
    )
