"""What Kubernetes tells every pod: where its API is, and who the pod is to it.

The token of the service account is replaced about every hour while the pod runs, so it is read
again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trio

from appliance.errors import ClusterError
from appliance.failover.trust import Trust

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where the files of the service account are mounted."""
TOKEN_S = 60.0
"""A token is used for so long before its file is read again; client-go does the same."""


@dataclass(frozen=True, slots=True)
class Pod:
    """One pod's way to the API.

    Attributes:
        api: address of the API as https://host:port.
        account: folder with `token` and `ca.crt`.
    """

    api: str
    namespace: str
    account: Path

    @property
    def trust(self) -> Trust:
        """Whom the API must be."""
        return Trust(
            authority=self.account / "ca.crt",
            authority_fix=f"{self.account}/ca.crt must be the CA of this Kubernetes cluster",
            certificate_fix="Kubernetes wants a client certificate, which pods do not have",
        )


def find_pod(
    environ: Mapping[str, str], namespace: str | None = None, account: Path = ACCOUNT
) -> Pod:
    """The pod that this process runs in; reads one small file.

    Args:
        namespace: the Lease's, when it is not the pod's own.

    Raises:
        ClusterError: this is no pod, or it has no service account.
    """
    host = environ.get("KUBERNETES_SERVICE_HOST", "")
    port = environ.get("KUBERNETES_SERVICE_PORT", "")
    if not host or not port:
        raise ClusterError(
            "this is no pod of Kubernetes: KUBERNETES_SERVICE_HOST is not set",
            hint="set ha.backend to peers or etcd",
        )
    if namespace is None:
        namespace = _read(account / "namespace")
    literal = f"[{host}]" if ":" in host else host
    return Pod(f"https://{literal}:{port}", namespace, account)


class ServiceAccount:
    """The token of a pod, as fresh as its file."""

    def __init__(self, pod: Pod) -> None:
        self._file = pod.account / "token"
        self._token = ""
        self._read_at = 0.0
        # Work of MCP must not be able to take all threads from a node that wants to lead.
        self._limiter = trio.CapacityLimiter(1)

    async def token(self) -> str:
        """The token to send now.

        Raises:
            ClusterError: there is no such file.
        """
        now = trio.current_time()
        if not self._token or now - self._read_at > TOKEN_S:
            read = partial(_read, self._file)
            self._token = await trio.to_thread.run_sync(read, limiter=self._limiter)
            self._read_at = now
        return self._token

    async def replaced(self, refused: str) -> bool:
        """Whether the file holds another token than the one that was just refused."""
        self._token = ""
        return await self.token() != refused


def _read(path: Path) -> str:
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise ClusterError(
            f"cannot read {path}: {error}",
            hint="the pod needs a service account, with automountServiceAccountToken: true",
        ) from error
    text = text.strip()
    if not text or not text.isascii() or not text.isprintable():
        raise ClusterError(f"{path} holds something else than one line of text")
    return text
