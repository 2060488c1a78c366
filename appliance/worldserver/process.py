"""The configured worldserver's figures in /proc."""

from __future__ import annotations

from appliance.settings.workspace import WorldserverSettings


class Worldserver:
    """The process whose load is measured."""

    def __init__(self, settings: WorldserverSettings | None = None) -> None:
        self._settings = settings or WorldserverSettings()
