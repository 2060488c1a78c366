"""Everything that is told of the command line, read from the commands: for manual and reference.

What no command knows of itself stands here: variables, files, exit codes, examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

from appliance.cli import PROGRAM, cli
from appliance.cli.options import SETTINGS_OPTIONS

Rows = tuple[tuple[str, str], ...]
"""Names and what they mean."""

SUMMARY = "MCP server and appliance for TrinityCore realms"
DESCRIPTION = (
    "Answers questions about a TrinityCore realm, 3.3.5 or master, over the Model Context "
    "Protocol, from the realm's own databases and client files. Takes backups of the databases, "
    "proves these by restoring them, and runs on several nodes of which one leads.",
    "Without a configured database the embedded demo realm is served: `trinitycore-mcp serve` "
    "needs nothing else.",
    "`-h` or `--help` after any command tells what is told here. `--version` prints the version.",
)
SETTINGS = (
    "Commands that take [SETTINGS] read the configuration: later sources win, in the order "
    "configuration file, systemd credentials, .env, environment, these options. "
    "`trinitycore-mcp config show` prints every key with its value and source."
)
ENVIRONMENT: Rows = (
    ("TRINITYCORE_MCP_CONFIG", "The configuration file, where --config names none."),
    (
        "TRINITYCORE_MCP_SECTION__KEY",
        "Any setting, for example TRINITYCORE_MCP_SERVER__PORT. The names of version 1.4 are "
        "understood, too.",
    ),
    (
        "CREDENTIALS_DIRECTORY",
        "Set by systemd: a file section.key in it is the value of that setting, for secrets.",
    ),
    (
        "STATE_DIRECTORY, CACHE_DIRECTORY",
        "Set by systemd: where ballot and indexes are, unless ha.state_dir and library.index_path "
        "say otherwise. Without them, XDG_STATE_HOME and XDG_CACHE_HOME.",
    ),
    (
        "RUNTIME_DIRECTORY",
        "Set by systemd: the server notes there where its operations port is, so that ExecReload "
        "finds it whatever the configuration says by then.",
    ),
    (
        "NOTIFY_SOCKET, WATCHDOG_USEC",
        "Set by systemd: it is told when the server is ready, and that it lives.",
    ),
    ("TMPDIR", "Where the one-file program unpacks itself; programs must be allowed to run there."),
)
FILES: Rows = (
    (
        "/etc/trinitycore-mcp/appliance.toml",
        "Configuration of the packaged service; /etc/trinitycore-mcp/NAME.toml that of its "
        "instance NAME.",
    ),
    (".env", "In the working directory: variables, read unless --env-file names another file."),
    ("/var/lib/trinitycore-mcp", "State of the packaged service."),
)
EXIT_CODES: Rows = (
    ("0", "Done. A server was told to stop, and did."),
    (
        "1",
        "Failed or refused; the configuration is wrong; something forbids the start. `check` and "
        "`config check`: serving cannot start. `health`: not ready, or nobody answers. `drill`: a "
        "promise did not hold.",
    ),
    (
        "2",
        "The command line is wrong. Besides: `check` and `config check` have warnings only, "
        "`cluster status` finds no leader, rounds of a `drill` are missing.",
    ),
    ("3", "`backup`: incomplete; something that should be in it is not."),
    ("10", "`backup`: there is no repository, or it cannot be used."),
    ("11", "`backup`: another run is at work."),
    ("70", "A bug; its traceback is on standard error."),
    ("130", "`backup`: interrupted; nothing half-done is listed."),
)
JSON = (
    "Errors are one line each on standard error, with a hint. Where a command takes --json, "
    'standard output holds one JSON object, {"error": ...} for an error, a wrong usage included.'
)
EXAMPLES: Rows = (
    ("serve --demo", "Serve the embedded demo realm."),
    ("check --config appliance.toml", "Say what is wrong with configuration and realm."),
    ("serve --config appliance.toml --set log.level=debug", "Serve a realm, and log more."),
    ("reload --config appliance.toml", "Have the running server take the changed file into use."),
    ("backup now --config appliance.toml", "Take a backup, and prove it by restoring it."),
    ("backup restore latest --database world --dry-run", "Show what a restore would overwrite."),
    ("cluster status --json", "Who leads, for a program."),
    ("health --live --url http://127.0.0.1:9090", "The probe of a container."),
)
"""Command lines without the program's name, and what they do."""
SEE_ALSO = "docs/reference/settings.md of the source lists every setting, docs/TOOLS.md every tool."


@dataclass(frozen=True)
class Entry:
    """One command.

    Attributes:
        usage: its arguments.
        paragraphs: of its help.
        options: as they are written, and what they mean; not the shared ones about settings.
    """

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    options: Rows
    is_group: bool = False

    @property
    def line(self) -> str:
        """The whole usage."""
        return f"{self.name} {self.usage}".rstrip()


def entries() -> list[Entry]:
    """Every command, sub-commands after their group."""
    return list(_below(cli, context()))


def context() -> click.Context:
    """The program's, without anything on the command line.

    Made as click makes it: commands remember the names of the help option from the first one.
    """
    return cli.make_context(PROGRAM, [], resilient_parsing=True)


def settings_options() -> Rows:
    """The options that all commands with settings share."""
    command = cli.get_command(outer := context(), "serve")
    if command is None:
        raise LookupError("serve")
    return _options(command, click.Context(command, parent=outer), shared=True)


def _below(group: click.Group, outer: click.Context) -> Iterator[Entry]:
    for name in group.list_commands(outer):
        command = group.get_command(outer, name)
        if command is None:
            raise LookupError(name)
        inner = click.Context(command, info_name=name, parent=outer)
        yield _entry(command, inner)
        if isinstance(command, click.Group):
            yield from _below(command, inner)


def _entry(command: click.Command, inner: click.Context) -> Entry:
    options = _options(command, inner, shared=False)
    usage = [
        each.make_metavar(inner) for each in command.params if isinstance(each, click.Argument)
    ]
    if isinstance(command, click.Group):
        usage.append("COMMAND")
    elif options:
        usage.insert(0, "[OPTIONS]")
    if any(each.name in SETTINGS_OPTIONS for each in command.params):
        usage.append("[SETTINGS]")
    return Entry(
        inner.command_path,
        " ".join(usage),
        tuple(" ".join(part.split()) for part in (command.help or "").strip().split("\n\n")),
        options,
        is_group=isinstance(command, click.Group),
    )


def _options(command: click.Command, inner: click.Context, *, shared: bool) -> Rows:
    records = (
        each.get_help_record(inner)
        for each in command.params
        if isinstance(each, click.Option) and (each.name in SETTINGS_OPTIONS) is shared
    )
    return tuple((name, " ".join(text.split())) for name, text in filter(None, records))
