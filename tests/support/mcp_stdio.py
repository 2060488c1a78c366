"""The sample tools over standard input and output: `python -m tests.support.mcp_stdio`."""

from __future__ import annotations

import trio

from appliance.lifecycle.signals import watch_signals
from appliance.server.kernel import build_kernel
from appliance.server.service import run_stdio
from appliance.telemetry import logs
from tests.support.mcp_server import sample_dispatcher


async def main() -> None:
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, stop)
        await run_stdio(build_kernel(sample_dispatcher()), stop=stop)
        nursery.cancel_scope.cancel()
    print("printed at the end")


if __name__ == "__main__":
    logs.configure(level="info", as_json=True)
    trio.run(main)
