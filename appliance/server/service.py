"""Serving a dispatcher's tools: over HTTP until told to stop, or over standard input and output."""

from __future__ import annotations

from collections.abc import Sequence

import trio

from appliance.server import stdio
from appliance.server.dispatch import Dispatcher
from appliance.server.endpoint import Endpoint
from appliance.server.exchange import Identify, local_caller
from appliance.server.http import service as http
from appliance.server.kernel import build_kernel
from appliance.settings.model import Profile, ServerSettings
from appliance.telemetry.metrics import Metrics


async def run_http(
    dispatcher: Dispatcher,
    settings: ServerSettings,
    metrics: Metrics,
    *,
    stop: trio.Event,
    profile: Profile = Profile.FULL,
    identify: Identify = local_caller,
    task_status: trio.TaskStatus[Sequence[str]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve MCP over HTTP until `stop` is set and the calls in flight have drained.

    `started()` gets the base URLs that are listened on.

    Raises:
        StartError: the address cannot be listened on, or the certificate cannot be used.
    """
    endpoint = Endpoint(build_kernel(dispatcher, profile=profile), settings, identify=identify)
    await http.serve(endpoint, settings, metrics, stop=stop, task_status=task_status)


async def run_stdio(
    dispatcher: Dispatcher, *, stop: trio.Event, profile: Profile = Profile.FULL
) -> None:
    """Serve MCP to the process's standard input and output until either ends or `stop` is set.

    From here to the end of the process, what is printed goes to standard error.
    """
    kernel = build_kernel(dispatcher, profile=profile)
    with stdio.claim_standard_streams() as (source, sink):
        await stdio.serve(kernel.server, source, sink, stop=stop)
