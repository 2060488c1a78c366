"""Serves the operations port, apart from the MCP port so that its load cannot hide the probes."""

from __future__ import annotations

import socket
from functools import partial

import trio
from hypercorn.config import Config
from hypercorn.trio import serve
from quart_trio import QuartTrio

from appliance.errors import StartError
from appliance.settings.model import ConsoleSettings

GRACE_S = 1.0


async def run(
    app: QuartTrio,
    settings: ConsoleSettings,
    *,
    stop: trio.Event,
    task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve until `stop`; started with the port's URL.

    Raises:
        StartError: the address cannot be listened on.
    """
    config = Config()
    # The descriptor goes to Hypercorn's own socket object, which closes it.
    config.bind = [f"fd://{_listen(settings).detach()}"]
    config.graceful_timeout = GRACE_S
    config.accesslog = None
    config.errorlog = None
    config.include_server_header = False
    async with trio.open_nursery() as nursery:
        binds = await nursery.start(partial(serve, app, config, shutdown_trigger=stop.wait))
        task_status.started(binds[0])


def _listen(settings: ConsoleSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise StartError(
            f"cannot listen on {settings.host} port {settings.port} for the operations port: "
            f"{error.strerror or error}",
            hint="stop what uses the port, or set console.host and console.port",
        ) from error
