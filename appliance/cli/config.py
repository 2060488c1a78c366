"""`trinitycore-mcp config`: what the settings are, where they come from, whether they hold."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import load_settings, settings_options
from appliance.cli.output import write
from appliance.errors import SettingsError

if TYPE_CHECKING:
    from appliance.settings.backup import BackupSettings

CHECK_HELP = """\
Say everything that is wrong with the configuration, one line each.

Exits with 0 when it is fine, with 1 when the server cannot start with it, with 2 when there are
warnings only. `trinitycore-mcp check` looks at the realm too.
"""


@click.group("config", help="Show and check the configuration.\n\nConnects to nothing.")
def command() -> None:
    """The commands about the configuration."""


@command.command(
    "show", help="Print every key, its value and the source it came from; secrets are masked."
)
@settings_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_settings(as_json: bool, **options: Any) -> None:
    """Print the table to standard output and the warnings to standard error."""
    from appliance.settings import show

    loaded = load_settings(**options)
    if as_json:
        write(json.dumps(show.as_json(loaded), indent=2, ensure_ascii=False) + "\n")
        return
    write(show.table(loaded) + "\n")
    for warning in loaded.warnings:
        click.echo(f"warning: {warning}", err=True)


@command.command("check", help=CHECK_HELP)
@settings_options
def check_settings(**options: Any) -> None:
    """Print the problems, or else the warnings, and exit with the code that says which."""
    try:
        loaded = load_settings(**options)
    except SettingsError as error:
        write("".join(f"wrong: {problem}\n" for problem in error.problems))
        sys.exit(1)
    if problems := _backup_problems(loaded.settings.backup):
        write("".join(f"wrong: {problem}\n" for problem in problems))
        sys.exit(1)
    if loaded.warnings:
        write("".join(f"warning: {warning}\n" for warning in loaded.warnings))
        sys.exit(2)
    write("the configuration is fine\n")


def _backup_problems(settings: BackupSettings) -> list[str]:
    """What only those who take backups can read: schedules and keys."""
    if settings.repository is None:
        return []
    from appliance.backup.mistakes import mistakes

    return mistakes(settings)
