"""The port reads its certificate again only when something of it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import StartError
from appliance.reload.port import Port
from appliance.reload.steps import Step
from appliance.server.kernel import build_kernel
from appliance.server.service import HttpPort
from appliance.settings.model import ServerSettings, Settings
from appliance.settings.reload import diff
from appliance.telemetry.metrics import Metrics
from tests.support.certificates import make_certificate
from tests.support.mcp_server import sample_dispatcher


def settings(certificate: Path, key: Path, **more: object) -> Settings:
    values = {"tls_certificate": certificate, "tls_key": key, **more}
    return Settings(server=ServerSettings.model_validate(values))


async def test_certificates_are_read_when_they_are_others(tmp_path: Path) -> None:
    one, two = make_certificate(tmp_path, "one"), make_certificate(tmp_path, "two")
    used = settings(one.certificate, one.key)
    port = Port(HttpPort(build_kernel(sample_dispatcher()), used.server, Metrics()))
    (await port.prepare(diff(used, settings(two.certificate, two.key)))).commit()
    with pytest.raises(StartError, match="does not belong"):
        await port.prepare(diff(used, settings(two.certificate, one.key)))
    one.key.unlink()
    assert await port.prepare(diff(used, used)) == Step()
    with pytest.raises(StartError, match=r"server\.tls_key: cannot read"):
        await port.prepare(diff(used, settings(one.certificate, one.key, max_connections=5)))


async def test_what_a_restart_would_stumble_over_is_told_now(tmp_path: Path) -> None:
    plain = Settings()
    port = Port(HttpPort(build_kernel(sample_dispatcher()), plain.server, Metrics()))
    one, two = make_certificate(tmp_path, "one"), make_certificate(tmp_path, "two")
    changes = diff(plain, settings(one.certificate, one.key))
    assert len(changes.pending) == 2
    assert await port.prepare(changes) == Step()
    with pytest.raises(StartError, match="does not belong"):
        await port.prepare(diff(plain, settings(one.certificate, two.key)))
