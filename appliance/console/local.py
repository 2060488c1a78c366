"""Who may change something by the operations port: somebody on this machine who is no web page.

A page cannot send JSON across origins without being asked first, and nobody here answers that.
"""

from __future__ import annotations

from ipaddress import ip_address

from quart import request

from appliance.settings.model import is_loopback


def refusal(command: str) -> str:
    """Why whoever sent the request may not change anything; "" when it may.

    Args:
        command: what they can run on this machine instead.
    """
    if not _is_local(request.remote_addr or ""):
        return (
            f"only over the loopback of its machine; run `trinitycore-mcp {command}` there, with a "
            "console.host that includes it: 127.0.0.1, ::1, 0.0.0.0 or ::"
        )
    name = request.host.rpartition(":")[0] if ":" in request.host else request.host
    if not is_loopback(name.removeprefix("[").removesuffix("]")):
        return "only under the name of this machine's loopback"
    if request.mimetype != "application/json":
        return "expected application/json"
    return ""


def _is_local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
