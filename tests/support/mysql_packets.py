"""Hand-made packets of the MySQL protocol, and servers that say exactly what a test wants."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import trio
from trio_mysql.constants import CLIENT, FIELD_TYPE

from appliance.settings.model import DatabaseSettings

UTF8MB4 = 45
BINARY = 63
CAPABILITIES = CLIENT.CAPABILITIES | CLIENT.CONNECT_WITH_DB
NONCE = b"abcdefghijklmnopqrst"
Script = Callable[[trio.SocketStream], Awaitable[None]]


def packet(sequence: int, payload: bytes) -> bytes:
    """A payload with its header; one of 16 MiB or more is split."""
    data = b""
    while True:
        part, payload = payload[:0xFFFFFF], payload[0xFFFFFF:]
        data += struct.pack("<I", len(part))[:3] + bytes([sequence & 0xFF]) + part
        sequence += 1
        if len(part) < 0xFFFFFF:
            return data


def length_encoded(value: bytes | None) -> bytes:
    """A value as it stands in a row."""
    if value is None:
        return b"\xfb"
    length = len(value)
    if length < 251:
        return bytes([length]) + value
    if length < 1 << 16:
        return b"\xfc" + struct.pack("<H", length) + value
    if length < 1 << 24:
        return b"\xfd" + struct.pack("<I", length)[:3] + value
    return b"\xfe" + struct.pack("<Q", length) + value


def row(*values: bytes | None) -> bytes:
    """The payload of a row."""
    return b"".join(map(length_encoded, values))


def definition(
    type_code: int = FIELD_TYPE.VAR_STRING, charset: int = UTF8MB4, decimals: int = 0
) -> bytes:
    """The payload of a column definition."""
    names = b"".join(map(length_encoded, (b"def", b"world", b"t", b"t", b"name", b"name")))
    return names + b"\x0c" + struct.pack("<HIBHBxx", charset, 1024, type_code, 0, decimals)


def ok(status: int = 2) -> bytes:
    """The payload of an OK packet."""
    return b"\x00\x00\x00" + struct.pack("<HH", status, 0)


def end_of_rows(status: int = 2) -> bytes:
    """The payload of an EOF packet."""
    return b"\xfe" + struct.pack("<HH", 0, status)


def error(code: int, text: str, state: str = "HY000") -> bytes:
    """The payload of an error packet; before the login it has no state."""
    mark = f"#{state}".encode() if state else b""
    return b"\xff" + struct.pack("<H", code) + mark + text.encode()


def greeting(
    plugin: str = "mysql_native_password",
    version: str = "8.4.3",
    capabilities: int = CAPABILITIES,
) -> bytes:
    """The payload of a server's greeting."""
    return (
        b"\x0a"
        + version.encode()
        + b"\0"
        + struct.pack("<I", 77)
        + NONCE[:8]
        + b"\0"
        + struct.pack("<HBHHB", capabilities & 0xFFFF, UTF8MB4, 2, capabilities >> 16, 21)
        + bytes(10)
        + NONCE[8:]
        + b"\0"
        + plugin.encode()
        + b"\0"
    )


def result(definitions: Sequence[bytes], rows: Sequence[bytes], status: int = 2) -> bytes:
    """A whole answer: count, definitions, rows and ends."""
    payloads = [bytes([len(definitions)]), *definitions, end_of_rows(), *rows, end_of_rows(status)]
    data, sequence = b"", 1
    for payload in payloads:
        data += packet(sequence, payload)
        sequence += 1 + len(payload) // 0xFFFFFF
    return data


class Reader:
    """Takes the client's packets off a stream."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self._buffer = b""

    async def __call__(self) -> bytes:
        """The payload of the next packet; empty when the client closed."""
        while len(self._buffer) < 4 or len(self._buffer) < 4 + self._length():
            data = await self.stream.receive_some(65536)
            if not data:
                return b""
            self._buffer += data
        end = 4 + self._length()
        payload, self._buffer = self._buffer[4:end], self._buffer[end:]
        return payload

    def _length(self) -> int:
        return int.from_bytes(self._buffer[:3], "little")


async def accept_login(stream: trio.SocketStream, read: Reader) -> None:
    """Greet and let anybody in."""
    await stream.send_all(packet(0, greeting()))
    await read()
    await stream.send_all(packet(2, ok()))


async def accept_session(stream: trio.SocketStream, read: Reader) -> None:
    """Log the client in and accept the statements that set its session up."""
    await accept_login(stream, read)
    for _ in range(2):
        assert (await read()).startswith(b"\x03SET ")
        await stream.send_all(packet(1, ok()))


@asynccontextmanager
async def scripted_server(script: Script) -> AsyncIterator[DatabaseSettings]:
    """A server on a free port that runs `script` for every connection, then closes it."""

    async def serve(stream: trio.SocketStream) -> None:
        async with stream:
            try:
                await script(stream)
            except trio.BrokenResourceError:
                return  # the client had enough

    async with trio.open_nursery() as nursery:
        start: Any = partial(trio.serve_tcp, serve, 0, host="127.0.0.1")
        listeners = await nursery.start(start)
        port = listeners[0].socket.getsockname()[1]
        yield DatabaseSettings(host="127.0.0.1", port=port, user="reader", connect_timeout_s=30)
        nursery.cancel_scope.cancel()
