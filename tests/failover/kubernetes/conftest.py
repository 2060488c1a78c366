"""A server that behaves as the Kubernetes API does about Leases, anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.failover.kubernetes.objects import Place
from appliance.failover.kubernetes.pod import Pod
from appliance.failover.kubernetes.service import KubernetesPlan
from tests.support.kubernetes_api import LeaseServer, running_lease_server

DURATION_S = 5


@dataclass
class Kubernetes:
    """The server, and the service account of a pod."""

    api: LeaseServer
    pod: Pod

    @property
    def place(self) -> Place:
        return Place("mcp", self.pod.namespace, "test", DURATION_S)

    def plan(self, node: str) -> KubernetesPlan:
        """A node's."""
        return KubernetesPlan(node, self.pod, self.place)


@pytest.fixture
def kubernetes(tmp_path: Path) -> Iterator[Kubernetes]:
    """A server with no Lease in it."""
    with running_lease_server(tmp_path) as (api, address):
        yield Kubernetes(api, Pod(address, api.namespace, tmp_path))
