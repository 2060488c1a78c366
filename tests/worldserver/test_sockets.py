"""Sockets of a process among those of its network."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from appliance.worldserver.sockets import count_sockets, socket_inodes

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
LINE = (
    "   0: 0100007F:{port:04X} 0100007F:1234 {state:02X} {tx:08X}:{rx:08X} 00:0 0 0 0 {inode} 1 0"
)


def row(inode: int, state: int, *, port: int = 8085, tx: int = 0, rx: int = 0) -> str:
    return LINE.format(port=port, state=state, tx=tx, rx=rx, inode=inode)


def test_only_its_own_count_and_a_listeners_backlog_is_no_bytes() -> None:
    first = "\n".join(
        [
            HEAD,
            row(11, 10, rx=5),
            row(12, 1, tx=700, rx=30),
            row(13, 1, tx=40),
            row(99, 1, tx=10**6),
        ]
    )
    second = "\n".join([HEAD, row(14, 10, port=3443), row(15, 8), row(16, 12)])
    found = count_sockets([first, second], {"11", "12", "13", "14", "15", "16"})
    assert found.states == {"close wait": 1, "established": 2, "listen": 2, "other": 1}
    assert found.listening_ports == (3443, 8085)
    assert (found.receive_queue_bytes, found.send_queue_bytes) == (30, 740)
    assert found.largest_send_queue_bytes == 700


def test_inodes_are_those_of_sockets() -> None:
    links = ["socket:[12]", "pipe:[13]", "/dev/null", "anon_inode:[eventpoll]", "socket:[x]"]
    assert socket_inodes(links) == {"12"}


def test_a_real_queue_of_this_process_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = listener.accept()
            with accepted:
                client.sendall(b"x" * 1000)
                files = [listener.fileno(), accepted.fileno()]
                links = [os.readlink(f"/proc/self/fd/{number}") for number in files]
                table = Path("/proc/self/net/tcp").read_text()
                found = count_sockets([table], socket_inodes(links))
    assert found.states == {"established": 1, "listen": 1}
    assert found.listening_ports == (port,)
    assert found.receive_queue_bytes == 1000
