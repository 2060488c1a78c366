"""The sample tools over HTTP: `python -m tests.support.mcp_http` prints its address."""

from __future__ import annotations

from functools import partial

import trio

from appliance.lifecycle.signals import watch_signals
from appliance.server.service import run_http
from appliance.settings.model import ServerSettings
from appliance.telemetry import logs
from appliance.telemetry.metrics import Metrics
from tests.support.mcp_server import sample_dispatcher


async def main() -> None:
    stop, metrics = trio.Event(), Metrics()
    settings = ServerSettings(port=0, drain_timeout_s=1)
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, stop)
        serve = partial(run_http, sample_dispatcher(metrics), settings, metrics, stop=stop)
        urls = await nursery.start(serve)
        print(f"{urls[0]}/mcp", flush=True)
        await stop.wait()
        nursery.cancel_scope.deadline = trio.current_time() + 3


if __name__ == "__main__":
    logs.configure(level="warning", as_json=True)
    trio.run(main)
