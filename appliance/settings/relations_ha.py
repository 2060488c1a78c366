"""What must hold between the values of [ha], so that a cluster is one and stays one."""

from __future__ import annotations

from appliance.settings.ground import Ground
from appliance.settings.ha import HaBackend, HaSettings
from appliance.settings.keys import KEYS
from appliance.settings.model import is_loopback
from appliance.settings.peers import DnsPeers, FilePeers, Peers, is_node_name, parse_peers

HEARTBEATS = 3
"""Fewest heartbeats in an election timeout: one may get lost and one be late."""
SHORTEST_SECRET = 16
_TLS = ("ha.tls_ca", "ha.tls_certificate", "ha.tls_key")
_ETCD_PAIR = ("ha.etcd_tls_certificate", "ha.etcd_tls_key")


def check(ground: Ground) -> None:
    """Add what does not fit together in [ha] to the findings."""
    ha = ground.settings.ha
    if not ha.enabled:
        given = [key for key in KEYS if key.startswith("ha.") and ground.is_given(key)]
        for key in [key for key in given if key != "ha.enabled"][:1]:
            ground.warn("has no effect: ha.enabled is false", key, "ha.enabled")
        return
    if ha.node is not None and not is_node_name(ha.node):
        ground.problem("expected letters, digits, dots and dashes, at most 63", "ha.node")
    if not is_node_name(ha.cluster):
        ground.problem("expected letters, digits, dots and dashes, at most 63", "ha.cluster")
    match ha.backend:
        case HaBackend.PEERS:
            _peers(ground, ha)
        case HaBackend.ETCD:
            _etcd(ground, ha)
        case HaBackend.KUBERNETES:
            pass


def _peers(ground: Ground, ha: HaSettings) -> None:
    if not ha.peers:
        ground.problem(
            "a cluster needs nodes: list every one of them in ha.peers as name=host:port, this "
            "one too (or set ha.enabled = false, environment HA_ENABLED=false)",
            "ha.enabled",
            "ha.peers",
        )
        return
    try:
        peers = parse_peers(ha.peers)
    except ValueError as error:
        ground.problem(str(error), "ha.peers")
        return
    _voters(ground, ha, peers)
    _protection(ground, ha, peers)
    _reachable(ground, ha, peers)
    _timing(ground, ha)
    _ports(ground, ha)


def _voters(ground: Ground, ha: HaSettings, peers: Peers) -> None:
    """An even number is no error: two nodes are better than one that cannot be upgraded."""
    if isinstance(peers, FilePeers):
        return  # what only the start can know, it says
    key = "ha.voters" if isinstance(peers, DnsPeers) else "ha.peers"
    names = ha.voters if isinstance(peers, DnsPeers) else tuple(peer.node for peer in peers)
    if not names:
        ground.problem(
            "DNS tells addresses and no names: list the names of all nodes that vote in ha.voters",
            "ha.peers",
            "ha.voters",
        )
        return
    if ha.node is not None and is_node_name(ha.node) and ha.node not in names:
        ground.problem(
            f"does not name this node, {ha.node} (ha.node): every node lists all of them, itself "
            "too",
            key,
            "ha.node",
        )
    if warning := even_voters(len(names)):
        ground.warn(warning, key)


def even_voters(count: int) -> str:
    """Why an even number of voters is a poor choice; "" for an odd one."""
    if count % 2:
        return ""
    majority, spare = count // 2 + 1, count // 2 - 1
    bears = "none of them may fail" if spare == 0 else f"only {spare} of them may fail"
    return (
        f"{count} nodes vote: a majority is {majority}, so {bears}, no more than of {count - 1}; "
        "add one, and be it `trinitycore-mcp witness`, which needs no database"
    )


def _protection(ground: Ground, ha: HaSettings, peers: Peers) -> None:
    tls = [key for key in _TLS if getattr(ha, key.removeprefix("ha.")) is not None]
    if 0 < len(tls) < len(_TLS):
        missing = next(key for key in _TLS if key not in tls)
        ground.problem(f"needs {missing} too", tls[0], missing)
    secret = ha.secret.get_secret_value()
    if secret and len(secret) < SHORTEST_SECRET:
        ground.problem(
            f"is shorter than {SHORTEST_SECRET} characters; `openssl rand -base64 32` makes one",
            "ha.secret",
        )
    if secret and tls:
        ground.warn("has no effect: the certificates of ha.tls_ca are used", "ha.secret")
    if secret or tls:
        return
    beyond = _beyond_loopback(ha, peers)
    if beyond:
        ground.problem(
            f"{beyond} is reached over a network, where anyone could vote: set ha.tls_ca, "
            "ha.tls_certificate and ha.tls_key (`trinitycore-mcp cluster init` makes them), or "
            "ha.secret_file",
            "ha.bind_host" if beyond == ha.bind_host else "ha.peers",
            "ha.secret",
            *_TLS,
        )


def _beyond_loopback(ha: HaSettings, peers: Peers) -> str:
    """An address that other machines may be at; "" where there is none."""
    hosts = [ha.bind_host]
    if isinstance(peers, tuple):
        hosts += [peer.host for peer in peers]
    elif isinstance(peers, DnsPeers):
        hosts.append(peers.name)
    return next((host for host in hosts if not is_loopback(host)), "")


def _reachable(ground: Ground, ha: HaSettings, peers: Peers) -> None:
    """Warn of a node that listens where the others do not call; something between may help it."""
    beyond = _beyond_loopback(ha, peers)
    if beyond and is_loopback(ha.bind_host):
        ground.warn(
            f"ha.bind_host is {ha.bind_host}: nobody but this machine can reach the node, and "
            f"ha.peers has {beyond}; set it to the address that the others have for this node",
            "ha.bind_host",
            "ha.peers",
        )
    listed = [peer for peer in peers if peer.node == ha.node] if isinstance(peers, tuple) else []
    for own in listed:
        if own.port != ha.port:
            ground.warn(
                f"ha.port is {ha.port}, and ha.peers says that {own.node} listens on {own.port}",
                "ha.port",
                "ha.peers",
            )


def _timing(ground: Ground, ha: HaSettings) -> None:
    if ha.election_timeout_ms < HEARTBEATS * ha.heartbeat_ms:
        ground.problem(
            f"is shorter than {HEARTBEATS} heartbeats of {ha.heartbeat_ms} ms (ha.heartbeat_ms): "
            "nodes would depose leaders that are well",
            "ha.election_timeout_ms",
            "ha.heartbeat_ms",
        )


def _ports(ground: Ground, ha: HaSettings) -> None:
    for section in ("server", "console"):
        if getattr(ground.settings, section).port == ha.port != 0:
            ground.problem(
                f"ha.port and {section}.port are both {ha.port}; change one of them",
                "ha.port",
                f"{section}.port",
            )


def _etcd(ground: Ground, ha: HaSettings) -> None:
    if not ha.etcd_endpoints:
        ground.problem(
            "etcd needs ha.etcd_endpoints, for example https://etcd-1:2379",
            "ha.backend",
            "ha.etcd_endpoints",
        )
    for endpoint in ha.etcd_endpoints:
        if not endpoint.startswith(("https://", "http://")):
            ground.problem(f"expected an URL, not {endpoint[:80]!r}", "ha.etcd_endpoints")
    certificate, key = _ETCD_PAIR
    if (ha.etcd_tls_certificate is None) is not (ha.etcd_tls_key is None):
        given, missing = (certificate, key) if ha.etcd_tls_key is None else (key, certificate)
        ground.problem(f"needs {missing} too", given, missing)
    if ha.etcd_user is None and ground.is_given("ha.etcd_password"):
        ground.warn("has no effect without ha.etcd_user", "ha.etcd_password", "ha.etcd_user")
