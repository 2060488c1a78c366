"""What the commands that ask a node share: its address, what is printed, the exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import click

from appliance.cli.options import load_settings, settings_options
from appliance.cli.output import write
from appliance.console.client import TIMEOUT_S, ask, from_here
from appliance.lifecycle import runtime_folder

DONE: Final = 0
FAILED: Final = 1
NO_LEADER: Final = 2

Function = Callable[..., Any]
Shown = tuple[Mapping[str, Any], list[str], int]
"""The JSON object, the lines for people, the exit code."""


def node_options(function: Function) -> Function:
    """The options of every command that asks a node."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    url = click.option(
        "--url", metavar="URL", help="Operations port of the node, http://host:port."
    )
    return settings_options(url(as_json(function)))


def answer(
    show: Callable[[int, dict[str, Any]], Shown],
    path: str,
    options: dict[str, Any],
    *,
    method: str = "GET",
    body: dict[str, Any] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> None:
    """Ask a node, print its answer, and exit.

    Args:
        show: makes of the answer's status and object what is printed.
        options: those of `node_options`.
    """
    as_json, url = options.pop("as_json"), options.pop("url")
    address = url or operations_url(options)
    code, found = ask(address, path, method=method, body=body, timeout_s=timeout_s)
    data, lines, exit_code = show(code, found)
    finish(data, lines, exit_code, as_json=as_json)


def finish(data: Mapping[str, Any], lines: list[str], code: int, *, as_json: bool) -> None:
    """Print and exit."""
    if as_json:
        write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        write("".join(f"{line}\n" for line in lines))
    sys.exit(code)


def operations_url(options: dict[str, Any]) -> str:
    """The operations port of the service that this is a command of, else of the settings."""
    if running := runtime_folder.operations_url(os.environ):
        parts = urlsplit(running)
        listens, port = parts.hostname or "", parts.port
    else:
        console = load_settings(**options).settings.console
        listens, port = console.host, console.port
    host = from_here(listens)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
