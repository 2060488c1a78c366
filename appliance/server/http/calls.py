"""The application call of an HTTP/1.1 connection, run by the connection's own task.

Hypercorn starts a task and a channel for every request. Its `TaskGroup` interface leaves that
open, so this one remembers the call that `HTTPStream` asks for, and the connection runs it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any

import trio
from hypercorn.config import Config
from hypercorn.typing import AppWrapper, ASGIReceiveEvent, ASGISendEvent, Scope

from appliance.server.http.config import logger

AppSend = Callable[[ASGISendEvent | None], Awaitable[None]]


class _Inbox:
    """The messages of one call; whoever still waits for them later does not see the next one's."""

    __slots__ = ("_arrived", "_messages", "_watch", "listeners")

    def __init__(self, watch: Callable[[], None]) -> None:
        self.listeners = 0
        self._watch = watch
        self._messages: deque[ASGIReceiveEvent] = deque()
        self._arrived: trio.Event | None = None

    def put_nowait(self, message: ASGIReceiveEvent) -> None:
        self._messages.append(message)
        if self._arrived is not None:
            self._arrived.set()
            self._arrived = None

    async def put(self, message: ASGIReceiveEvent) -> None:
        self.put_nowait(message)

    async def receive(self) -> ASGIReceiveEvent:
        while not self._messages:  # the body has been read: the disconnect is left
            self._watch()
            if self._arrived is None:
                self._arrived = trio.Event()
            self.listeners += 1
            try:
                await self._arrived.wait()
            finally:
                self.listeners -= 1
        message = self._messages[0]
        if message["type"] != "http.disconnect":  # a client stays away, however often one asks
            self._messages.popleft()
        return message


class InlineCalls:
    """A `hypercorn.typing.TaskGroup` for one connection: one application call at a time.

    Args:
        watch: called when the application waits for its client to leave; somebody must then read
            from the connection.
    """

    def __init__(self, watch: Callable[[], None]) -> None:
        self._watch = watch
        self._inbox = _Inbox(watch)
        self._call: tuple[AppWrapper, Scope] | None = None
        self._manager: AbstractAsyncContextManager[trio.Nursery] | None = None
        self._nursery: trio.Nursery | None = None

    @property
    def listening(self) -> bool:
        """The application waits in `receive` and will be told when its client leaves."""
        return self._inbox.listeners > 0

    async def spawn_app(
        self, app: AppWrapper, config: Config, scope: Scope, send: AppSend
    ) -> Callable[[ASGIReceiveEvent], Awaitable[None]]:
        """Remember a call for `run`; the result takes the application's messages."""
        self._inbox = _Inbox(self._watch)
        self._call = app, scope
        return self._inbox.put

    def put_body(self, body: bytes) -> None:
        """Give the whole request body to the call that was asked for."""
        self._inbox.put_nowait({"type": "http.request", "body": body, "more_body": False})

    async def run(self, send: AppSend) -> None:
        """Run the call that was asked for, if any; its failure is logged and ends only itself."""
        call, self._call = self._call, None
        if call is None:
            return
        app, scope = call
        receive = self._inbox.receive
        try:
            await app(scope, receive, send, trio.to_thread.run_sync, trio.from_thread.run)
        except* Exception:  # noqa: BLE001 - a cancellation beside it goes on
            logger.exception("the application failed on %s", _describe(scope))
        await send(None)

    # The rest of a task group

    def spawn(self, func: Callable[..., Awaitable[object]], *args: Any) -> None:
        """Run `func` in a task that ends with the connection."""
        assert self._nursery is not None, "the task group has not been entered"
        self._nursery.start_soon(func, *args)

    async def __aenter__(self) -> InlineCalls:
        self._manager = trio.open_nursery()
        self._nursery = await self._manager.__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        assert self._nursery is not None
        assert self._manager is not None
        self._nursery.cancel_scope.cancel()
        await self._manager.__aexit__(exc_type, exc_value, tb)


def _describe(scope: Scope) -> str:
    if scope["type"] == "http":
        return f"{scope['method']} {scope['path']}"
    return scope["type"]
