"""The lab's Ethernet: a switch in user space between namespaces that it makes and removes.

Run as a process of its own (`python -m chaos.switch PREFIX HOST...`). Every host is a network
namespace with one TAP interface whose other end is here. The kernel needs no netem for it: delay,
loss and cuts, each by direction, are what this process does to frames. It reads one JSON object a
line from standard input (`Rules`) and answers "ok". At the end of its input, for whatever reason,
it ends what still runs in its namespaces and removes them; so they never outlive the drills.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

NETWORK = "198.18.77"
"""Of the range that RFC 2544 keeps for tests of networks; exists inside the lab only."""
MTU = 9000

_TUNSETIFF, _IFF_TAP, _IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
_CLONE_NEWNET = 0x40000000
_NAMESPACES = Path("/run/netns")
_FRAMES_A_TURN = 64
_libc = ctypes.CDLL(None, use_errno=True)

Direction = tuple[str, str]


@dataclass
class Rules:
    """What happens to frames, by (from, to); what is not named passes at once.

    delay_s: how long a frame takes. loss: which share is dropped, 0 to 1. cut: nothing passes.
    """

    delay_s: dict[Direction, float] = field(default_factory=dict)
    loss: dict[Direction, float] = field(default_factory=dict)
    cut: set[Direction] = field(default_factory=set)

    def encode(self) -> str:
        """One line."""
        plain = {
            name: [[*key, value] for key, value in rule.items()] if isinstance(rule, dict)
            else [list(key) for key in rule]
            for name, rule in vars(self).items()
        }  # fmt: skip
        return json.dumps(plain)

    @classmethod
    def decode(cls, line: str) -> Rules:
        """Read what `encode` made."""
        plain = json.loads(line)
        return cls(
            delay_s={(a, b): value for a, b, value in plain["delay_s"]},
            loss={(a, b): value for a, b, value in plain["loss"]},
            cut={(a, b) for a, b in plain["cut"]},
        )


def address(index: int) -> str:
    """The address of the host with this index, counted from 0."""
    return f"{NETWORK}.{index + 1}"


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Be in a namespace with the calling thread: sockets and children of the block belong there."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(_NAMESPACES / namespace, os.O_RDONLY)
    try:
        _enter(there)
        try:
            yield
        finally:
            _enter(home)
    finally:
        os.close(home)
        os.close(there)


def move_into(namespace: str) -> None:
    """Be in a namespace from now on, with the threads started later."""
    there = os.open(_NAMESPACES / namespace, os.O_RDONLY)
    try:
        _enter(there)
    finally:
        os.close(there)


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Switch:
    """The ports of the hosts, and the frames that are under way."""

    def __init__(self, prefix: str, hosts: list[str]) -> None:
        self.hosts = hosts
        self.namespaces = [f"{prefix}-{host}" for host in hosts]
        self.rules = Rules()
        self._random = random.Random(7)
        self._ports: list[int] = []
        self._under_way: list[tuple[float, int, int, bytes]] = []
        self._sent = 0

    def build(self) -> None:
        """Make the namespaces, and know every host's Ethernet address from the start."""
        for index, namespace in enumerate(self.namespaces):
            _ip("netns", "add", namespace)
            with inside(namespace):
                port = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
                wanted = struct.pack("16sH22x", b"eth0", _IFF_TAP | _IFF_NO_PI)
                fcntl.ioctl(port, _TUNSETIFF, wanted)
                Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")
            self._ports.append(port)
            here = ("-n", namespace)
            _ip(*here, "link", "set", "lo", "up")
            _ip(*here, "link", "set", "eth0", "address", _ethernet(index), "mtu", str(MTU), "up")
            _ip(*here, "addr", "add", f"{address(index)}/24", "dev", "eth0")
            for other in range(len(self.hosts)):
                if other != index:
                    neighbour = (address(other), "lladdr", _ethernet(other), "dev", "eth0")
                    _ip(*here, "neigh", "add", *neighbour)

    def run(self) -> None:
        """Carry frames until the input ends."""
        poll = select.poll()
        by_port = {port: index for index, port in enumerate(self._ports)}
        for port in (*self._ports, 0):
            poll.register(port, select.POLLIN)
        while True:
            wait_ms = 1000.0
            if self._under_way:
                wait_ms = max(0.0, (self._under_way[0][0] - time.monotonic()) * 1000)
            for port, _events in poll.poll(wait_ms):
                if port in by_port:
                    self._carry(port, by_port[port])
                elif not self._obey():
                    return
            self._deliver()

    def _obey(self) -> bool:
        """Take the next rules; False at the end of the input."""
        line = sys.stdin.readline()
        if not line:
            return False
        self.rules = Rules.decode(line)
        print("ok", flush=True)
        return True

    def _carry(self, port: int, source: int) -> None:
        rules, hosts = self.rules, self.hosts
        for _ in range(_FRAMES_A_TURN):
            try:
                frame = os.read(port, MTU + 64)
            except BlockingIOError:
                return
            target = frame[5] - 1  # the last byte of the Ethernet address it is for
            if frame[0] != 0x02 or not 0 <= target < len(hosts):
                continue
            way = (hosts[source], hosts[target])
            if way in rules.cut or self._random.random() < rules.loss.get(way, 0.0):
                continue
            delay_s = rules.delay_s.get(way, 0.0)
            if delay_s:
                self._sent += 1
                entry = (time.monotonic() + delay_s, self._sent, target, frame)
                heapq.heappush(self._under_way, entry)
            else:
                self._hand_over(target, frame)

    def _deliver(self) -> None:
        now = time.monotonic()
        while self._under_way and self._under_way[0][0] <= now:
            _, _, target, frame = heapq.heappop(self._under_way)
            self._hand_over(target, frame)

    def _hand_over(self, target: int, frame: bytes) -> None:
        with suppress(OSError):  # a full queue drops frames, as hardware does
            os.write(self._ports[target], frame)

    def remove(self) -> None:
        """End what runs in the namespaces and remove them."""
        remove_namespaces(self.namespaces)
        for port in self._ports:
            os.close(port)


def remove_namespaces(namespaces: list[str]) -> None:
    """End what runs in these namespaces, and remove them; those that are gone are no matter."""
    for namespace in namespaces:
        if not (_NAMESPACES / namespace).exists():
            continue
        found = subprocess.run(
            ["ip", "netns", "pids", namespace], capture_output=True, text=True, check=False
        )
        for pid in map(int, found.stdout.split()):
            if pid not in (os.getpid(), os.getppid()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", namespace], check=False)


def _ethernet(index: int) -> str:
    return f"02:00:00:00:00:{index + 1:02x}"


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def main() -> None:
    """Build, carry, remove."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the end of the input is what ends it
    with suppress(OSError):
        os.nice(-10)  # it stands for hardware
    switch = Switch(sys.argv[1], sys.argv[2:])
    try:
        switch.build()
        print("ok", flush=True)
        switch.run()
    finally:
        switch.remove()


if __name__ == "__main__":
    main()
