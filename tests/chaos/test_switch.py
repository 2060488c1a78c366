"""The lab's network: cables that can be cut, and namespaces that never outlive their owner."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chaos.hosts import CHECKOUT, Network, network
from chaos.switch import Rules, address, inside
from tests.support.processes import alive

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/dev/net/tun").exists() or shutil.which("ip") is None,
    reason="namespaces need root, iproute2 and /dev/net/tun",
)


def test_rules_survive_the_way_to_the_switch() -> None:
    rules = Rules({("a", "b"): 0.05}, {("b", "a"): 0.1}, {("a", "c"), ("c", "a")})
    assert Rules.decode(rules.encode()) == rules
    assert Rules.decode(Rules().encode()) == Rules()


class Pair:
    """A datagram socket on each of two hosts."""

    def __init__(self, net: Network) -> None:
        self.sockets: dict[str, socket.socket] = {}
        for host in net.hosts:
            with inside(net.namespace(host)):
                found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            found.bind((net.address(host), 7000))
            self.sockets[host] = found
        self.net = net
        self._sent = 0

    def passes(self, source: str, target: str, *, within_s: float = 10.0) -> bool:
        """Whether a datagram arrives in time; one of before that comes late is passed over."""
        self._sent += 1
        text = b"%d" % self._sent
        self.sockets[source].sendto(text, (self.net.address(target), 7000))
        deadline = time.monotonic() + within_s
        while (left_s := deadline - time.monotonic()) > 0:
            self.sockets[target].settimeout(left_s)
            try:
                if self.sockets[target].recv(10) == text:
                    return True
            except TimeoutError:
                break
        return False


@needs_root
def test_cables_are_cut_by_direction_lose_and_delay() -> None:
    with network("a", "b") as net:
        pair = Pair(net)
        try:
            assert pair.passes("a", "b")
            assert pair.passes("b", "a")
            net.cut("a", "b", both=False)
            assert not pair.passes("a", "b", within_s=0.3)
            assert pair.passes("b", "a")
            net.heal()
            net.isolate("a")
            assert not pair.passes("a", "b", within_s=0.3)
            assert not pair.passes("b", "a", within_s=0.3)
            net.heal()
            net.rules.loss[("a", "b")] = 1.0
            net.apply()
            assert not pair.passes("a", "b", within_s=0.3)
            net.heal()
            net.rules.delay_s[("a", "b")] = 0.1
            net.apply()
            began = time.monotonic()
            assert pair.passes("a", "b")
            assert time.monotonic() - began >= 0.1
        finally:
            for each in pair.sockets.values():
                each.close()
    assert not list(Path("/run/netns").glob(f"{net.prefix}-*"))


@needs_root
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_namespaces_do_not_outlive_their_owner(number: signal.Signals) -> None:
    """Nor do the processes in them, even one that nobody waits for."""
    owner = (
        "import time\nfrom pathlib import Path\nfrom chaos.hosts import network\n"
        "with network('a') as net:\n"
        "    child = net.start('a', ['sleep', '60'], log=Path('/dev/null'))\n"
        "    print(net.prefix, child.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", owner], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        prefix, child = process.stdout.readline().split()
        assert Path("/run/netns", f"{prefix}-a").exists()
        process.send_signal(number)
    deadline = time.monotonic() + 30
    while Path("/run/netns", f"{prefix}-a").exists() or alive(int(child)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_addresses_are_of_the_range_for_tests() -> None:
    assert address(0) == "198.18.77.1"
