"""The edge to etcd: its JSON gateway, over one of several endpoints.

The endpoint that answered last is asked next; after any failure it is the next one's turn. Answers
of another etcd cluster than the first are refused: two clusters would make two leaders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
import trio

from appliance.errors import ClusterError
from appliance.failover.etcd import requests
from appliance.failover.etcd.actions import Action, Answer, Done, Gone, Granted, Seen, Tell
from appliance.failover.etcd.refusals import Refusal, message, refusal
from appliance.failover.json_api import JsonApi, Reply
from appliance.failover.roster import Roster
from appliance.failover.trust import Trust

WATCH_S = 60.0
"""A watch is begun anew after so long: a connection may have died without a word."""
RETELL_S = 15.0
"""A node's figures are written so often, its health when it changes: each time is a revision that
etcd keeps until it is compacted."""
REWATCH_S = 1.0
"""Pause after a watch ended."""

logger = structlog.get_logger("appliance.failover")


@dataclass(frozen=True, slots=True)
class EtcdPlan:
    """Where etcd is and who we are to it.

    Attributes:
        endpoints: addresses as http(s)://host:port, of one etcd cluster.
        ttl_s: how long etcd keeps a leader it does not hear of, in whole seconds.
    """

    node: str
    cluster: str
    endpoints: tuple[str, ...]
    ttl_s: int = 5
    prefix: str = "/trinitycore-mcp"
    user: str | None = None
    password: str = field(default="", repr=False)
    trust: Trust = field(default_factory=Trust)

    @property
    def keys(self) -> requests.Keys:
        """The cluster's keys."""
        return requests.Keys.of(self.prefix, self.cluster)

    def connection(self) -> JsonApi:
        """A connection of its own."""
        encrypted = any(each.startswith("https://") for each in self.endpoints)
        return JsonApi(self.trust if encrypted else None)


class EtcdGateway:
    """Asks etcd what a contest decides. See `engine.Engine`."""

    def __init__(self, plan: EtcdPlan, roster: Roster) -> None:
        self._plan = plan
        self._keys = plan.keys
        self._roster = roster
        self._asking, self._watching = plan.connection(), plan.connection()
        self._turn = 0
        self._token: str | None = None
        self._lease: int | None = None
        self._told: tuple[object, float] = (None, 0.0)
        self._cluster_id: tuple[str, str] | None = None

    @property
    def cluster_id(self) -> str | None:
        """Which etcd cluster answered; None: none yet."""
        return self._cluster_id[0] if self._cluster_id else None

    @property
    def endpoint(self) -> str:
        """Whose turn it is."""
        return self._plan.endpoints[self._turn % len(self._plan.endpoints)].rstrip("/")

    async def perform(self, action: Action, deadline: float) -> Answer:
        """Carry an action out at the endpoint whose turn it is.

        Raises:
            ClusterError: there was no answer in time, or a refusal.
        """
        endpoint, began = self.endpoint, trio.current_time()
        answer: Answer | None = None
        try:
            with trio.move_on_at(deadline):
                answer = await self._perform(endpoint, action)
        finally:
            if answer is None:
                self._turn += 1
        if answer is None:
            waited_s = trio.current_time() - began
            raise ClusterError(f"{endpoint} did not answer within {waited_s:.1f} s")
        return answer

    async def watch(self, ring: Callable[[], None]) -> None:
        """Ring whenever etcd tells of the leader's key."""
        while True:
            try:
                with trio.move_on_after(WATCH_S):
                    await self._watch(ring)
            except ClusterError as error:  # the looks say what is wrong, and say it to people
                logger.debug("watch ended", reason=str(error))
            await trio.sleep(REWATCH_S)

    async def retire(self) -> None:
        """Revoke the lease, and with it all keys of this node."""
        if self._lease is None:
            return
        path, body = requests.revoke(self._lease)
        try:
            await self._ask(self.endpoint, path, body)
        except ClusterError as error:
            logger.info("etcd will find out by itself that this node is gone", reason=str(error))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._asking.aclose()
        await self._watching.aclose()

    async def _perform(self, endpoint: str, action: Action) -> Answer:
        told, facts = self._told, b""
        if isinstance(action, Tell):
            told = self._news(action)
            if told == self._told:
                return Done()
            facts = self._roster.own_words()
        path, body = requests.request(action, self._keys, self._plan.node, facts)
        reply = await self._ask(endpoint, path, body)
        if reply is Refusal.NO_LEASE:
            return Gone()
        assert isinstance(reply, Reply)
        try:
            answer = requests.answer(action, reply.fields, self._keys, self._plan.node)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise ClusterError(
                f"{endpoint} answers {path} with something else: {reply.text!r}"
            ) from error
        self._same_cluster(endpoint, reply)
        self._told = told
        if isinstance(answer, Granted):
            self._lease = answer.lease
        if isinstance(answer, Seen):
            present = {member.node: member.facts for member in answer.members}
            self._roster.listed(present, trio.current_time())
        return answer

    def _news(self, action: Tell) -> tuple[object, float]:
        """What others are to know and since when; what they were told, while that will do."""
        facts, now = self._roster.facts(), trio.current_time()
        news = (action.lease, facts.health, facts.ready)
        before, told_at = self._told
        return self._told if news == before and now - told_at < RETELL_S else (news, now)

    async def _ask(self, endpoint: str, path: str, body: dict[str, Any]) -> Reply | Refusal:
        """A reply that is a success, or that the lease is gone."""
        for token_is_new in (False, True):
            headers = await self._headers(endpoint)
            reply = await self._asking.ask("POST", endpoint + path, body=body, headers=headers)
            if reply.status == 200 and reply.fields and not message(reply):
                return reply
            refused = self._refusal(reply, endpoint)
            if isinstance(refused, ClusterError):
                raise refused
            if refused is not Refusal.STALE_TOKEN or token_is_new:
                break
            self._token = None
        if refused is Refusal.NO_LEASE:
            return refused
        raise ClusterError(f"{endpoint} refuses the token it has just given")

    async def _headers(self, endpoint: str) -> dict[str, str]:
        """Who we are; logs in where there is no token."""
        if self._plan.user is None:
            return {}
        if self._token is None:
            self._token = await self._log_in(endpoint, self._plan.user)
        return {"Authorization": self._token} if self._token else {}

    async def _log_in(self, endpoint: str, user: str) -> str:
        """A token; "" where etcd wants none."""
        path, body = requests.authenticate(user, self._plan.password)
        reply = await self._asking.ask("POST", endpoint + path, body=body)
        token = reply.fields.get("token")
        if isinstance(token, str) and token.isascii() and token.isprintable():
            return token
        refused = self._refusal(reply, endpoint)
        if isinstance(refused, ClusterError):
            raise refused
        if refused is Refusal.NO_LOGIN:
            return ""
        raise ClusterError(f"{endpoint} gives no token to user {user!r}")

    def _refusal(self, reply: Reply, endpoint: str) -> Refusal | ClusterError:
        return refusal(reply, endpoint, self._plan.user, self._keys.folder)

    def _same_cluster(self, endpoint: str, reply: Reply) -> None:
        found = requests.header(reply.fields).get("cluster_id")
        if not isinstance(found, str):
            raise ClusterError(f"{endpoint} does not say which cluster it belongs to")
        known, first = self._cluster_id or (found, endpoint)
        if found != known:
            raise ClusterError(
                f"{endpoint} belongs to another etcd cluster than {first}",
                hint="list the members of one cluster in ha.etcd_endpoints",
            )
        self._cluster_id = (known, first)

    async def _watch(self, ring: Callable[[], None]) -> None:
        path, body = requests.watch(self._keys)
        headers = {"Authorization": self._token} if self._token else {}
        async with self._watching.listen(self.endpoint + path, body, headers) as (status, chunks):
            if status == 200:
                async for _chunk in chunks:
                    ring()
