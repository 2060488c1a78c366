"""From the settings to the leadership they mean. What an engine needs is imported with it."""

from __future__ import annotations

import os
import platform
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.clock import WallClock
from appliance.errors import SettingsError
from appliance.failover.chronicle import Chronicle
from appliance.failover.facts import Facts
from appliance.failover.leader import Leadership, Shift
from appliance.failover.surroundings import Surroundings
from appliance.settings.ha import HaBackend, HaSettings
from appliance.settings.peers import DnsPeers, FilePeers, parse_file, parse_peers

if TYPE_CHECKING:
    from appliance.failover.etcd.gateway import EtcdPlan
    from appliance.failover.kubernetes.service import KubernetesPlan
    from appliance.failover.plan import Credentials, Plan
    from appliance.telemetry.metrics import Metrics

MAX_TO_MIN = 1.5
"""The longest election timeout, as a multiple of the shortest."""
LEASE_SHARE = 0.8
"""The lease, as a share of the shortest election timeout: the most that is safe."""


def node_name(ha: HaSettings) -> str:
    """The name of this node."""
    return ha.node or platform.node() or "localhost"


def state_folder(ha: HaSettings, environ: Mapping[str, str]) -> Path:
    """Where term and vote are kept: as configured, else the service manager's or the user's."""
    if ha.state_dir is not None:
        return ha.state_dir
    if managed := environ.get("STATE_DIRECTORY"):
        return Path(managed.split(":")[0])
    user = environ.get("XDG_STATE_HOME", "")
    home = Path(environ.get("HOME") or "/")
    return (Path(user) if os.path.isabs(user) else home / ".local/state") / "trinitycore-mcp"


def voters_of(ha: HaSettings, node: str) -> frozenset[str]:
    """The nodes that vote.

    Raises:
        SettingsError: this node is not among them, or the file of peers cannot be read.
    """
    peers = parse_peers(ha.peers)
    key = "ha.voters" if isinstance(peers, DnsPeers) else "ha.peers"
    if isinstance(peers, DnsPeers):
        names = frozenset(ha.voters)
    elif isinstance(peers, FilePeers):
        try:
            names = frozenset(peer.node for peer in parse_file(peers.path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise SettingsError(f"ha.peers: cannot use {peers.path}: {error}") from error
    else:
        names = frozenset(peer.node for peer in peers)
    if node not in names:
        raise SettingsError(
            f"{key}: does not name this node, which is called {node}",
            hint="every node lists all of them, itself too; ha.node names this one",
        )
    return names


def plan_network(ha: HaSettings, node: str) -> Plan:
    """This node's place in the network of its peers."""
    from appliance.failover.plan import Plan

    return Plan(
        node=node,
        cluster=ha.cluster,
        peers=parse_peers(ha.peers),
        credentials=_credentials(ha),
        bind_host=ha.bind_host,
        port=ha.port,
    )


def open_leadership(
    ha: HaSettings,
    environ: Mapping[str, str],
    clock: WallClock,
    *,
    facts: Callable[[], Facts],
    shift: Shift,
    metrics: Metrics | None = None,
    witness: bool = False,
) -> Leadership:
    """The leadership of a node that takes part in a cluster; it does so once it runs.

    Args:
        facts: the state of this node, told to the others.
        shift: is waited for before leadership is handed on.
        metrics: None: nothing is measured.
        witness: the node votes and never leads; peers only.

    Raises:
        SettingsError: what the settings name does not fit together.
    """
    around = Surroundings(clock, Chronicle(node_name(ha), metrics), facts, shift.stopped)
    match ha.backend:
        case HaBackend.PEERS:
            return _open_peers(ha, environ, around, witness=witness)
        case HaBackend.ETCD:
            from appliance.failover.etcd.service import etcd_leadership

            return etcd_leadership(plan_etcd(ha), around)
        case HaBackend.KUBERNETES:
            from appliance.failover.kubernetes.service import kubernetes_leadership

            return kubernetes_leadership(plan_kubernetes(ha, environ), around)


def plan_etcd(ha: HaSettings) -> EtcdPlan:
    """This node's place in etcd."""
    from appliance.failover.etcd.gateway import EtcdPlan
    from appliance.failover.trust import Trust

    trust = Trust(
        ha.etcd_tls_ca,
        ha.etcd_tls_certificate,
        ha.etcd_tls_key,
        authority_fix="ha.etcd_tls_ca must name the CA that signed it",
        certificate_fix="set ha.etcd_tls_certificate and ha.etcd_tls_key to ones that etcd's CA "
        "signed",
    )
    return EtcdPlan(
        node_name(ha),
        ha.cluster,
        ha.etcd_endpoints,
        ha.etcd_ttl_s,
        ha.etcd_prefix,
        ha.etcd_user,
        ha.etcd_password.get_secret_value(),
        trust,
    )


def plan_kubernetes(ha: HaSettings, environ: Mapping[str, str]) -> KubernetesPlan:
    """This pod's place at its Lease.

    Raises:
        ClusterError: this is no pod, or one without a service account.
    """
    from appliance.failover.kubernetes.objects import Place
    from appliance.failover.kubernetes.pod import find_pod
    from appliance.failover.kubernetes.service import KubernetesPlan

    pod = find_pod(environ, ha.kubernetes_namespace)
    place = Place(ha.kubernetes_lease, pod.namespace, ha.cluster, ha.kubernetes_lease_s)
    return KubernetesPlan(node_name(ha), pod, place)


def _open_peers(
    ha: HaSettings, environ: Mapping[str, str], around: Surroundings, *, witness: bool
) -> Leadership:
    from appliance.failover.ballot import BallotFile
    from appliance.failover.service import PeerElection
    from appliance.failover.state import Config, Timing

    node = node_name(ha)
    shortest_s = ha.election_timeout_ms / 1e3
    config = Config(
        node=node,
        voters=voters_of(ha, node),
        timing=Timing(
            heartbeat_s=ha.heartbeat_ms / 1e3,
            election_min_s=shortest_s,
            election_max_s=MAX_TO_MIN * shortest_s,
            lease_s=LEASE_SHARE * shortest_s,
        ),
        witness=witness,
        seed=secrets.randbits(63),
    )
    ballots = BallotFile(state_folder(ha, environ), node=node, cluster=ha.cluster)
    return PeerElection(config, plan_network(ha, node), ballots, around)


def _credentials(ha: HaSettings) -> Credentials:
    from appliance.failover.plan import SharedSecret, TlsFiles

    if ha.tls_ca is not None and ha.tls_certificate is not None and ha.tls_key is not None:
        return TlsFiles(ha.tls_ca, ha.tls_certificate, ha.tls_key)
    # On loopback alone a secret may be missing; then this one keeps clusters apart.
    secret = ha.secret.get_secret_value() or f"nothing secret on loopback: {ha.cluster}"
    return SharedSecret(secret.encode())
