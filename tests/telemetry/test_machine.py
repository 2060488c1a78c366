"""Checks of the machine against real files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.telemetry import machine
from appliance.telemetry.health import Status

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(NOW - timedelta(days=60))
    signed = builder.not_valid_after(NOW + timedelta(days=30)).sign(key, hashes.SHA256())
    path = tmp_path / "cert.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (0, Status.OK),
        (8, Status.OK),
        (10, Status.WARNING),
        (30, Status.FAILED),
        (90, Status.FAILED),
    ],
)
def test_a_certificate_is_judged_by_its_last_day(
    certificate: Path, days: int, status: Status
) -> None:
    assert machine.check_certificate(certificate, NOW + timedelta(days=days)).status is status


def test_a_broken_certificate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_text("no certificate")
    check = machine.check_certificate(path, NOW)
    assert check.status is Status.FAILED
    assert str(path) in check.message
    assert machine.check_certificate(tmp_path / "none", NOW).status is Status.FAILED


def test_client_data_folders(tmp_path: Path) -> None:
    full, empty = tmp_path / "full", tmp_path / "empty"
    full.mkdir()
    empty.mkdir()
    (full / "Spell.dbc").touch()
    folders = (("dbc_path", full), ("db2_path", empty), ("gt_path", tmp_path / "none"), ("x", None))
    checks = machine.check_folders(folders)
    assert [check.status for check in checks] == [Status.OK, Status.WARNING, Status.WARNING]
    assert "client_data.gt_path" in checks[2].message


def test_the_disk_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LOW_DISK_BYTES", 0)
    assert machine.check_disk(tmp_path).status is Status.OK
    monkeypatch.setattr(machine, "LOW_DISK_BYTES", 2**60)
    assert machine.check_disk(tmp_path).status is Status.WARNING
