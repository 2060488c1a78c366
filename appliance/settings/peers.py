"""How `ha.peers` is written: nodes with their addresses, a DNS name, or a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

DNS, FILE = "dns:", "file:"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})")
_FORM = "name=host:port"


@dataclass(frozen=True, slots=True)
class Peer:
    """A node and where it listens; the host is a name or an address."""

    node: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.node}={show_address(self.host, self.port)}"


@dataclass(frozen=True, slots=True)
class DnsPeers:
    """Every address behind a name, one port for all."""

    name: str
    port: int


@dataclass(frozen=True, slots=True)
class FilePeers:
    """A file with a peer a line."""

    path: Path


Peers = tuple[Peer, ...] | DnsPeers | FilePeers


def is_node_name(name: str) -> bool:
    """Whether a node may be called so: what DNS allows in a host's name, and an underscore not."""
    return _NAME.fullmatch(name) is not None


def show_address(host: str, port: int) -> str:
    """host:port, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def parse_peers(entries: Sequence[str]) -> Peers:
    """What the entries of `ha.peers` mean.

    Raises:
        ValueError: one of them means nothing, or they do not go together; says what is expected.
    """
    special = [entry for entry in entries if entry.startswith((DNS, FILE))]
    if not special:
        return parse_nodes(entries)
    if len(entries) > 1:
        raise ValueError(f"{special[0]!r} stands alone: it names every node")
    entry = special[0]
    if entry.startswith(FILE):
        return FilePeers(Path(entry.removeprefix(FILE)))
    host, port = _address(entry.removeprefix(DNS), entry, "dns:name:port")
    return DnsPeers(host, port)


def parse_nodes(entries: Iterable[str]) -> tuple[Peer, ...]:
    """The nodes of entries name=host:port.

    Raises:
        ValueError: an entry has another form, or two nodes have the same name or address.
    """
    peers = tuple(map(_peer, entries))
    names = [peer.node for peer in peers]
    addresses = [show_address(peer.host, peer.port) for peer in peers]
    for seen in (names, addresses):
        if again := next((each for each in seen if seen.count(each) > 1), ""):
            raise ValueError(f"{again} is named twice")
    return peers


def parse_file(text: str) -> tuple[Peer, ...]:
    """The nodes of a file: one a line; empty lines and those that begin with # are passed over.

    Raises:
        ValueError: a line has another form, or two nodes have the same name or address.
    """
    lines = (line.strip() for line in text.splitlines())
    return parse_nodes(line for line in lines if line and not line.startswith("#"))


def _peer(entry: str) -> Peer:
    node, equals, address = entry.partition("=")
    if not equals or not is_node_name(node.strip()):
        raise ValueError(f"expected {_FORM}, not {entry[:80]!r}")
    host, port = _address(address.strip(), entry, _FORM)
    return Peer(node.strip(), host, port)


def _address(text: str, entry: str, form: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    if not port.isascii() or not port.isdecimal() or not 0 < int(port) <= 65535:
        raise ValueError(f"expected {form}, not {entry[:80]!r}")
    if not _is_host(host):
        raise ValueError(f"expected {form}, not {entry[:80]!r}")
    return host, int(port)


def _is_host(host: str) -> bool:
    if _HOST.fullmatch(host):
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
