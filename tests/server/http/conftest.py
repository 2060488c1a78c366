"""Servers with short timeouts, for the tests over real sockets."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from appliance.settings.model import ServerSettings
from tests.support.certificates import Certificate, make_certificate
from tests.support.raw_http import SHORT, Running, Start, TestApplication, running


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def app() -> TestApplication:
    return TestApplication()


@pytest.fixture
def start(app: TestApplication) -> Start:
    """Start a server with short timeouts."""

    def make(**changes: Any) -> AbstractAsyncContextManager[Running]:
        return running(app, ServerSettings(**(SHORT | changes)))

    return make


@pytest.fixture
def start_tls(app: TestApplication, certificate: Certificate) -> Start:
    """Start one that speaks TLS."""

    def make(*alpn: str, **changes: Any) -> AbstractAsyncContextManager[Running]:
        paths = {"tls_certificate": certificate.certificate, "tls_key": certificate.key}
        settings = ServerSettings(**(SHORT | paths | changes))
        return running(app, settings, certificate.client_context(*alpn))

    return make


@pytest.fixture(params=["plain", "tls"])
def start_either(request: pytest.FixtureRequest, start: Start, start_tls: Start) -> Start:
    return start if request.param == "plain" else start_tls
