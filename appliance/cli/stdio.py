"""`trinitycore-mcp stdio`: MCP over standard input and output, for desktop clients."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import click

from appliance.cli.options import load_settings, settings_options
from appliance.lifecycle import memory

HELP = """\
Serve MCP over standard input and output.

Standard output carries MCP and nothing else; logs go to standard error.
"""


@click.command("stdio", help=HELP)
@settings_options
def command(**options: Any) -> None:
    """Serve MCP over standard input and output."""
    with memory.loading():
        import trio

        from appliance.app import serve_stdio
        from appliance.cli.logging import configure_logs
        from appliance.reload.configuration import Inputs

    loaded = load_settings(**options)
    inputs = Inputs(partial(load_settings, **options), configure_logs(loaded))
    trio.run(partial(serve_stdio, loaded.settings, environ=os.environ, inputs=inputs))
