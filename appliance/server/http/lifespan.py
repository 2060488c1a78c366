"""The lifespan of the ASGI application: started before the first request, ended after the last.

Unlike Hypercorn's, an application whose lifespan fails is not served without one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio

from appliance.errors import StartError
from appliance.server.http.asgi import ASGI, Message, Receive, Scope, Send
from appliance.server.http.config import logger

SHUTDOWN_TIMEOUT_S = 10.0
"""How long the application may take to end its lifespan, in seconds; then it is cancelled."""


@asynccontextmanager
async def lifespan(app: ASGI) -> AsyncIterator[dict[str, Any]]:
    """Keep `app` started for as long as the block; the value is the state its requests share.

    An application that returns from its lifespan at once is served without one. When it fails
    later, the block is cancelled and the failure comes out here.

    Raises:
        StartError: the application says that it cannot start.
    """
    state: dict[str, Any] = {}
    refused: StartError | None = None
    async with trio.open_nursery() as nursery:
        talk = _Talk()
        try:
            await nursery.start(talk.run, app, state)
        except StartError as error:
            refused = error  # a nursery would wrap it
        else:
            yield state
            talk.stopping.set()
            nursery.cancel_scope.deadline = trio.current_time() + SHUTDOWN_TIMEOUT_S
    if refused is not None:
        raise refused
    if nursery.cancel_scope.cancelled_caught:
        logger.warning("the application took more than %s s to stop", SHUTDOWN_TIMEOUT_S)


class _Talk:
    """What server and application tell each other."""

    def __init__(self) -> None:
        self.stopping = trio.Event()
        self._asked = False
        self._started = False
        self._refused: str | None = None

    async def run(
        self, app: ASGI, state: dict[str, Any], *, task_status: trio.TaskStatus[None]
    ) -> None:
        async def send(message: Message) -> None:
            match message["type"]:
                case "lifespan.startup.complete":
                    self._started = True
                    task_status.started()
                case "lifespan.startup.failed":
                    # Not raised from here: the application may be about to raise a cancellation.
                    self._refused = message.get("message", "")
                case "lifespan.shutdown.failed":
                    logger.error("the application failed to stop: %s", message.get("message", ""))

        scope: Scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": state,
        }
        try:
            await app(scope, self._receive, send)
        except Exception as error:
            if self._refused is None:
                raise
            raise self._start_error() from error
        if self._refused is not None:
            raise self._start_error()
        if not self._started:
            task_status.started()

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "lifespan.startup"}
        await self.stopping.wait()
        return {"type": "lifespan.shutdown"}

    def _start_error(self) -> StartError:
        lines = (self._refused or "it gives no reason").strip().splitlines()
        return StartError(f"the application cannot start: {lines[-1]}")  # may be a traceback


class Started:
    """`app` for a server that wants to run the lifespan itself: here it has already begun."""

    def __init__(self, app: ASGI, state: dict[str, Any]) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        scope["state"].update(self._state)
        for _ in range(2):  # startup, then shutdown
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
