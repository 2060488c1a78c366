"""What a node must know to take part in the network of its cluster. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from appliance.settings.peers import Peers

DEFAULT_PORT = 3004


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """All nodes know one secret; frames are authenticated with it, and not encrypted.

    A stranger who can answer where a peer should, or who listens on the wire, can try out secrets
    at home: it must be long and random (`openssl rand -base64 32`), which the settings ask for.
    """

    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files for mutual TLS: the cluster's authority, this node's certificate and its key."""

    authority: Path
    certificate: Path
    key: Path


Credentials = SharedSecret | TlsFiles


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines and bounds of the network; times in seconds.

    Attributes:
        connect_s: for a connection. A lost SYN is sent again after one second, so waiting longer
            than that for the first answer is slower than to start anew.
        handshake_s: for the introduction; on a busy machine TLS takes tens of milliseconds.
        keepalive_s: a stream without messages carries something this often.
        nudge_s: what is not confirmed for this long, and for twice the last way there and back,
            is followed by a ping.
        silence_s: a stream without a sign of life for this long is closed. After a partition TCP
            waits about as long as the partition lasted until it tries again; a new stream does not.
        fresh_s: a message that could not be sent for this long is dropped.
        backoff_min_s: pause before another attempt at a peer; doubles until `backoff_max_s`.
        in_flight: frames sent that the peer has not confirmed. A paused peer wakes up to so many
            old messages, and no more.
        strangers: connections that have not introduced themselves yet.
        nodes: distinct peers.
        refresh_s: how often names are resolved and the peers' file is looked at.
    """

    connect_s: float = 1.0
    handshake_s: float = 2.0
    keepalive_s: float = 0.5
    nudge_s: float = 0.02
    silence_s: float = 1.5
    fresh_s: float = 0.5
    backoff_min_s: float = 0.05
    backoff_max_s: float = 1.0
    in_flight: int = 8
    strangers: int = 32
    nodes: int = 64
    refresh_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One node's place in the network.

    Attributes:
        node: this node's name, as the others' lists and its certificate have it.
        cluster: frames of another cluster are dropped.
        peers: where the others are; this node may be among them and is passed over.
        bind_host: the address to listen on; "" for every interface.
        port: the port to listen on; 0 for a free one.
    """

    node: str
    cluster: str
    peers: Peers
    credentials: Credentials
    bind_host: str = ""
    port: int = DEFAULT_PORT
    limits: Limits = Limits()
