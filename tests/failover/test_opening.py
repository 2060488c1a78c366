"""From the settings to leadership."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import pytest

from appliance.clock import SystemClock
from appliance.errors import ApplianceError, SettingsError
from appliance.failover.etcd.gateway import EtcdPlan
from appliance.failover.facts import Facts
from appliance.failover.leader import Leadership, Shift
from appliance.failover.opening import (
    node_name,
    open_leadership,
    plan_etcd,
    plan_network,
    state_folder,
    voters_of,
)
from appliance.failover.plan import SharedSecret, TlsFiles
from appliance.settings.ha import HaSettings

PEERS = ["a=127.0.0.1:1", "b=127.0.0.1:2", "c=127.0.0.1:3"]


def ha(**values: Any) -> HaSettings:
    return HaSettings.model_validate({"enabled": True, "node": "a", "peers": PEERS, **values})


def opened(settings: HaSettings) -> Leadership:
    return open_leadership(settings, {}, SystemClock(), facts=Facts, shift=Shift())


def test_a_node_is_called_as_configured_or_as_its_machine() -> None:
    assert node_name(ha()) == "a"
    assert node_name(ha(node=None)) == platform.node()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"STATE_DIRECTORY": "/var/lib/x:/var/lib/y", "HOME": "/root"}, "/var/lib/x"),
        ({"XDG_STATE_HOME": "/state", "HOME": "/root"}, "/state/trinitycore-mcp"),
        ({"XDG_STATE_HOME": "relative", "HOME": "/r"}, "/r/.local/state/trinitycore-mcp"),
        ({}, "/.local/state/trinitycore-mcp"),
    ],
)
def test_votes_are_kept_where_states_belong(environ: dict[str, str], expected: str) -> None:
    assert state_folder(ha(), environ) == Path(expected)
    assert state_folder(ha(state_dir="/own"), environ) == Path("/own")


def test_who_votes_is_listed_named_or_in_a_file(tmp_path: Path) -> None:
    assert voters_of(ha(), "a") == {*"abc"}
    assert voters_of(ha(peers=["dns:mcp:3004"], voters=["a", "x"]), "a") == {"a", "x"}
    file = tmp_path / "peers"
    file.write_text("# two\na=h:1\nb=h:2\n")
    assert voters_of(ha(peers=[f"file:{file}"]), "a") == {"a", "b"}
    file.write_text("a")
    for path in (file, tmp_path / "none"):
        with pytest.raises(SettingsError, match=r"ha\.peers: cannot use"):
            voters_of(ha(peers=[f"file:{path}"]), "a")
    with pytest.raises(SettingsError, match="does not name this node, which is called d"):
        voters_of(ha(), "d")


def test_certificates_win_over_a_secret_and_loopback_needs_neither() -> None:
    tls = {"tls_ca": "ca", "tls_certificate": "cert", "tls_key": "key", "secret": "s" * 16}
    assert plan_network(ha(**tls), "a").credentials == TlsFiles(
        Path("ca"), Path("cert"), Path("key")
    )
    assert plan_network(ha(secret="s" * 16), "a").credentials == SharedSecret(b"s" * 16)
    one, other = (plan_network(ha(cluster=name), "a").credentials for name in ("x", "y"))
    assert one != other, "without a secret clusters are told apart all the same"


async def test_leadership_comes_from_whoever_is_configured() -> None:
    for values in (
        {},
        {"backend": "etcd", "etcd_endpoints": ["http://127.0.0.1:2379"]},
    ):
        leadership = opened(ha(**values))
        assert leadership.term() is None
        assert leadership.status().node == "a"
        assert leadership.status().backend == values.get("backend", "peers")
    with pytest.raises(ApplianceError, match="pod"):
        opened(ha(backend="kubernetes"))


def test_the_plan_of_etcd_has_what_was_configured() -> None:
    plan = plan_etcd(
        ha(
            backend="etcd",
            etcd_endpoints=["https://e:2379"],
            etcd_user="mcp",
            etcd_password="secret",
            etcd_ttl_s=7,
            etcd_tls_ca="ca",
        )
    )
    assert isinstance(plan, EtcdPlan)
    assert (plan.user, plan.password) == ("mcp", "secret")
    assert "secret" not in repr(plan)
