"""Serves the operations port, apart from the MCP port so that its load cannot hide the probes."""

from __future__ import annotations

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
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    config.bind = [f"{host}:{settings.port}"]
    config.graceful_timeout = GRACE_S
    config.accesslog = None
    config.errorlog = None
    config.include_server_header = False
    try:
        sockets = config.create_sockets()
    except OSError as error:
        raise StartError(
            f"cannot listen on {host}:{settings.port} for the operations port: {error.strerror}",
            hint="stop what uses the port or set console.port",
        ) from error
    # The descriptor goes to Hypercorn's own socket object, which closes it.
    config.bind = [f"fd://{sock.detach()}" for sock in sockets.insecure_sockets]
    async with trio.open_nursery() as nursery:
        binds = await nursery.start(partial(serve, app, config, shutdown_trigger=stop.wait))  # type: ignore[arg-type]
        task_status.started(binds[0])
