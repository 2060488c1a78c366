"""`trinitycore-mcp serve`: MCP over HTTP, with the operations port beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from appliance import __version__
from appliance.cli.options import load_settings, settings_options
from appliance.cli.output import write
from appliance.errors import StartError
from appliance.lifecycle import memory
from appliance.lifecycle.runtime_folder import leave_operations_url

if TYPE_CHECKING:
    from appliance.app import Addresses
    from appliance.settings.model import Settings

HELP = """\
Serve MCP over HTTP.

Without a configured database the embedded demo realm is served. Ctrl-C ends it.
"""


@click.command("serve", help=HELP)
@settings_options
def command(**options: Any) -> None:
    """Serve MCP over HTTP."""
    with memory.loading():
        import trio

        from appliance.app import serve
        from appliance.cli.logging import configure_logs
        from appliance.reload.configuration import Inputs

    loaded = load_settings(**options)
    inputs = Inputs(partial(load_settings, **options), configure_logs(loaded))
    announce = partial(tell_addresses, loaded.settings)
    trio.run(partial(serve, loaded.settings, announce=announce, environ=os.environ, inputs=inputs))


def tell_addresses(settings: Settings, addresses: Addresses) -> None:
    """Tell commands of the same service, and people, where to connect."""
    leave_operations_url(addresses.console, os.environ)
    print_addresses(settings, addresses)


def print_addresses(settings: Settings, addresses: Addresses) -> None:
    """Tell a person where to connect and how to add the server to a client."""
    url = f"{addresses.mcp[0]}/mcp"
    realm = "the embedded demo realm" if settings.demo else f"realm {settings.database.world}"
    lines = [
        f"trinitycore-mcp {__version__} serves {realm}",
        f"  MCP         {url}",
        f"  operations  {addresses.console}  (/livez /readyz /metrics)",
        "",
        "Add it to a client, e.g. Claude Code:",
        f"  claude mcp add --transport http trinitycore {url}",
        "or in a client's JSON configuration:",
        f'  {{"mcpServers": {{"trinitycore": {{"type": "http", "url": "{url}"}}}}}}',
    ]
    # Nobody may be reading; that is no reason not to serve.
    with suppress(StartError, BrokenPipeError):
        write("\n".join(lines) + "\n")
