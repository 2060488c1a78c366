"""What is told of the command line is what the command line takes."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from appliance.cli import COMMANDS, cli, reference
from appliance.errors import BackupLocked, RepositoryError

ENTRIES = reference.entries()


def test_every_command_is_there() -> None:
    names = [entry.name.split()[1:] for entry in ENTRIES]
    assert [name for (name,) in (each for each in names if len(each) == 1)] == list(COMMANDS)
    for group in ("backup", "cluster", "config"):
        command = cli.get_command(reference.context(), group)
        assert isinstance(command, click.Group)
        assert {name[1] for name in names if name[0] == group and name[1:]} == set(command.commands)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_command_says_what_its_help_says(entry: reference.Entry) -> None:
    line = [*entry.name.split()[1:], "--help"]
    told = CliRunner().invoke(cli, line, prog_name="trinitycore-mcp", terminal_width=400)
    text = " ".join(told.output.split())
    for paragraph in entry.paragraphs:
        assert paragraph in text
    if not entry.is_group:
        for name, _ in (*entry.options, *reference.settings_options()):
            assert (name in text) is (name in dict(entry.options) or "[SETTINGS]" in entry.usage)


@pytest.mark.parametrize("line", [line for line, _ in reference.EXAMPLES])
def test_the_examples_are_command_lines(line: str) -> None:
    """Each is parsed to its end; nothing runs."""
    command: click.Command = cli
    context, arguments = reference.context(), line.split()
    while isinstance(command, click.Group):
        found = command.get_command(context, arguments.pop(0))
        assert found is not None
        command = found
    command.make_context(line, arguments, parent=context)


def test_exit_codes_are_those_of_the_errors() -> None:
    codes = dict(reference.EXIT_CODES)
    assert "no repository" in codes[str(RepositoryError.exit_code)]
    assert "another run" in codes[str(BackupLocked.exit_code)]
