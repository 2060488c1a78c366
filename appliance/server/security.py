"""Which Host and Origin headers are accepted: the defence against DNS rebinding.

A page on the web can make a browser send requests to a private address under a name of the
page's own. Such a request carries that name as its Host, so only names this server goes by pass.
"""

from __future__ import annotations

import socket

from mcp.server.transport_security import TransportSecuritySettings

from appliance.settings.model import ServerSettings, is_loopback

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
ANY_ADDRESS = ("0.0.0.0", "::", "")


def transport_security(settings: ServerSettings) -> TransportSecuritySettings:
    """Return what the SDK checks: the listener's own names, and those the operator added.

    A listener on every address is known by the machine's name; other names and addresses
    clients use for it have to be in `allowed_hosts`.
    """
    names = _own_names(settings.host)
    scheme = "https" if settings.tls_certificate else "http"
    port = str(settings.port) if settings.port else "*"
    hosts = [host for name in names for host in (name, f"{name}:*")]
    origins = [f"{scheme}://{name}:{port}" for name in names]
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *settings.allowed_hosts],
        allowed_origins=[*origins, *settings.allowed_origins],
    )


def _own_names(host: str) -> list[str]:
    if is_loopback(host):
        own = () if host in ("localhost", "127.0.0.1", "::1") else (_in_url(host),)
        return [*LOOPBACK_NAMES, *own]
    if host in ANY_ADDRESS:
        return [*LOOPBACK_NAMES, socket.gethostname()]
    return [_in_url(host)]


def _in_url(host: str) -> str:
    """IPv6 addresses stand in brackets in URLs and Host headers."""
    return f"[{host}]" if ":" in host else host
