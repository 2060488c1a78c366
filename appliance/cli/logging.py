"""Logs of a serving command, set up from its settings."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable

import structlog

from appliance.settings.load import Loaded
from appliance.settings.model import LogFormat, LogSettings
from appliance.telemetry import logs


def configure_logs(loaded: Loaded) -> Callable[[LogSettings], None]:
    """Set up logging and log what loading the settings warned of.

    Returns what takes other settings into use.
    """
    if sys.stderr is not None:  # else its number may be another file's
        faulthandler.enable(2)  # a watchdog's SIGABRT tells where it hangs
    chosen = loaded.settings.log
    log = logs.configure(level=chosen.level, as_json=_as_json(chosen), environ=os.environ)
    for warning in loaded.warnings:
        structlog.get_logger("appliance.settings").warning(warning)

    def change(settings: LogSettings) -> None:
        log.change(level=settings.level, as_json=_as_json(settings))

    return change


def _as_json(settings: LogSettings) -> bool:
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    return settings.format is LogFormat.JSON or (
        settings.format is LogFormat.AUTO and not on_terminal
    )
