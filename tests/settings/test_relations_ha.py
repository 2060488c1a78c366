"""What must hold between the values of [ha]."""

from __future__ import annotations

import pytest

from appliance.settings.relations_ha import even_voters
from tests.support.settings import load_env, load_file, problems_of_env, problems_of_file

LOCAL = 'peers = ["a=127.0.0.1:1", "b=127.0.0.1:2", "c=127.0.0.1:3"]'
FAR = 'peers = ["a=10.0.0.1:3004", "b=10.0.0.2:3004", "c=10.0.0.3:3004"]'
ANY = 'bind_host = "0.0.0.0"'
SECRET = 'secret = "0123456789abcdef"'


def ha(*lines: str) -> str:
    return "\n".join(("[ha]", "enabled = true", *lines)) + "\n"


def test_a_cluster_on_loopback_needs_nothing_more() -> None:
    loaded = load_file(ha('node = "a"', "port = 1", LOCAL))
    assert loaded.warnings == ()
    assert loaded.settings.ha.enabled


def test_the_old_variable_switches_it_on_and_asks_for_nodes() -> None:
    (problem,) = problems_of_env(HA_ENABLED="true")
    assert problem.startswith("environment HA_ENABLED: ha.enabled: a cluster needs nodes")
    assert "HA_ENABLED=false" in problem
    assert not load_env(HA_ENABLED="false").settings.ha.enabled


def test_what_has_no_effect_is_told() -> None:
    (warning,) = load_file('[ha]\nnode = "a"\n').warnings
    assert warning == "appliance.toml:2: ha.node: has no effect: ha.enabled is false"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([FAR, SECRET], "ha.bind_host is 127.0.0.1: nobody but this machine can reach the node"),
        (
            ['peers = ["dns:mcp:3004"]', 'voters = ["a", "b", "c"]', SECRET],
            "and ha.peers has mcp; set it",
        ),
        (['node = "b"', LOCAL], "ha.port is 3004, and ha.peers says that b listens on 2"),
    ],
)
def test_a_node_that_the_others_would_not_reach_is_told_of(lines: list[str], expected: str) -> None:
    (warning,) = load_file(ha(*lines)).warnings
    assert expected in warning


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['node = "a b"', LOCAL], "ha.node: expected letters"),
        (['cluster = "a/b"', LOCAL], "ha.cluster: expected letters"),
        ([f'cluster = "{"x" * 64}"', LOCAL], "ha.cluster: expected letters"),
        (['node = "d"', LOCAL], "ha.peers: does not name this node, d (ha.node)"),
        (['peers = ["a"]'], "ha.peers: expected name=host:port"),
        (['peers = ["dns:mcp:3004"]', SECRET], "ha.peers: DNS tells addresses and no names"),
        (
            ['peers = ["dns:mcp:3004"]', SECRET, 'voters = ["a"]', 'node = "b"'],
            "ha.voters: does not name this node, b",
        ),
        ([FAR], "ha.peers: 10.0.0.1 is reached over a network, where anyone could vote"),
        ([LOCAL, 'bind_host = "0.0.0.0"'], "ha.bind_host: 0.0.0.0 is reached over a network"),
        ([LOCAL, 'secret = "short"'], "ha.secret: is shorter than 16 characters"),
        ([LOCAL, 'tls_ca = "ca.pem"'], "ha.tls_ca: needs ha.tls_certificate too"),
        ([LOCAL, "election_timeout_ms = 250"], "ha.election_timeout_ms: is shorter than 3 heart"),
        ([LOCAL, "port = 3000"], "ha.port: ha.port and server.port are both 3000"),
        (['backend = "etcd"'], "ha.backend: etcd needs ha.etcd_endpoints"),
        (['backend = "etcd"', 'etcd_endpoints = ["etcd:2379"]'], "ha.etcd_endpoints: expected an"),
        (
            [
                'backend = "etcd"',
                'etcd_endpoints = ["http://etcd:2379"]',
                'etcd_tls_key = "key.pem"',
            ],
            "ha.etcd_tls_key: needs ha.etcd_tls_certificate too",
        ),
    ],
)
def test_what_does_not_fit_is_one_line(lines: list[str], expected: str) -> None:
    (problem,) = problems_of_file(ha(*lines))
    place, _, rest = problem.partition(": ")
    assert place.startswith("appliance.toml:")
    assert rest.startswith(expected)


@pytest.mark.parametrize(
    "lines",
    [
        [FAR, SECRET, ANY],
        [FAR, ANY, 'tls_ca = "ca.pem"', 'tls_certificate = "a.pem"', 'tls_key = "a.key"'],
        ['peers = ["file:/etc/peers"]'],
        ['peers = ["dns:mcp:3004"]', 'voters = ["a", "b", "c"]', SECRET, ANY],
        ['backend = "kubernetes"'],
        ['backend = "etcd"', 'etcd_endpoints = ["https://etcd:2379"]'],
    ],
)
def test_what_fits_is_taken(lines: list[str]) -> None:
    assert load_file(ha(*lines)).warnings == ()


@pytest.mark.parametrize(
    "voters", ['peers = ["a=127.0.0.1:1", "b=127.0.0.1:2"]', 'peers = ["dns:localhost:1"]']
)
def test_an_even_number_of_voters_is_a_warning_that_explains(voters: str) -> None:
    lines = [voters, 'voters = ["a", "b"]'] if "dns" in voters else [voters]
    (warning,) = load_file(ha(*lines)).warnings
    assert "2 nodes vote: a majority is 2, so none of them may fail" in warning
    assert "trinitycore-mcp witness" in warning


def test_the_warning_counts_right() -> None:
    assert even_voters(3) == ""
    assert "a majority is 3, so only 1 of them may fail, no more than of 3" in even_voters(4)


def test_a_secret_beside_certificates_has_no_effect() -> None:
    lines = [LOCAL, SECRET, 'tls_ca = "c"', 'tls_certificate = "a"', 'tls_key = "k"']
    (warning,) = load_file(ha(*lines)).warnings
    assert "ha.secret: has no effect" in warning
