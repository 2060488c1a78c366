"""The tool that checks a C++ file of the workspace."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import trio
from pydantic import Field

from appliance.codegen.compiler import (
    STANDARD,
    Command,
    command_for,
    diagnostics,
    question,
)
from appliance.codegen.source_text import Finding, check_text
from appliance.errors import NotFound, Unavailable
from appliance.reports.values import MOST_JSON
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool
from appliance.workspace.folder import Workspace

MOST_SOURCE_BYTES = 2**20
MOST_PROBLEMS = 100
COMPILE_S = 100.0
TEXT_LIMIT_BYTES = 256 * 1024
"""Read of what the compiler prints."""


class ValidateGeneratedCode(ToolInput):
    """Which file, and how."""

    file_path: Annotated[
        str, Field(min_length=1, max_length=1024, description="File in the workspace.")
    ]
    check_compilation: Annotated[
        bool | None, Field(description="Without it: where running is allowed.")
    ] = None
    check_style: Annotated[bool, Field(description="Also tabs, blanks, long lines.")] = False


class Problem(ToolOutput):
    """Something wrong in a line."""

    file: Annotated[str | None, Field(description="Where it is another file.")] = None
    line: int
    column: int | None = None
    severity: Annotated[str, Field(description="error, warning or style.")]
    message: str
    found_by: Annotated[str, Field(description="text or compiler.")]


class Validation(Answer):
    """What was found."""

    file: str
    valid: Annotated[bool, Field(description="No errors by what was checked.")]
    compiled: bool
    total: int
    truncated: bool
    problems: list[Problem]
    notes: list[str]


@tool(
    "validate-generated-code",
    title="Check a C++ file",
    scope=Scope.WORKSPACE,
    read_only=True,
    timeout_s=120,
    sources=Sources(
        wrath="the file; the configured compiler and compile_commands.json",
        master="the file; the configured compiler and compile_commands.json",
    ),
)
async def validate_generated_code(query: ValidateGeneratedCode, context: ToolContext) -> Validation:
    """Check a C++ file of the workspace: brackets, guards, leftovers and, where allowed, the real
    compiler with the project's flags. Returns errors and warnings by line."""
    workspace = context.services.workspace
    if query.check_compilation:
        workspace.check_run()
    path = await workspace.locate(query.file_path, field="filePath")
    content = await workspace.read(query.file_path, field="filePath", limit_bytes=MOST_SOURCE_BYTES)
    check = partial(check_text, content, path.name, style=query.check_style)
    problems = [_said(finding) for finding in await trio.to_thread.run_sync(check)]
    notes: list[str] = []
    compiled = False
    if query.check_compilation is not False:
        try:
            workspace.check_run()
        except Unavailable as error:
            notes.append(f"Not compiled: {error}")
        else:
            problems += await _compile(workspace, path, notes)
            compiled = True
    root = await workspace.locate(".", field="filePath", folder=True)
    return Validation(
        source="the file" if not compiled else f"the file, {workspace.settings.compiler}",
        file=path.relative_to(root).as_posix(),
        valid=not any(problem.severity == "error" for problem in problems),
        compiled=compiled,
        total=len(problems),
        truncated=len(problems) > MOST_PROBLEMS,
        problems=problems[:MOST_PROBLEMS],
        notes=notes,
    )


def _said(finding: Finding) -> Problem:
    return Problem(
        line=finding.line,
        column=finding.column,
        severity=finding.severity,
        message=finding.message,
        found_by="text",
    )


async def _compile(workspace: Workspace, path: Path, notes: list[str]) -> list[Problem]:
    """What the compiler says of the file.

    Raises:
        Unavailable: it cannot be started.
    """
    root = await workspace.locate(".", field="filePath", folder=True)
    command = await _command(workspace, path, root)
    notes.append(_flags_note(command, path, root))
    flags = command.flags if command else ()
    argv = question(workspace.settings.compiler, flags, str(path))
    done = await workspace.run(
        argv, cwd=path.parent, timeout_s=COMPILE_S, output_limit_bytes=TEXT_LIMIT_BYTES
    )
    if done.timed_out:
        notes.append(f"The compiler was stopped after {done.duration_s:.0f} s: it is not done.")
    if done.truncated:
        notes.append("The compiler printed more than is read: its first words are here.")
    found = diagnostics(done.stderr.decode(errors="replace"))
    problems = [
        Problem(
            file=None if each.file == str(path) else each.file.removeprefix(f"{root}/"),
            line=each.line,
            column=each.column,
            severity=each.severity,
            message=each.message,
            found_by="compiler",
        )
        for each in found
    ]
    if done.exit_code and not any(each.severity == "error" for each in found):
        # It failed and named no line: unknown option, out of memory, killed.
        words = done.stderr.decode(errors="replace").strip().splitlines()
        said = words[0][:500] if words else "it said nothing"
        message = f"the compiler ended with {done.exit_code}: {said}"
        problems.append(Problem(line=1, severity="error", message=message, found_by="compiler"))
    return problems


async def _command(workspace: Workspace, path: Path, root: Path) -> Command | None:
    """How the project compiles the file; None without a build.

    Raises:
        InvalidArgument: compile_commands.json is damaged, or larger than any JSON that is read
            (TrinityCore's has some 5 MB).
    """
    name = f"{workspace.settings.build_folder}/compile_commands.json"
    try:
        database = await workspace.read(name, field="workspace.build_folder", limit_bytes=MOST_JSON)
    except NotFound:
        return None
    return await trio.to_thread.run_sync(command_for, database, str(path), str(root))


def _flags_note(command: Command | None, path: Path, root: Path) -> str:
    if command is None:
        return f"No flags in compile_commands.json: compiled with {STANDARD} alone."
    note = "Compiled with its flags in compile_commands.json"
    if command.file != str(path):
        note = f"Compiled with the flags of {command.file.removeprefix(f'{root}/')}"
    return f"{note}, {command.left_out} left out." if command.left_out else f"{note}."
