"""The configured folder: paths that cannot leave it."""

from __future__ import annotations

from appliance.settings.workspace import WorkspaceSettings


class Workspace:
    """The folder below which tools work."""

    def __init__(self, settings: WorkspaceSettings | None = None) -> None:
        self._settings = settings or WorkspaceSettings()
