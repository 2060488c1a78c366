"""The command line. Each command is a module with a click command called `command`.

A command's module is imported when the command is invoked, not before: `--version` and `--help`
answer at once, and what one command needs costs the others nothing. So the first line of each
command's help is repeated here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module

import click

from appliance import __version__
from appliance.errors import ApplianceError, SettingsError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("appliance.cli.serve", "Serve MCP over HTTP."),
    "stdio": ("appliance.cli.stdio", "Serve MCP over standard input and output."),
    "check": (
        "appliance.cli.check",
        "Say everything that is wrong with the configuration and the realm, with the fix.",
    ),
    "config": ("appliance.cli.config", "Show and check the configuration."),
    "backup": ("appliance.cli.backup", "Take, prove and restore backups of the realm's databases."),
    "cluster": ("appliance.cli.cluster", "Set up, look at and steer a cluster of nodes."),
    "drill": (
        "appliance.cli.drill",
        "Have the leader step down while clients call, and say what they saw.",
    ),
    "witness": ("appliance.cli.witness", "Vote in a cluster and do nothing else."),
}
"""Command: its module and the first line of its help."""


class LazyGroup(click.Group):
    """A group that imports a command's module only to run it or to print its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = import_module(module).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.command is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


# Help is given as arguments everywhere: the single binary is built without docstrings.
@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="MCP server for TrinityCore realms (3.3.5 and master).",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """The program."""


def main() -> None:
    """Run the command line and exit.

    An expected failure is one line each on standard error; a bug keeps its traceback.
    """
    errors: list[ApplianceError] = []
    try:
        cli.main(prog_name="trinitycore-mcp")
    except* ApplianceError as group:
        errors.extend(leaves(group))
        for error in errors:
            report(error)
    # Not in the block above: what is raised there ends up in a group, which is no exit.
    sys.exit(max((error.exit_code for error in errors), default=0))


def leaves(group: BaseExceptionGroup[ApplianceError]) -> Iterator[ApplianceError]:
    """Yield the errors of a group of groups."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            yield error


def report(error: ApplianceError) -> None:
    """Print what is wrong, and what to do about it, to standard error."""
    lines = error.problems if isinstance(error, SettingsError) else (error.message,)
    for line in lines:
        click.echo(f"trinitycore-mcp: {line}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)
