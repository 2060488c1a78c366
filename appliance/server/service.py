"""Serving a kernel: over HTTP until told to stop, or over standard input and output."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import trio

from appliance.server import stdio
from appliance.server.endpoint import Endpoint
from appliance.server.exchange import Identify, local_caller
from appliance.server.http import service as http
from appliance.server.http.config import HttpConfig
from appliance.server.http.listener import tls_context
from appliance.server.kernel import Kernel
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics


class HttpPort:
    """The MCP port, of which limits and certificate may change while it serves."""

    def __init__(
        self,
        kernel: Kernel,
        settings: ServerSettings,
        metrics: Metrics,
        *,
        identify: Identify = local_caller,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._config = HttpConfig(settings, metrics)
        self._endpoint = Endpoint(kernel, settings, identify=identify)

    async def run(
        self,
        *,
        stop: trio.Event,
        task_status: trio.TaskStatus[Sequence[str]] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Serve until `stop` is set and the calls in flight have drained.

        `started()` gets the base URLs that are listened on.

        Raises:
            StartError: the address cannot be listened on, or the certificate cannot be used.
        """
        await http.serve(
            self._endpoint,
            self._settings,
            self._metrics,
            stop=stop,
            config=self._config,
            task_status=task_status,
        )

    def prepare(self, settings: ServerSettings) -> Callable[[], None]:
        """Read the certificate of other settings; return what takes them into use. Blocks.

        Limits hold from then on, on open connections as well; the certificate, and how long a
        client may take to read, for connections that are opened from then on.

        Raises:
            StartError: the certificate cannot be used.
        """
        tls = tls_context(HttpConfig(settings, self._metrics))

        def change() -> None:
            self._config.change(settings)
            self._config.tls = tls
            self._endpoint.change(settings)

        return change


async def run_stdio(kernel: Kernel, *, stop: trio.Event) -> None:
    """Serve MCP to the process's standard input and output until either ends or `stop` is set.

    From here to the end of the process, what is printed goes to standard error.
    """
    with stdio.claim_standard_streams() as (source, sink):
        await stdio.serve(kernel.server, source, sink, stop=stop)
