"""The edge to the Kubernetes API: reads and writes Leases as the pod's service account.

What the account must be allowed, in the namespace of the Lease:

    rules:
      - apiGroups: [coordination.k8s.io]
        resources: [leases]
        verbs: [get, create, update, list, delete]

`list` and `delete` are for the members that status shows: each node renews a Lease of its own,
named after the contested one. Without them a leader is elected all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from appliance.errors import ClusterError
from appliance.failover.json_api import JsonApi, Reply
from appliance.failover.kubernetes import objects
from appliance.failover.kubernetes.pod import Pod, ServiceAccount

VERBS = {"GET": "get", "POST": "create", "PUT": "update", "DELETE": "delete"}


class LeaseApi:
    """Requests about Leases of one namespace, for one task."""

    def __init__(self, pod: Pod) -> None:
        self._pod = pod
        self._account = ServiceAccount(pod)
        self._http = JsonApi(pod.trust)
        self._leases = pod.api + objects.PATH.format(namespace=quote(pod.namespace, safe=""))

    async def get(self, name: str) -> Reply:
        """A Lease as it is now: without resourceVersion the API asks a quorum of its store."""
        return await self._ask("GET", f"/{quote(name)}", expected=(404,))

    async def list(self, label: str) -> Reply:
        """Leases of a label, from the API's cache."""
        query = (
            f"?labelSelector={quote(f'{objects.MEMBER_OF}={label}')}&resourceVersion=0&limit=500"
        )
        return await self._ask("GET", query, verb="list")

    async def create(self, lease: Mapping[str, Any]) -> Reply:
        """A new Lease."""
        return await self._ask("POST", "", lease, expected=(409,))

    async def update(self, lease: Mapping[str, Any]) -> Reply:
        """A Lease anew; a resourceVersion in it must be that of the API."""
        name = quote(lease["metadata"]["name"])
        return await self._ask("PUT", f"/{name}", lease, expected=(404, 409))

    async def delete(self, name: str, version: str | None = None) -> Reply:
        """Delete a Lease, if it is still of that version."""
        body: dict[str, Any] = {"apiVersion": "v1", "kind": "DeleteOptions"}
        if version is not None:
            body["preconditions"] = {"resourceVersion": version}
        return await self._ask("DELETE", f"/{quote(name)}", body, expected=(404, 409))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._http.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        expected: tuple[int, ...] = (),
        verb: str = "",
    ) -> Reply:
        """A reply that is a success or of an expected status.

        Raises:
            ClusterError: any other, or none.
        """
        url = self._leases + path
        token = await self._account.token()
        reply = await self._http.ask(method, url, body=body, headers=_bearer(token))
        if reply.status == 401 and await self._account.replaced(token):
            token = await self._account.token()
            reply = await self._http.ask(method, url, body=body, headers=_bearer(token))
        if reply.status in (200, 201, *expected):
            return reply
        raise self._refusal(reply, verb or VERBS[method])

    def _refusal(self, reply: Reply, verb: str) -> ClusterError:
        said = objects.text(reply.fields.get("message") or reply.text)
        match reply.status:
            case 401:
                return ClusterError(
                    "Kubernetes does not know the pod's token",
                    hint=f"is {self._pod.account}/token of this Kubernetes cluster?",
                )
            case 403:
                return ClusterError(
                    f"Kubernetes forbids the pod to {verb} Leases: {said}",
                    hint="bind the service account to a Role in namespace "
                    f"{self._pod.namespace} with apiGroups [coordination.k8s.io], resources "
                    f"[leases], verbs [{verb}]",
                )
            case 404:
                return ClusterError(
                    f"Kubernetes has no place for the Lease: {said}",
                    hint="ha.kubernetes_namespace must exist",
                )
            case _:
                return ClusterError(f"Kubernetes cannot {verb} Leases: {reply.status} {said}")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}
