"""What etcd says when it does not do what it was asked, and what to do about it. Pure."""

from __future__ import annotations

from enum import Enum
from typing import Any

from appliance.errors import ClusterError
from appliance.failover.json_api import Reply


class Refusal(Enum):
    """Refusals that are no error for people."""

    STALE_TOKEN = "log in again"
    NO_LEASE = "the lease has ended"
    NO_LOGIN = "etcd asks nobody who he is"


_EXPECTED = {
    "invalid auth token": Refusal.STALE_TOKEN,
    "revision of auth store is old": Refusal.STALE_TOKEN,
    "requested lease not found": Refusal.NO_LEASE,
    "authentication is not enabled": Refusal.NO_LOGIN,
}


def refusal(reply: Reply, endpoint: str, user: str | None, folder: str) -> Refusal | ClusterError:
    """What a reply that is no success means.

    Args:
        user: who we are to etcd.
        folder: the keys we need.
    """
    said = message(reply)
    for words, expected in _EXPECTED.items():
        if words in said:
            return expected
    if "invalid user ID or password" in said:
        return ClusterError(
            f"etcd refuses the password of user {user!r}",
            hint="correct ha.etcd_user and ha.etcd_password_file",
        )
    if "user name is empty" in said and user is not None:
        return Refusal.STALE_TOKEN  # users were switched on since we were told there are none
    if "user name is empty" in said:
        return ClusterError(
            "etcd asks for a user", hint="set ha.etcd_user and ha.etcd_password_file"
        )
    if "permission denied" in said:
        return ClusterError(
            f"etcd does not let user {user!r} write and read {folder}",
            hint=f"etcdctl role grant-permission ROLE --prefix=true readwrite {folder}",
        )
    if "database space exceeded" in said:
        return ClusterError(
            "etcd takes no more writes: its database is full",
            hint="compact and defragment it, then `etcdctl alarm disarm`",
        )
    if "CommonName of client" in reply.text:
        return ClusterError(
            "etcd's gateway takes no client certificate with a CommonName while users are on",
            hint="use one in ha.etcd_tls_certificate whose subject has no CN",
        )
    if not said:
        return ClusterError(
            f"{endpoint} is no etcd that we know: it answers {reply.status} {reply.text!r}",
            hint="ha.etcd_endpoints are client addresses of etcd 3.4 or newer",
        )
    return ClusterError(f"{endpoint} cannot: {said}")


def message(reply: Reply) -> str:
    """What etcd says; "" when these are not its words.

    A stream puts an object where other answers have text.
    """
    error: Any = reply.fields.get("error", reply.fields.get("message"))
    if isinstance(error, dict):
        error = error.get("message")
    return " ".join(error[:300].split()) if isinstance(error, str) else ""
