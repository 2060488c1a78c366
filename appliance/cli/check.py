"""`trinitycore-mcp check`: what is wrong with configuration and realm, one line each."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import load_settings, settings_options
from appliance.cli.output import write
from appliance.clock import SystemClock
from appliance.errors import SettingsError

if TYPE_CHECKING:
    from appliance.telemetry.health import Check

HELP = """\
Say everything that is wrong with the configuration and the realm, with the fix.

Exits with 0 when all is good, 1 when serving cannot start, 2 when there are warnings.
"""


@click.command("check", help=HELP)
@settings_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool, **options: Any) -> None:
    """Say everything that is wrong with the configuration and the realm, with the fix."""
    import trio

    from appliance import checkup
    from appliance.telemetry.health import Check, Status

    try:
        loaded = load_settings(**options)
    except SettingsError as error:
        checks = [Check("settings", Status.FAILED, problem) for problem in error.problems]
    else:
        checks = trio.run(checkup.examine, loaded.settings, loaded.warnings, SystemClock())
    code = checkup.exit_code(checks)
    write(_as_json(checks, code) if as_json else _as_lines(checks))
    sys.exit(code)


def _as_lines(checks: list[Check]) -> str:
    return "".join(f"{check.status:<8} {check.name}: {check.message}\n" for check in checks)


def _as_json(checks: list[Check], code: int) -> str:
    found = [
        {"name": check.name, "status": check.status, "message": check.message} for check in checks
    ]
    return json.dumps({"exitCode": code, "checks": found}, indent=2) + "\n"
