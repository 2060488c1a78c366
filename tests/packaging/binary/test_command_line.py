"""The commands of the built programs that end by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from appliance import __version__
from appliance.cli import cli
from tests.support.process import Program, run

pytestmark = pytest.mark.packaged


def commands(context: click.Context) -> Iterator[click.Context]:
    """A command and every one below it."""
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command
            below = {"info_name": name, "parent": context} | command.context_settings
            yield from commands(click.Context(command, **below))


def test_the_version(program: Program, tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path, program=program)
    assert (done.returncode, done.stdout) == (0, f"trinitycore-mcp {__version__}\n")
    assert done.stderr == ""
    assert not list(program.home.iterdir()), "what was unpacked is gone"


def test_the_help_of_every_command_is_the_whole(folder: Program, tmp_path: Path) -> None:
    """Docstrings are not in the program; nothing that a reader sees may be one."""
    top = click.Context(cli, info_name="trinitycore-mcp", **cli.context_settings)
    found = list(commands(top))
    assert len(found) > 15
    for each in found:
        words = each.command_path.split()[1:]
        done = run(*words, "--help", cwd=tmp_path, program=folder)
        assert (done.returncode, done.stdout, done.stderr) == (0, each.get_help() + "\n", "")


def test_the_configuration_is_shown_and_checked(program: Program, tmp_path: Path) -> None:
    (tmp_path / "realm.toml").write_text('[server]\nname = "Königreich"\n')
    commands = ("config", "show"), ("config", "check"), ("check", "--set", "console.port=0")
    for command in commands:
        done = run(*command, "--demo", cwd=tmp_path, program=program)
        assert done.returncode == 0, done.stderr
    wrong = run("check", "--config", "realm.toml", cwd=tmp_path, program=program)
    assert wrong.returncode == 1
    assert "server.name: unknown key" in wrong.stdout
    assert wrong.stderr == ""


def test_texts_in_any_script_are_read_whatever_the_locale(folder: Program, tmp_path: Path) -> None:
    (tmp_path / "realm.toml").write_text('[database]\nworld = "Königreich"\n', "utf-8")
    for locale in ("C", "POSIX", "C.UTF-8"):
        done = run("config", "show", "--config", "realm.toml", cwd=tmp_path, program=folder,
                   LC_ALL=locale)  # fmt: skip
        assert "Königreich" in done.stdout, (locale, done.stderr)


def test_completion_scripts_are_the_ones_beside_it(folder: Program, tmp_path: Path) -> None:
    done = run("completion", "bash", cwd=tmp_path, program=folder)
    beside = folder.path.parents[1] / "completions" / "trinitycore-mcp"
    assert done.stdout == beside.read_text()
    assert "complete" in done.stdout
