"""How `ha.peers` is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.settings.peers import (
    DnsPeers,
    FilePeers,
    Peer,
    is_node_name,
    parse_file,
    parse_nodes,
    parse_peers,
    show_address,
)

NAMES = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True)
HOSTS = NAMES | st.ip_addresses().map(str)


def test_nodes_are_named_with_their_addresses() -> None:
    assert parse_peers(["a=10.0.0.1:3004", " b = node-b.example:3005", "c=[::1]:3004"]) == (
        Peer("a", "10.0.0.1", 3004),
        Peer("b", "node-b.example", 3005),
        Peer("c", "::1", 3004),
    )


def test_one_entry_may_stand_for_all() -> None:
    assert parse_peers(["dns:mcp.realm.svc:3004"]) == DnsPeers("mcp.realm.svc", 3004)
    assert parse_peers(["file:/etc/peers"]) == FilePeers(Path("/etc/peers"))


@pytest.mark.parametrize(
    "entries",
    [
        ["a"],
        ["a=host"],
        ["a=:3004"],
        ["=host:3004"],
        ["a=host:0"],
        ["a=host:65536"],
        ["a=host:３００４"],
        ["a=ho st:3004"],
        ["a=http://host:3004"],
        ["-a=host:3004"],
        ["a=x:1", "a=y:1"],
        ["a=x:1", "b=x:1"],
        ["dns:name"],
        ["dns:name:1", "a=x:1"],
    ],
)
def test_what_means_nothing_is_refused(entries: list[str]) -> None:
    with pytest.raises(ValueError, match=r"expected|twice|alone"):
        parse_peers(entries)


def test_a_file_has_a_node_a_line() -> None:
    assert parse_file("# the realm\n\na=x:1\n  b=y:2 \n") == (Peer("a", "x", 1), Peer("b", "y", 2))


@given(st.lists(st.tuples(NAMES, HOSTS, st.integers(1, 65535)), max_size=4))
def test_what_is_shown_can_be_read_again(found: list[tuple[str, str, int]]) -> None:
    peers = {node: Peer(node, host, port) for node, host, port in found}
    shown = {show_address(peer.host, peer.port): str(peer) for peer in peers.values()}
    assert {str(peer) for peer in parse_nodes(shown.values())} == set(shown.values())


@given(st.text(max_size=8))
def test_names_that_are_taken_are_those_that_can_be_written(name: str) -> None:
    if is_node_name(name):
        assert parse_nodes([f"{name}=host:1"])[0].node == name
