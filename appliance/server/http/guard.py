"""The limits on a request, for servers that do not keep them themselves.

Hypercorn's HTTP/2 and WebSocket protocols, and all of it when `http_driver` is stock, let a body
take for ever and an answer wait for ever. As an ASGI application around the application this
gives HTTP requests there what the connection driver gives them over HTTP/1.1: a request is
complete before the application sees it, within the size and the time, an answer is read in time,
and a client that leaves ends its call.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import trio

from appliance.server.http.asgi import ASGI, Message, Receive, Scope, Send
from appliance.server.http.config import LISTENER_GRACE_S, HttpConfig


def _nothing() -> None:
    pass


class Guard:
    """An ASGI application that keeps the limits of `config` around `app`.

    Args:
        abort: closes the client's connection; called when it does not read its answer.
    """

    def __init__(self, app: ASGI, config: HttpConfig, abort: Callable[[], None] = _nothing) -> None:
        self._app = app
        self._config = config
        self._abort = abort

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body: bytes | HTTPStatus | None = HTTPStatus.REQUEST_TIMEOUT
        with trio.move_on_after(self._config.body_timeout_s):
            body = await self._read_body(receive)
        if isinstance(body, bytes):
            await _Call(body).run(self._app, scope, receive, self._in_time(send))
        elif body is not None:
            await _refuse(body, send)

    async def _read_body(self, receive: Receive) -> bytes | HTTPStatus | None:
        """The body; the status to refuse it with; or None when the client has left."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            part: bytes = message.get("body", b"")
            size += len(part)
            if size > self._config.max_body_bytes:
                await self._skip_body(message, receive)
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)

    async def _skip_body(self, message: Message, receive: Receive) -> None:
        """Let a client that only reads after it has written get as far as our answer."""
        with trio.move_on_after(self._config.linger_timeout_s):
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()

    def _in_time(self, send: Send) -> Send:
        async def send_in_time(message: Message) -> None:
            try:
                with trio.fail_after(self._config.write_timeout_s):
                    await send(message)
            except trio.TooSlowError as error:
                self._abort()
                raise OSError("the client does not read its answer") from error

        return send_in_time


class _Call:
    """A call whose client may leave: one that listens for that is told, any other is cancelled."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._left = trio.Event()
        self._listeners = 0

    async def run(self, app: ASGI, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the call; once its answer is complete the client may leave as it likes."""
        watching = trio.CancelScope()

        async def send_and_see(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                watching.cancel()
            await send(message)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._watch, receive, nursery.cancel_scope, watching)
            await app(scope, self._receive, send_and_see)
            nursery.cancel_scope.cancel()

    async def _watch(
        self, receive: Receive, call: trio.CancelScope, watching: trio.CancelScope
    ) -> None:
        with watching:
            while (await receive())["type"] != "http.disconnect":
                pass
            self._left.set()
            call.deadline = trio.current_time() + (LISTENER_GRACE_S if self._listeners else 0)

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        self._listeners += 1
        try:
            await self._left.wait()
        finally:
            self._listeners -= 1
        return {"type": "http.disconnect"}


async def _refuse(status: HTTPStatus, send: Send) -> None:
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
