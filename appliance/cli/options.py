"""The options that every command with settings shares, and the settings they lead to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from appliance.settings.load import Loaded

_Function = TypeVar("_Function", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)


def complete_assignment(
    _context: click.Context, _option: click.Parameter, begun: str
) -> list[CompletionItem[str]]:
    """The keys that go on from what was typed; after a key, the values it may have."""
    from click.shell_completion import CompletionItem

    from appliance.cli.setting_keys import VALUES

    key, equals, _ = begun.partition("=")
    known = (
        [f"{key}={value}" for value in VALUES.get(key, ())] if equals else map("{}=".format, VALUES)
    )
    return [CompletionItem(each) for each in known if each.startswith(begun)]


_OPTIONS = (
    click.option(
        "--config",
        "config_file",
        type=_FILE,
        envvar="TRINITYCORE_MCP_CONFIG",
        show_envvar=True,
        metavar="FILE",
        help="Configuration file, TOML or YAML.",
    ),
    click.option(
        "--env-file",
        type=_FILE,
        metavar="FILE",
        help="File with variables instead of .env in the working directory.",
    ),
    click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="SECTION.KEY=VALUE",
        help="Set one key, stronger than every file and variable; may be repeated.",
        shell_complete=complete_assignment,
    ),
    click.option("--host", metavar="ADDRESS", help="Short for --set server.host=ADDRESS."),
    click.option("--port", metavar="PORT", help="Short for --set server.port=PORT."),
    click.option("--demo", is_flag=True, help="Serve the embedded demo realm in any case."),
)


SETTINGS_OPTIONS = ("config_file", "env_file", "assignments", "host", "port", "demo")
"""Names of the parameters that the options make."""


def settings_options(function: _Function) -> _Function:
    """Add the options to a command; it passes them on to `load_settings`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def load_settings(
    *,
    config_file: Path | None = None,
    env_file: Path | None = None,
    assignments: Sequence[str] = (),
    host: str | None = None,
    port: str | None = None,
    demo: bool = False,
) -> Loaded:
    """Load the settings that the options, the environment and the files make.

    Raises:
        SettingsError: something is wrong with them.
    """
    # Here and not above: the help of a command needs none of what loading needs.
    from appliance.settings.load import load

    return load(
        config_file,
        environ=os.environ,
        env_file=env_file,
        overrides=overrides(assignments, host=host, port=port, demo=demo),
    )


def overrides(
    assignments: Sequence[str],
    *,
    host: str | None = None,
    port: str | None = None,
    demo: bool = False,
) -> dict[str, object]:
    """The flags by dotted key.

    Raises:
        click.BadParameter: an assignment is not of the form section.key=value.
    """
    flags: dict[str, object] = {}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals or "." not in key:
            raise click.BadParameter(
                f"{assignment!r} is not of the form section.key=value", param_hint="--set"
            )
        flags[key.strip()] = value
    if host is not None:
        flags["server.host"] = host
    if port is not None:
        flags["server.port"] = port
    if demo:
        flags |= {"database.host": None, "database.socket": None}
    return flags
