"""The command line. Each command is a module with a click command called `command`.

A command's module is imported when the command is invoked, not before: `--version` and `--help`
answer at once, and what one command needs costs the others nothing. So the first line of each
command's help is repeated here. The modules themselves import click and little more; what a command
works with is imported where it works, so that its help and its completion are there at once, too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from appliance import __version__
from appliance.cli.output import error_object, write
from appliance.errors import ApplianceError, SettingsError
from appliance.telemetry import journal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM: Final = "trinitycore-mcp"
COMPLETE_VARIABLE: Final = "_TRINITYCORE_MCP_COMPLETE"
"""What a completing shell sets; click derives the name from the program's."""
BUG: Final = 70
"""Exit code of EX_SOFTWARE in sysexits.h: a service manager starts the program again, as it does
not after an error of the operator's (1)."""

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("appliance.cli.serve", "Serve MCP over HTTP."),
    "stdio": ("appliance.cli.stdio", "Serve MCP over standard input and output."),
    "check": (
        "appliance.cli.check",
        "Say everything that is wrong with the configuration and the realm, with the fix.",
    ),
    "config": ("appliance.cli.config", "Show and check the configuration."),
    "reload": (
        "appliance.cli.reload",
        "Have the server of this machine take its changed configuration into use.",
    ),
    "backup": ("appliance.cli.backup", "Take, prove and restore backups of the realm's databases."),
    "cluster": ("appliance.cli.cluster", "Set up, look at and steer a cluster of nodes."),
    "drill": (
        "appliance.cli.drill",
        "Have the leader step down while clients call, and say what they saw.",
    ),
    "witness": ("appliance.cli.witness", "Vote in a cluster and do nothing else."),
    "health": ("appliance.cli.health", "Say whether a node wants calls, for probes."),
    "completion": ("appliance.cli.completion", "Print the completion script of a shell."),
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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Complete a command's name from the table, without importing any."""
        from click.shell_completion import CompletionItem

        commands = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Whoever asks for JSON gets a wrong usage as JSON, too."""
        arguments = tuple(ctx.args)
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if not asks_for_json(arguments):
                raise
            told = {"kind": "UsageError", "message": error.format_message()}
            if error.ctx is not None:
                told["hint"] = f"{error.ctx.command_path} --help"
            write(json.dumps({"error": told}, ensure_ascii=False) + "\n")
            ctx.exit(error.exit_code)


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

    An expected failure is one line each on standard error; a bug is told with its traceback.
    """
    try:
        run()
    except Exception:  # noqa: BLE001 the outermost place: nothing goes on after it
        import traceback

        complain(traceback.format_exc().rstrip("\n"))
        sys.exit(BUG)


def run() -> None:
    """Run the command line and exit; only a bug leaves this function."""
    errors: list[ApplianceError] = []
    if COMPLETE_VARIABLE in os.environ:
        import_module("appliance.cli.shells")  # tells click of them
    try:
        cli.main(prog_name=PROGRAM)
    except* ApplianceError as group:
        errors.extend(leaves(group))
        tell(errors)
    # Not in the block above: what is raised there ends up in a group, which is no exit.
    sys.exit(max((error.exit_code for error in errors), default=0))


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether --json is among the options of a command line."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def leaves(group: BaseExceptionGroup[ApplianceError]) -> Iterator[ApplianceError]:
    """Yield the errors of a group of groups."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            yield error


def tell(errors: Sequence[ApplianceError]) -> None:
    """Print what is wrong; for who asks for JSON, the first of them as that."""
    if asks_for_json(sys.argv[1:]):
        with suppress(BrokenPipeError):  # nobody reads any more
            write(json.dumps(error_object(errors[0]), ensure_ascii=False) + "\n")
        return
    for error in errors:
        report(error)


def report(error: ApplianceError) -> None:
    """Print what is wrong, and what to do about it, to standard error."""
    problems = error.problems if isinstance(error, SettingsError) else (error.message,)
    lines = [f"{PROGRAM}: {problem}" for problem in problems]
    if error.hint:
        lines.append(f"  hint: {error.hint}")
    complain("\n".join(lines))


def complain(text: str) -> None:
    """Write to standard error; the journal files it as an error."""
    if sys.stderr is not None and journal.is_journal(sys.stderr, os.environ):
        text = journal.with_priority(text, journal.ERROR)
    click.echo(text, err=True)
