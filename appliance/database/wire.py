"""Packets to and from the server over a socket or TLS: in step, or closed.

Built on trio_mysql's connection, of which the greeting, the login packet and the splitting of
long packets are used. What waits is our own: as released it cannot log in with
caching_sha2_password, sends the password in the clear to who asks for it, leaves sockets open,
and goes on out of step after a cancelled read or write.

Raises `trio_mysql.err.MySQLError` and `OSError`; the pool translates them.
"""

from __future__ import annotations

import select
import socket
import struct
from typing import Any

import trio
from trio_mysql.connections import Connection as BaseConnection
from trio_mysql.constants import CLIENT
from trio_mysql.err import InternalError, OperationalError
from trio_mysql.protocol import MysqlPacket

from appliance.database import auth
from appliance.database.errors import (
    BAD_HANDSHAKE,
    GONE,
    LOST,
    MALFORMED,
    TLS_FAILED,
    one_line,
)
from appliance.database.login import Login
from appliance.database.rows import ERROR_MARK, HEADER_BYTES, MAX_PAYLOAD

RECEIVE_BYTES = 256 * 1024
KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
"""Seconds until the first probe and between probes, and how many may stay unanswered."""
AUTH_SWITCH_ONLY = "none"
"""A login plugin no server has: the server then names the account's own and sends a challenge,
instead of going on with the one it guessed in its greeting."""


class Wire(BaseConnection):  # type: ignore[misc]  # trio_mysql has no types
    """The packet level of a session.

    Attributes:
        answer_due: a statement was sent and its answer is not read to the end.
        answered: the first packet of the last statement's answer has arrived.
        stage: what the server did not do yet while connecting, for messages about the deadline.
    """

    _auth_plugin_name: str
    _sock: trio.abc.Stream | None
    _rbuf: bytearray
    _rbuf_offset: int

    def __init__(self, login: Login) -> None:
        settings = login.settings
        super().__init__(
            host=settings.host,
            port=settings.port,
            unix_socket=str(settings.socket) if settings.socket else None,
            user=settings.user,
            password=login.password,
            database=login.schema,
            charset="utf8mb4",
            autocommit=None,
            ssl=login.tls,
            ssl_disabled=login.tls is None,
        )
        self._connect_attrs = {"program_name": "trinitycore-mcp"}
        self._server_key = login.server_key
        self.answer_due = False
        self.answered = False
        self.stage = "did not take the connection"

    async def connect(self, sock: None = None) -> None:
        """Connect, encrypt when asked to, and log in.

        It has no deadline of its own; after a failure the caller closes.
        """
        try:
            self._sock = await self._open_socket()
            self.stage = "took the connection but did not finish the login"
            self._closed = False
            self._next_seq_id = 0
            await self._get_server_information()
            await self._request_authentication()
        except trio.BrokenResourceError as error:  # elsewhere it is translated where it occurs
            reason = str(error.__cause__ or error)
            raise OperationalError(TLS_FAILED, one_line(reason)) from error
        except (IndexError, struct.error, ValueError, AssertionError) as error:
            raise OperationalError(BAD_HANDSHAKE, "its greeting cannot be read") from error

    async def _open_socket(self) -> trio.SocketStream:
        if self.unix_socket:
            self._secure = True
            return await trio.open_unix_socket(self.unix_socket)
        stream = await trio.open_tcp_stream(self.host, self.port)
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):
                stream.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        return stream

    async def _get_server_information(self) -> None:
        await super()._get_server_information()
        if not self.server_capabilities & CLIENT.PLUGIN_AUTH:
            raise OperationalError(BAD_HANDSHAKE, f"version {self.server_version!r} is too old")
        if self.ssl and not self.server_capabilities & CLIENT.SSL:
            raise OperationalError(TLS_FAILED, "the server does not offer encryption")
        if self._rbuf_offset != len(self._rbuf):
            # Whoever put it there in the clear would have it taken for the server's word.
            raise OperationalError(TLS_FAILED, "more than a greeting came before the login")
        if self._auth_plugin_name != "mysql_native_password":
            self._auth_plugin_name = AUTH_SWITCH_ONLY

    async def _process_auth(self, plugin_name: bytes, auth_packet: MysqlPacket) -> None:
        proof = auth.Proof(self.password, private=self._secure, server_key=self._server_key)
        plugin = plugin_name.decode("ascii", "replace")
        await auth.answer(plugin, auth_packet.read_all(), proof, self._exchange)

    async def _exchange(self, data: bytes | None) -> bytes:
        if data is not None:
            await self.write_packet(data)
        packet = await self._read_packet()
        answer: bytes = packet.get_all_data()
        return answer

    def is_dead(self) -> bool:
        """Whether an idle connection was closed, or spoken to unasked, from the other side."""
        if self._sock is None:
            return True
        poll = select.poll()
        poll.register(_transport(self._sock).socket.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def _force_close(self) -> None:
        """Close the socket at once, without a word to the server."""
        stream, self._sock, self._closed = self._sock, None, True
        if stream is not None:
            _transport(stream).socket.close()
        self._rbuf.clear()
        self._rbuf_offset = 0

    def _lose(self, code: int, text: str) -> OperationalError:
        """Close because the other side did; returns the error to raise."""
        self._force_close()
        self.answer_due = False
        return OperationalError(code, text)

    async def _write_bytes(self, data: bytes) -> None:
        if self._sock is None:
            raise OperationalError(GONE, "the connection is closed")
        sent = False
        try:
            await self._sock.send_all(data)
            sent = True
        except trio.BrokenResourceError as error:
            raise self._lose(GONE, "it was closed") from error
        finally:
            if not sent:  # cancelled halfway: the server waits for the rest
                self._force_close()

    async def _fill(self) -> int:
        """Wait for more bytes; returns how many came."""
        if self._rbuf_offset:
            del self._rbuf[: self._rbuf_offset]
            self._rbuf_offset = 0
        if self._sock is None:
            raise OperationalError(LOST, "the connection is closed")
        received = False
        try:
            data = await self._sock.receive_some(RECEIVE_BYTES)
            received = True
        except trio.BrokenResourceError as error:
            raise self._lose(LOST, "it was reset") from error
        finally:
            if not received:  # cancelled: the rest of the answer would meet the next question
                self._force_close()
        if not data:
            raise self._lose(LOST, "it was closed")
        self._rbuf += data
        return len(data)

    async def _wait_for_packet(self, position: int, *, peek: bool = False) -> tuple[int, int]:
        """Wait until the packet at `position` is whole; returns its position and payload length.

        The position changes when read bytes are dropped from the buffer. With `peek` the packet
        does not count as read.
        """
        while True:
            have = len(self._rbuf) - position - HEADER_BYTES
            if have >= 0:
                # Before its length is believed: another protocol has anything there.
                self._check_sequence(self._rbuf[position + 3])
                length = int.from_bytes(self._rbuf[position : position + 3], "little")
                if have >= length:
                    if not peek:
                        self._next_seq_id = (self._next_seq_id + 1) & 0xFF
                    return position, length
            position -= self._rbuf_offset
            await self._fill()

    def _check_sequence(self, sequence: int) -> None:
        if sequence == self._next_seq_id:
            return
        if sequence == 0:  # nobody asked: it says why it closes
            raise self._lose(LOST, "the server is stopping")
        raise self._malformed("packets out of order")

    def _malformed(self, reason: str) -> InternalError:
        """Close because the stream makes no sense; returns the error to raise."""
        self._force_close()
        return InternalError(MALFORMED, reason)

    async def _read_payload(self) -> bytes:
        """Read one packet, of any length; the server's error is raised."""
        position, length = await self._wait_for_packet(self._rbuf_offset)
        start = position + HEADER_BYTES
        payload = bytes(memoryview(self._rbuf)[start : start + length])
        self._rbuf_offset = start + length
        if length == MAX_PAYLOAD:
            whole = bytearray(payload)
            while length == MAX_PAYLOAD:
                position, length = await self._wait_for_packet(self._rbuf_offset)
                start = position + HEADER_BYTES
                whole += memoryview(self._rbuf)[start : start + length]
                self._rbuf_offset = start + length
            payload = bytes(whole)
        if not payload:
            raise self._malformed("an empty packet")
        if payload[0] == ERROR_MARK:
            self.answered = True
            self.answer_due = False
            raise server_error(payload)
        return payload

    async def _read_packet(self, packet_type: type[MysqlPacket] = MysqlPacket) -> MysqlPacket:
        return packet_type(await self._read_payload(), self.encoding)


def server_error(payload: bytes) -> OperationalError:
    """The error an error packet tells; before the login it has no SQL state."""
    code = int.from_bytes(payload[1:3], "little")
    text = payload[9:] if payload[3:4] == b"#" else payload[3:]
    return OperationalError(code, text.decode("utf-8", "replace"))


def _transport(stream: Any) -> trio.SocketStream:
    """The socket below TLS."""
    while not isinstance(stream, trio.SocketStream):
        stream = stream.transport_stream
    return stream
