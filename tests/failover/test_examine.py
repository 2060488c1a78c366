"""What `check` finds of a node's place in its cluster."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.clock import SystemClock
from appliance.failover.ballot import FILE
from appliance.failover.certificates import init
from appliance.failover.examine import examine
from appliance.settings.ha import HaSettings
from appliance.telemetry.health import Check, Status
from tests.support.servers import free_port


@pytest.fixture
def peer() -> Iterator[int]:
    """A port that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


async def found(folder: Path, *peers: str, **values: Any) -> dict[str, Check]:
    ha = {"enabled": True, "node": "a", "peers": peers, "port": free_port(), "state_dir": folder}
    checks = await examine(HaSettings.model_validate(ha | values), {}, SystemClock())
    return {check.name: check for check in checks}


async def test_a_good_place_is_all_ok(tmp_path: Path, peer: int) -> None:
    init(tmp_path / "tls", "x", {"a": ["127.0.0.1"]}, now=datetime.now(UTC))
    tls = {f"tls_{k}": tmp_path / "tls" / f"{v}" for k, v in
           (("ca", "ca.pem"), ("certificate", "a.pem"), ("key", "a.key"))}  # fmt: skip
    peers = ("a=127.0.0.1:1", f"b=127.0.0.1:{peer}", f"c=localhost:{peer}")
    checks = await found(tmp_path / "state", *peers, **tls)
    assert {check.status for check in checks.values()} == {Status.OK}, checks
    assert set(checks) == {
        *("cluster", "cluster:ballot", "cluster:certificate"),
        *("port:ha", "cluster:b", "cluster:c"),
    }
    assert list((tmp_path / "state").iterdir()) == [], "the ballot is its node's alone"


async def test_a_cluster_that_is_off_is_not_looked_at(tmp_path: Path) -> None:
    assert await found(tmp_path, enabled=False) == {}


async def test_what_is_wrong_is_told_with_its_fix(tmp_path: Path, peer: int) -> None:
    gone = free_port()
    (tmp_path / FILE).write_text("{}")
    checks = await found(tmp_path, "a=127.0.0.1:1", f"b=127.0.0.1:{gone}", port=peer)
    assert "a majority is 2, so none of them may fail" in checks["cluster"].message
    assert checks["cluster:b"].status is Status.WARNING
    assert "start that node, or correct ha.peers" in checks["cluster:b"].message
    assert checks["port:ha"].status is Status.FAILED
    assert "set ha.bind_host and ha.port" in checks["port:ha"].message
    assert (tmp_path / FILE).read_text() == "{}"


async def test_a_folder_that_holds_no_votes_fails(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    checks = await found(file / "state", "a=127.0.0.1:1")
    assert checks["cluster:ballot"].status is Status.FAILED
    assert "correct ha.state_dir" in checks["cluster:ballot"].message


async def test_certificates_that_will_not_do(tmp_path: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=820)
    init(tmp_path / "tls", "x", {"b": ["127.0.0.1"]}, now=old)
    tls = {f"tls_{k}": tmp_path / "tls" / f"{v}" for k, v in
           (("ca", "ca.pem"), ("certificate", "b.pem"), ("key", "b.key"))}  # fmt: skip
    checks = await found(tmp_path, "a=127.0.0.1:1", **tls)
    assert checks["cluster:certificate"].status is Status.WARNING
    missing = await found(tmp_path, "a=127.0.0.1:1", **tls | {"tls_key": tmp_path / "none"})
    assert missing["cluster"].status is Status.FAILED


async def test_a_name_that_nobody_listed_fails(tmp_path: Path) -> None:
    checks = await found(tmp_path, "b=127.0.0.1:1")
    assert checks["cluster"].status is Status.FAILED
    assert "does not name this node" in checks["cluster"].message


async def test_engines_are_asked_themselves(tmp_path: Path) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    checks = await found(tmp_path, backend="etcd", etcd_endpoints=[gone])
    assert all(check.status is not Status.OK for check in checks.values())
    checks = await found(tmp_path, backend="kubernetes")
    assert checks["cluster"].status is Status.FAILED
