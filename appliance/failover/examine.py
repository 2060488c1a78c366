"""What is wrong with a node's place in its cluster, found before it is needed. For `check`."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import trio

from appliance.clock import WallClock
from appliance.errors import ApplianceError
from appliance.failover.opening import (
    node_name,
    plan_etcd,
    plan_kubernetes,
    plan_network,
    state_folder,
    voters_of,
)
from appliance.settings.ha import HaBackend, HaSettings
from appliance.settings.peers import Peer, show_address
from appliance.settings.relations_ha import even_voters
from appliance.telemetry.health import Check, Status

CONNECT_S = 2.0
"""How long a peer may take to accept a connection."""


async def examine(ha: HaSettings, environ: Mapping[str, str], clock: WallClock) -> list[Check]:
    """Look at names, ballot, certificates and peers; FAILED means the node would not start."""
    if not ha.enabled:
        return []
    try:
        match ha.backend:
            case HaBackend.PEERS:
                return [check async for check in _peers(ha, environ, clock)]
            case HaBackend.ETCD:
                from appliance.failover.etcd.service import examine as examine_etcd

                problems = await examine_etcd(plan_etcd(ha))
                return _told("cluster:etcd", problems, "every endpoint can be read and written")
            case HaBackend.KUBERNETES:
                from appliance.failover.kubernetes.service import examine as examine_kubernetes

                await examine_kubernetes(plan_kubernetes(ha, environ), clock)
                return [Check("cluster:kubernetes", Status.OK, "the Lease can be read and written")]
    except ApplianceError as error:
        return [Check("cluster", Status.FAILED, str(error))]


async def _peers(
    ha: HaSettings, environ: Mapping[str, str], clock: WallClock
) -> AsyncIterator[Check]:
    from appliance.failover.authentication import open_authenticator
    from appliance.failover.certificates import problems
    from appliance.failover.plan import TlsFiles

    node = node_name(ha)
    voters = await trio.to_thread.run_sync(voters_of, ha, node)
    warning = even_voters(len(voters))
    words = f"{node} is one of {len(voters)} that vote"
    yield Check("cluster", Status.WARNING if warning else Status.OK, warning or words)
    plan = plan_network(ha, node)
    yield await trio.to_thread.run_sync(_ballots, state_folder(ha, environ))
    await open_authenticator(plan.credentials)
    if isinstance(plan.credentials, TlsFiles):
        found = await trio.to_thread.run_sync(
            lambda files: problems(files, node, now=clock.now()), plan.credentials
        )
        for check in _told("cluster:certificate", found, "the node's certificate is good"):
            yield check
    yield _port(ha)
    if isinstance(plan.peers, tuple):
        for peer in plan.peers:
            if peer.node != node:
                yield await _reach(peer)


def _told(name: str, problems: list[str] | tuple[str, ...], good: str) -> list[Check]:
    if not problems:
        return [Check(name, Status.OK, good)]
    return [Check(name, Status.WARNING, problem) for problem in problems]


def _ballots(folder: Path) -> Check:
    """Whether a vote can be kept. The ballot itself is left alone: its node may be at work."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"vote")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        problem = f"{folder} cannot be written: {error.strerror}"
        fix = "correct ha.state_dir or its permissions"
        return Check("cluster:ballot", Status.FAILED, f"{problem}; {fix}")
    return Check("cluster:ballot", Status.OK, f"{folder} can be written")


def _port(ha: HaSettings) -> Check:
    family = socket.AF_INET6 if ":" in ha.bind_host else socket.AF_INET
    try:
        socket.create_server((ha.bind_host, ha.port), family=family).close()
    except OSError as error:
        problem = f"cannot listen on {ha.bind_host} port {ha.port}: {error.strerror or error}"
        fix = "stop what uses it, or set ha.bind_host and ha.port"
        return Check("port:ha", Status.FAILED, f"{problem}; {fix}")
    return Check("port:ha", Status.OK, f"{ha.bind_host} port {ha.port} is free")


async def _reach(peer: Peer) -> Check:
    """Whether a node's port takes connections; a node that is down is no mistake, but told."""
    name, where = f"cluster:{peer.node}", show_address(peer.host, peer.port)
    try:
        with trio.fail_after(CONNECT_S):
            await (await trio.open_tcp_stream(peer.host, peer.port)).aclose()
    except (OSError, trio.TooSlowError) as error:
        reason = str(error) or f"no answer within {CONNECT_S:g} s"
        fix = "start that node, or correct ha.peers"
        return Check(name, Status.WARNING, f"{where} cannot be reached: {reason}; {fix}")
    return Check(name, Status.OK, f"{where} can be reached")
