"""Several nodes with one leader: how they find and trust each other, and tell who is gone."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from appliance.settings.section import Port, Section


class HaBackend(StrEnum):
    """Who elects the leader."""

    PEERS = "peers"
    ETCD = "etcd"
    KUBERNETES = "kubernetes"


class HaSettings(Section):
    """Several nodes, any of which answers any call, with one leader that takes the backups. Off:
    this node is alone and leads. docs/FAILOVER.md explains it."""

    enabled: bool = False
    """Take part in a cluster. Every node needs a name of its own, and the same `cluster`."""
    backend: HaBackend = HaBackend.PEERS
    """peers: the nodes elect the leader themselves; etcd, kubernetes: an engine that runs already
    is asked."""
    cluster: str = "trinitycore"
    """Name of the cluster; nodes of another one are not listened to."""
    node: str | None = None
    """Name of this node; when empty, the machine's host name."""
    peers: tuple[str, ...] = ()
    """Every node that votes, this one among them, as name=host:port; or one entry dns:name:port,
    for every address behind a name; or one entry file:path, with a name=host:port a line. Names
    and files are looked at again and again."""
    voters: tuple[str, ...] = ()
    """Names of the nodes that vote, this one among them, when `peers` is dns:name:port: what DNS
    does not show at the moment must not make a majority smaller."""
    bind_host: str = "127.0.0.1"
    """Address that this node listens on for the others."""
    port: Port = 3004
    """TCP port that this node listens on for the others; 0 picks a free one."""
    secret: SecretStr = SecretStr("")
    """What all nodes of the cluster know and nobody else does, at least 16 characters; better
    `secret_file`. Certificates are better still: `trinitycore-mcp cluster init` makes them."""
    secret_file: Path | None = None
    """File that holds the secret (one trailing line break is ignored)."""
    tls_ca: Path | None = None
    """PEM file with the cluster's own authority: only nodes with its certificates are talked to."""
    tls_certificate: Path | None = None
    """PEM file with this node's certificate."""
    tls_key: Path | None = None
    """PEM file with this node's private key."""
    heartbeat_ms: Annotated[int, Field(ge=10, le=10_000)] = 100
    """Milliseconds between two heartbeats of the leader."""
    election_timeout_ms: Annotated[int, Field(ge=50, le=60_000)] = 500
    """Milliseconds without a heartbeat after which a node asks to be elected: between this and one
    and a half times as much, by chance. At least three heartbeats; five are better."""
    state_dir: Path | None = None
    """Folder that outlives restarts, for the term and the vote of this node; when empty, the
    service manager's or the user's for states."""
    etcd_endpoints: tuple[str, ...] = ()
    """Addresses of etcd, for example https://etcd-1:2379."""
    etcd_user: str | None = None
    """User of etcd, where it asks for one."""
    etcd_password: SecretStr = SecretStr("")
    """Its password; better `etcd_password_file`."""
    etcd_password_file: Path | None = None
    """File that holds the password (one trailing line break is ignored)."""
    etcd_tls_ca: Path | None = None
    """PEM file with the authority of etcd's certificates; when empty, the operating system's."""
    etcd_tls_certificate: Path | None = None
    """PEM file with a client certificate, where etcd asks for one."""
    etcd_tls_key: Path | None = None
    """PEM file with its key."""
    etcd_prefix: str = "/trinitycore-mcp"
    """Prefix of the keys in etcd."""
    etcd_ttl_s: Annotated[int, Field(ge=2, le=60)] = 5
    """Seconds after which etcd lets go of a leader that it does not hear of."""
    kubernetes_namespace: str | None = None
    """Namespace of the Lease; when empty, the one of the service account."""
    kubernetes_lease: str = "trinitycore-mcp"
    """Name of the Lease."""
    kubernetes_lease_s: Annotated[int, Field(ge=5, le=120)] = 15
    """Seconds after which others may take the Lease of a leader that does not renew it."""
