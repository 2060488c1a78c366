"""Logs of a serving command, set up from its settings."""

from __future__ import annotations

import os
import sys

import structlog

from appliance.settings.load import Loaded
from appliance.settings.model import LogFormat
from appliance.telemetry import logs


def configure_logs(loaded: Loaded) -> None:
    """Set up logging and log what loading the settings warned of."""
    chosen = loaded.settings.log
    as_json = chosen.format is LogFormat.JSON or (
        chosen.format is LogFormat.AUTO and not sys.stderr.isatty()
    )
    logs.configure(level=chosen.level, as_json=as_json, environ=os.environ)
    for warning in loaded.warnings:
        structlog.get_logger("appliance.settings").warning(warning)
