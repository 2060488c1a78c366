"""A TCP stream that does the system call first and parks its task only when that would block.

`trio.SocketStream` costs two checkpoints and a conflict detector for each call; with a thousand
connections that is a quarter of the time spent outside the application.
"""

from __future__ import annotations

import socket

import trio

MAX_RECEIVE_BYTES = 2**16


class SocketStream(trio.abc.HalfCloseableStream):
    """A connected, non-blocking socket as a Trio stream.

    Fairness: `receive_some` always yields, `send_all` only when the socket is full; whoever
    writes in a loop must yield by itself.

    Args:
        sock: owned by the stream from now on.
        write_timeout_s: how long one `send_all` may wait for the peer to read. After that the
            peer counts as gone (`trio.BrokenResourceError`), also for the layers above (TLS,
            HTTP/2) that have no such limit.
    """

    def __init__(self, sock: socket.socket, write_timeout_s: float) -> None:
        self.socket = sock
        self._write_timeout_s = write_timeout_s

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Wait for bytes; none means that the peer has closed its side."""
        while True:
            self._check_open()
            await trio.lowlevel.wait_readable(self.socket)
            try:
                return self.socket.recv(max_bytes or MAX_RECEIVE_BYTES)
            except BlockingIOError:
                continue
            except OSError as error:
                raise self._translated(error) from error

    def send_nowait(self, data: bytes | memoryview) -> bytes | memoryview:
        """Write what the socket takes at once and return the rest."""
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            return data
        except OSError as error:
            raise self._translated(error) from error
        return b"" if sent == len(data) else memoryview(data)[sent:]

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Write all of `data`, waiting for the peer where needed."""
        rest = self.send_nowait(memoryview(data))
        if rest:
            with trio.move_on_after(self._write_timeout_s):
                while rest:
                    self._check_open()
                    await trio.lowlevel.wait_writable(self.socket)
                    rest = self.send_nowait(rest)
            if rest:
                raise trio.BrokenResourceError("the peer does not read what it is sent")

    async def wait_send_all_might_not_block(self) -> None:
        """Wait until the socket takes bytes."""
        self._check_open()
        await trio.lowlevel.wait_writable(self.socket)

    async def send_eof(self) -> None:
        """Tell the peer that nothing more comes."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise self._translated(error) from error
        await trio.lowlevel.checkpoint()

    def has_unread(self) -> bool:
        """Whether bytes of the peer wait in the socket."""
        try:
            return bool(self.socket.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def close(self) -> None:
        """Close the socket at once; tasks that wait on it get `trio.ClosedResourceError`."""
        if self.socket.fileno() != -1:
            trio.lowlevel.notify_closing(self.socket)
            self.socket.close()

    async def aclose(self) -> None:
        """Close the socket."""
        self.close()
        await trio.lowlevel.checkpoint()

    def _check_open(self) -> None:
        if self.socket.fileno() == -1:
            raise trio.ClosedResourceError("this side has closed the connection")

    def _translated(self, error: OSError) -> Exception:
        if self.socket.fileno() == -1:
            return trio.ClosedResourceError("this side has closed the connection")
        return trio.BrokenResourceError(f"the connection broke: {error}")


def transport_of(stream: trio.abc.Stream) -> SocketStream | None:
    """The socket below `stream`, with or without TLS; None when there is none."""
    below = stream.transport_stream if isinstance(stream, trio.SSLStream) else stream
    return below if isinstance(below, SocketStream) else None
