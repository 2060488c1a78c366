"""Notices clients that go away while they wait, whichever HTTP server is below.

Most calls are over before it would pay to watch for that, so none is watched in its first tenth
of a second. One task serves all calls and sleeps while there are none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import trio

from appliance.server.http.asgi import Receive

PATIENCE_S = 0.1
"""Calls younger than this are not watched; also how often the watch looks at them, in seconds."""


@dataclass(eq=False, slots=True)
class Waiting:
    """A client that waits for its call, which runs in `call` and is cancelled with it."""

    receive: Receive
    since: float
    call: trio.CancelScope = field(default_factory=trio.CancelScope)
    watch: trio.CancelScope | None = None


class DisconnectWatch:
    """Cancels the calls of clients that have gone."""

    def __init__(self) -> None:
        self._waiting: set[Waiting] = set()
        self._any = trio.Event()

    def begin(self, receive: Receive) -> Waiting:
        """Watch the client behind `receive`, whose request body has been read to its end."""
        waiting = Waiting(receive, trio.current_time())
        self._waiting.add(waiting)
        self._any.set()
        return waiting

    def end(self, waiting: Waiting) -> None:
        """Stop watching: the call is over."""
        self._waiting.discard(waiting)
        if waiting.watch is not None:
            waiting.watch.cancel()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Watch until cancelled."""
        async with trio.open_nursery() as nursery:
            task_status.started()
            while True:
                if not self._waiting:
                    self._any = trio.Event()
                    await self._any.wait()
                await trio.sleep(PATIENCE_S)
                old = trio.current_time() - PATIENCE_S
                for waiting in self._waiting:
                    if waiting.watch is None and waiting.since <= old:
                        waiting.watch = trio.CancelScope()
                        nursery.start_soon(_cancel_when_gone, waiting, waiting.watch)


async def _cancel_when_gone(waiting: Waiting, watch: trio.CancelScope) -> None:
    with watch:
        while (await waiting.receive())["type"] != "http.disconnect":
            pass
        waiting.call.cancel()
