from __future__ import annotations

import socket
from pathlib import Path

import pytest
from mcp.server.transport_security import TransportSecurityMiddleware
from starlette.requests import Request

from appliance.server.security import transport_security
from appliance.settings.model import ServerSettings


async def status(settings: ServerSettings, host: str | None, origin: str | None = None) -> int:
    """The status the SDK refuses such a request with, 200 when it does not."""
    headers = [(b"content-type", b"application/json")]
    headers += [
        (name, value.encode())
        for name, value in ((b"host", host), (b"origin", origin))
        if value is not None
    ]
    request = Request({"type": "http", "headers": headers})
    checks = TransportSecurityMiddleware(transport_security(settings))
    refusal = await checks.validate_request(request, is_post=True)
    return 200 if refusal is None else refusal.status_code


@pytest.mark.parametrize(
    ("listener", "host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1:3000", 200),
        ("127.0.0.1", "localhost:8080", 200),
        ("127.0.0.1", "localhost", 200),
        ("127.0.0.1", "[::1]:3000", 200),
        ("127.0.0.1", "evil.example:3000", 421),
        ("127.0.0.1", "localhost.evil.example:3000", 421),
        ("127.0.0.1", "10.0.0.5:3000", 421),
        ("127.0.0.1", "", 421),
        ("127.0.0.1", None, 421),
        ("127.0.0.9", "127.0.0.9:3000", 200),
        ("localhost", "127.0.0.1:3000", 200),
        ("::1", "[::1]:3000", 200),
        ("::1", "localhost:3000", 200),
        ("192.0.2.7", "192.0.2.7:3000", 200),
        ("192.0.2.7", "192.0.2.8:3000", 421),
        ("192.0.2.7", "localhost:3000", 421),
        ("2001:db8::7", "[2001:db8::7]:3000", 200),
        ("realm.example", "realm.example", 200),
        ("0.0.0.0", "localhost:3000", 200),
        ("0.0.0.0", f"{socket.gethostname()}:3000", 200),
        ("0.0.0.0", "evil.example:3000", 421),
        ("::", "127.0.0.1:3000", 200),
    ],
)
async def test_hosts(listener: str, host: str | None, expected: int) -> None:
    settings = ServerSettings(host=listener, allow_unauthenticated=True)
    assert await status(settings, host) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://127.0.0.1:3000", 200),
        ("http://localhost:3000", 200),
        ("https://localhost:3000", 403),
        ("http://localhost:6000", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
async def test_origins(origin: str, expected: int) -> None:
    assert await status(ServerSettings(), "localhost:3000", origin) == expected


async def test_origins_of_a_listener_with_tls() -> None:
    settings = ServerSettings(tls_certificate=Path("c.pem"), tls_key=Path("k.pem"))
    assert await status(settings, "localhost:3000", "https://localhost:3000") == 200
    assert await status(settings, "localhost:3000", "http://localhost:3000") == 403


async def test_a_free_port_is_known_only_later() -> None:
    assert await status(ServerSettings(port=0), "localhost:4567", "http://localhost:4567") == 200


async def test_what_the_operator_allows_besides() -> None:
    settings = ServerSettings(
        allowed_hosts=("realm.example", "10.0.0.5:*"), allowed_origins=("https://app.example",)
    )
    assert await status(settings, "realm.example") == 200
    assert await status(settings, "realm.example:443") == 421
    assert await status(settings, "10.0.0.5:3000") == 200
    assert await status(settings, "localhost:3000", "https://app.example") == 200
