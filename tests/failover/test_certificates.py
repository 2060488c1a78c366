from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from appliance.errors import SettingsError
from appliance.failover.certificates import NODE_DAYS, expires_at, init, problems
from appliance.failover.plan import TlsFiles

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
NODES = {"a": ("tc-a.realm", "10.0.0.1"), "b": ("fd00::2",)}


def files(folder: Path, node: str = "a") -> TlsFiles:
    return TlsFiles(folder / "ca.pem", folder / f"{node}.pem", folder / f"{node}.key")


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(folder: Path, node: str, *, at: datetime = NOW) -> None:
    """Judge a node's certificate as a TLS client and as a TLS server would (RFC 5280)."""
    policy = PolicyBuilder().store(Store([certificate(folder / "ca.pem")])).time(at)
    leaf = certificate(folder / f"{node}.pem")
    policy.build_server_verifier(x509.DNSName(node)).verify(leaf, [])
    policy.build_client_verifier().verify(leaf, [])


def test_a_first_run_makes_an_authority_and_a_pair_for_each_node(tmp_path: Path) -> None:
    made = init(tmp_path / "pki", "azeroth", NODES, now=NOW)
    assert sorted(path.name for path in made) == [
        "a.key", "a.pem", "b.key", "b.pem", "ca.key", "ca.pem",
    ]  # fmt: skip
    assert sorted(made) == sorted((tmp_path / "pki").iterdir())
    for path in made:
        expected = 0o600 if path.suffix == ".key" else 0o644
        assert stat.S_IMODE(path.stat().st_mode) == expected
    assert stat.S_IMODE((tmp_path / "pki").stat().st_mode) == 0o700


def test_both_ends_of_a_connection_take_a_nodes_certificate(tmp_path: Path) -> None:
    init(tmp_path, "azeroth", NODES, now=NOW)
    verify(tmp_path, "a")
    verify(tmp_path, "b", at=NOW - timedelta(hours=23))
    with pytest.raises(VerificationError):
        verify(tmp_path, "a", at=NOW + timedelta(days=NODE_DAYS, seconds=1))


def test_a_certificate_names_its_node_and_its_hosts(tmp_path: Path) -> None:
    init(tmp_path, "azeroth", NODES, now=NOW)
    names = certificate(tmp_path / "a.pem").extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == ["a", "tc-a.realm"]
    assert names.value.get_values_for_type(x509.IPAddress) == [ip_address("10.0.0.1")]


def test_a_second_run_renews_by_the_same_authority(tmp_path: Path) -> None:
    init(tmp_path, "azeroth", NODES, now=NOW)
    authority = (tmp_path / "ca.pem").read_bytes()
    old = certificate(tmp_path / "a.pem")
    later = NOW + timedelta(days=800)
    made = init(tmp_path, "azeroth", {"a": (), "c": ()}, now=later, days=90)
    assert [path.name for path in made] == ["a.key", "a.pem", "c.key", "c.pem"]
    assert (tmp_path / "ca.pem").read_bytes() == authority
    assert certificate(tmp_path / "a.pem").public_key() != old.public_key()
    assert expires_at(tmp_path / "a.pem") == later + timedelta(days=90)
    assert problems(files(tmp_path), "a", now=later) == []
    verify(tmp_path, "c", at=later)


def test_no_certificate_outlives_its_authority(tmp_path: Path) -> None:
    init(tmp_path, "azeroth", {}, now=NOW)
    late = expires_at(tmp_path / "ca.pem") - timedelta(days=10)
    init(tmp_path, "azeroth", {"a": ()}, now=late)
    assert expires_at(tmp_path / "a.pem") == expires_at(tmp_path / "ca.pem")
    with pytest.raises(SettingsError, match=r"ca\.pem has expired"):
        init(tmp_path, "azeroth", {"a": ()}, now=late + timedelta(days=11))


def test_a_folder_has_one_cluster(tmp_path: Path) -> None:
    init(tmp_path, "azeroth", {}, now=NOW)
    with pytest.raises(SettingsError, match=r"another cluster.*a folder of its own"):
        init(tmp_path, "outland", {}, now=NOW)


@pytest.mark.parametrize("node", ["ca", "", "../a", "a b", "-a", "a" * 64])
def test_names_that_no_node_can_have_are_refused(tmp_path: Path, node: str) -> None:
    with pytest.raises(SettingsError, match="cannot be the name of a node"):
        init(tmp_path, "azeroth", {node: ()}, now=NOW)


def test_what_cannot_be_written_or_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"cannot write .*file"):
        init(tmp_path / "file", "azeroth", {}, now=NOW)
    with pytest.raises(SettingsError, match="cannot make a certificate"):
        init(tmp_path, "azeroth", {"a": ("ünicode",)}, now=NOW)
    (tmp_path / "ca.key").unlink()
    with pytest.raises(SettingsError, match=r"cannot read .*ca\.key"):
        init(tmp_path, "azeroth", {}, now=NOW)
    (tmp_path / "ca.key").write_text("no key")
    with pytest.raises(SettingsError, match="not a private key"):
        init(tmp_path, "azeroth", {}, now=NOW)
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SettingsError, match="not a certificate"):
        init(tmp_path, "azeroth", {}, now=NOW)


def test_an_authority_and_a_key_of_another_do_not_go_together(tmp_path: Path) -> None:
    init(tmp_path / "one", "azeroth", {}, now=NOW)
    init(tmp_path / "two", "azeroth", {}, now=NOW)
    (tmp_path / "two" / "ca.key").replace(tmp_path / "one" / "ca.key")
    with pytest.raises(SettingsError, match="does not belong to"):
        init(tmp_path / "one", "azeroth", {}, now=NOW)


def test_what_an_operator_should_know_is_told(tmp_path: Path) -> None:
    init(tmp_path / "own", "azeroth", NODES, now=NOW)
    init(tmp_path / "other", "azeroth", NODES, now=NOW)
    mine = files(tmp_path / "own")
    assert problems(mine, "a", now=NOW) == []
    assert problems(mine, "a", now=NOW + timedelta(days=NODE_DAYS - 29)) == [
        f"{mine.certificate} expires in 29 days: run `trinitycore-mcp cluster init` again where "
        "the authority is and copy the new files"
    ]
    (expired,) = problems(mine, "a", now=NOW + timedelta(days=NODE_DAYS + 1))
    assert "expired on 2028-08-06" in expired
    early = problems(mine, "a", now=NOW - timedelta(days=2))
    assert len(early) == 2
    assert "is the clock of this machine right?" in early[0]
    (name,) = problems(mine, "z", now=NOW)
    assert "is for a, tc-a.realm, not for z" in name
    (signed,) = problems(replace(mine, authority=tmp_path / "other" / "ca.pem"), "a", now=NOW)
    assert "was not signed by" in signed
    mine.key.chmod(0o644)
    assert problems(mine, "a", now=NOW) == [f"others can read {mine.key}: chmod 600"]
    mine.key.unlink()
    (missing,) = problems(mine, "a", now=NOW)
    assert "cannot read" in missing
    mine.certificate.write_text("")
    (broken,) = problems(mine, "a", now=NOW)
    assert "is not a certificate" in broken
