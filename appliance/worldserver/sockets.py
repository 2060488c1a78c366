"""TCP connections of one process: /proc/<pid>/net/tcp says what each is, its open files whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

STATES = {
    1: "established", 2: "syn sent", 3: "syn received", 4: "fin wait 1", 5: "fin wait 2",
    6: "time wait", 7: "close", 8: "close wait", 9: "last ack", 10: "listen", 11: "closing",
}  # fmt: skip
"""include/net/tcp_states.h of Linux."""
_SOCKET = re.compile(r"socket:\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Sockets:
    """TCP sockets of a process. Queues are bytes over all its connections: `receive` is what it
    has not read yet, `send` what its peers have not acknowledged yet."""

    states: dict[str, int] = field(default_factory=dict)
    listening_ports: tuple[int, ...] = ()
    receive_queue_bytes: int = 0
    send_queue_bytes: int = 0
    largest_send_queue_bytes: int = 0


def socket_inodes(links: Iterable[str]) -> frozenset[str]:
    """The inodes among what a process's file descriptors point to."""
    return frozenset(found[1] for link in links if (found := _SOCKET.fullmatch(link)))


def count_sockets(tables: Iterable[str], inodes: Collection[str]) -> Sockets:
    """Read the texts of net/tcp and net/tcp6 and keep the sockets with these inodes."""
    states: Counter[str] = Counter()
    ports: set[int] = set()
    received = sent = largest = 0
    for text in tables:
        for line in text.splitlines()[1:]:
            words = line.split()
            if len(words) < 10 or words[9] not in inodes:
                continue
            state = STATES.get(int(words[3], 16), "other")
            states[state] += 1
            if state == "listen":
                # The queues of a listener are lengths of its backlog, not bytes.
                ports.add(int(words[1].rpartition(":")[2], 16))
                continue
            to_send, to_read = (int(part, 16) for part in words[4].split(":"))
            received, sent, largest = received + to_read, sent + to_send, max(largest, to_send)
    return Sockets(dict(sorted(states.items())), tuple(sorted(ports)), received, sent, largest)
