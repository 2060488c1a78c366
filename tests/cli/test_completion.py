"""The completion of the command line, in the shells themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from appliance.backup.logical.plan import Role
from appliance.backup.notes import Level, State
from appliance.cli import cli
from appliance.cli.backup import listing, now, verify
from appliance.cli.options import complete_assignment
from appliance.settings.keys import KEYS
from tests.cli.test_main import HEAVY
from tests.support.process import environment
from tests.support.shells import PROMPT, Shell, need, program_folder, shell

NAME, END = "trinitycore-mcp", "~end~"
CASES = {
    "ser": ["serve", "x"],
    "backup ver": ["backup", "verify", "x"],
    "backup now --incr": ["backup", "now", "--incremental", "x"],
    "backup verify --level qu": ["backup", "verify", "--level", "quick", "x"],
    "backup now --database wor": ["backup", "now", "--database", "world", "x"],
    "completion zs": ["completion", "zsh", "x"],
    "serve --config appl": ["serve", "--config", "appliance.toml", "x"],
    "serve --config=appl": ["serve", "--config=appliance.toml", "x"],
    "serve --set server.allow_una": ["serve", "--set", "server.allow_unauthenticated=x"],
    "serve --set=server.allow_una": ["serve", "--set=server.allow_unauthenticated=x"],
    "serve --set server.http_driver=st": ["serve", "--set", "server.http_driver=stock", "x"],
    "serve --set=server.http_driver=st": ["serve", "--set=server.http_driver=stock", "x"],
    "cluster init folder a=::1 --clus": ["cluster", "init", "folder", "a=::1", "--cluster", "x"],
}
"""What is typed before the Tab, and the words of the line after it and an x."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shells run: a configuration, and the program in PATH."""
    made = tmp_path_factory.mktemp("shells")
    (made / "appliance.toml").touch()
    return program_folder(made)


@pytest.fixture(scope="module")
def bash(folder: Path) -> Iterator[Shell]:
    begin = f'eval "$({NAME} completion bash)"; PS1={PROMPT}\r'
    with shell(need("bash"), "--norc", "--noprofile", "-i", folder=folder, begin=begin) as found:
        yield found


@pytest.fixture(scope="module")
def zsh(folder: Path) -> Iterator[Shell]:
    """zsh as its manual sets completion up: the script is a file in fpath."""
    functions = folder / "functions"
    functions.mkdir()
    script = CliRunner().invoke(cli, ["completion", "zsh"], prog_name=NAME).output
    (functions / f"_{NAME}").write_text(script)
    begin = (
        f"fpath=({functions} $fpath); autoload -U compinit; compinit -u -D; bindkey -e; "
        f"unsetopt prompt_sp prompt_cr; PS1='{PROMPT}'\r"
    )
    with shell(need("zsh"), "-f", "-i", folder=folder, begin=begin) as found:
        yield found


@pytest.mark.parametrize("typed", CASES)
def test_bash(bash: Shell, typed: str) -> None:
    assert bash.words(f"{NAME} {typed}\tx") == [NAME, *CASES[typed]]


@pytest.mark.parametrize("typed", CASES)
def test_zsh(zsh: Shell, typed: str) -> None:
    assert zsh.words(f"{NAME} {typed}\tx") == [NAME, *CASES[typed]]


@pytest.fixture(scope="module")
def fish(folder: Path) -> list[list[str]]:
    """What fish itself says it would complete, of each case."""
    asked = [f"complete --do-complete '{NAME} {typed}'; echo {END}" for typed in CASES]
    done = subprocess.run(
        (need("fish"), "--no-config", "-c", f"{NAME} completion fish | source; {'; '.join(asked)}"),
        cwd=folder, capture_output=True, text=True, timeout=60, check=True,
        env=environment(PATH=f"{folder}:{os.environ['PATH']}", HOME=str(folder)),
    )  # fmt: skip
    return [answer.split("\n") for answer in done.stdout.split(f"{END}\n")[:-1]]


@pytest.mark.parametrize(("number", "words"), list(enumerate(CASES.values())), ids=CASES)
def test_fish(fish: list[list[str]], number: int, words: list[str]) -> None:
    """Fish adds a space to what does not end in "="."""
    completed = words[-2] if words[-1] == "x" else words[-1].removesuffix("x")
    assert [line.split("\t")[0] for line in fish[number]] == [completed, ""]


def test_bash_lists_what_there_is(bash: Shell) -> None:
    bash.type(f"{NAME} cluster st\t\t")
    bash.until("\nstatus     step-down")
    bash.type("\x15\r")
    bash.until(PROMPT)


def test_nothing_heavy_is_imported_to_complete() -> None:
    """The groups and options of every command are there with click and little more."""
    script = f"""
import sys, click
from appliance.cli import cli
from appliance.cli import completion, shells, setting_keys

def walk(command, context):
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), context)

print(len(list(walk(cli, click.Context(cli)))), *(n for n in {HEAVY} if n in sys.modules))
"""
    done = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=True, timeout=60
    )
    count, *heavy = done.stdout.split()
    assert int(count) > 20
    assert heavy == []


def test_keys_and_values_of_settings() -> None:
    def complete(begun: str) -> list[str]:
        context, option = click.Context(cli), click.Option(["--set"])
        return [item.value for item in complete_assignment(context, option, begun)]

    assert complete("console.p") == ["console.port="]
    assert complete("log.format=") == ["log.format=auto", "log.format=json", "log.format=pretty"]
    assert complete("log.level=deb") == ["log.level=debug"]
    assert complete("server.port=") == complete("no.such") == complete("no.such=") == []
    assert len(complete("")) == len(KEYS)


def test_choices_are_those_of_the_product() -> None:
    """They are repeated in the commands, which import nothing heavy."""
    assert tuple(State) == listing.STATES
    assert tuple(Level) == verify.LEVELS
    assert {*now.ROLES, "other"} == set(get_args(Role))
