"""The MCP port: limits and certificate of other settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from appliance.reload.reading import read
from appliance.reload.steps import Step
from appliance.server.service import HttpPort
from appliance.settings.model import ServerSettings
from appliance.settings.reload import TLS_KEYS, Changes, Part


class Port:
    """The port as something that takes other settings into use."""

    def __init__(self, port: HttpPort) -> None:
        self._port = port

    async def prepare(self, changes: Changes) -> Step:
        """Read the certificate.

        Raises:
            StartError: it cannot be used, or the key is not its own.
        """
        if any(each.key in TLS_KEYS for each in changes.pending):
            # It waits for a restart, but what the restart would stumble over is told now.
            await self._read(changes.wanted.server)
        if Part.PORT not in changes.parts:
            return Step()
        return Step(commit=await self._read(changes.settings.server))

    async def _read(self, settings: ServerSettings) -> Callable[[], None]:
        return await read(partial(self._port.prepare, settings), "the certificate or its key")
