"""The MCP port: limits and certificate of other settings."""

from __future__ import annotations

from functools import partial

import trio

from appliance.reload.steps import Step
from appliance.server.service import HttpPort
from appliance.settings.reload import Changes, Part


class Port:
    """The port as something that takes other settings into use."""

    def __init__(self, port: HttpPort) -> None:
        self._port = port

    async def prepare(self, changes: Changes) -> Step:
        """Read the certificate.

        Raises:
            StartError: it cannot be used, or the key is not its own.
        """
        if Part.PORT not in changes.parts:
            return Step()
        read = partial(self._port.prepare, changes.settings.server)
        return Step(commit=await trio.to_thread.run_sync(read))
