"""An HTTP/2 client on a raw connection."""

from __future__ import annotations

from typing import Any

import h2.config
import h2.connection
import h2.events

from tests.support.raw_http import RawClient

HEADERS = [(":scheme", "http"), (":authority", "x")]


class Http2Client:
    """HTTP/2 on a connection."""

    def __init__(self, client: RawClient) -> None:
        self.client = client
        self.events: list[h2.events.Event] = []
        self.acknowledges = True
        config = h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        self.h2 = h2.connection.H2Connection(config)

    async def flush(self) -> None:
        await self.client.send(self.h2.data_to_send())

    async def begin(self) -> None:
        self.h2.initiate_connection()
        await self.flush()

    async def request(self, path: str, method: str = "GET", body: bytes | None = None) -> int:
        """Send a request and return its stream; without a body it is complete."""
        stream = self.h2.get_next_available_stream_id()
        headers = [(":method", method), (":path", path), *HEADERS]
        self.h2.send_headers(stream, headers, end_stream=body is None)
        if body is not None:
            self.h2.send_data(stream, body)
        await self.flush()
        return stream

    async def wait_for(self, kind: type[h2.events.Event], stream: int = 1) -> Any:
        """Read until there is an event of this kind on the stream."""
        while True:
            for event in self.events:
                if isinstance(event, kind) and getattr(event, "stream_id", stream) == stream:
                    return event
            data = await self.client.stream.receive_some()
            if not data:
                raise EOFError
            for event in self.h2.receive_data(bytes(data)):
                self.events.append(event)
                if isinstance(event, h2.events.DataReceived) and self.acknowledges:
                    size = event.flow_controlled_length
                    self.h2.acknowledge_received_data(size or 0, event.stream_id or 0)
            await self.flush()

    async def answer(self, stream: int = 1) -> tuple[int, bytes]:
        await self.wait_for(h2.events.StreamEnded, stream)
        response = await self.wait_for(h2.events.ResponseReceived, stream)
        parts = [
            event.data
            for event in self.events
            if isinstance(event, h2.events.DataReceived) and event.stream_id == stream
        ]
        return int(dict(response.headers)[":status"]), b"".join(part or b"" for part in parts)
