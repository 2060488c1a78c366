"""Actions as requests of etcd's JSON gateway, and its answers as ours. Pure.

The gateway's JSON has keys and values in base64, whole numbers as strings, and leaves out what is
0 or false.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.failover.etcd.actions import (
    Acquire,
    Action,
    Answer,
    Done,
    Gone,
    Grant,
    Granted,
    Holder,
    KeepAlive,
    Kept,
    Look,
    Present,
    Resign,
    Seen,
    Taken,
    Tell,
)

LONGEST_NAME = 128
MOST_KEYS = 1000
"""Keys that a look reads; a cluster has one a member and two more."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where a cluster's keys are."""

    folder: str

    @classmethod
    def of(cls, prefix: str, cluster: str) -> Keys:
        """Those below `prefix`."""
        return cls(f"{prefix.rstrip('/')}/{cluster}/")

    @property
    def leader(self) -> str:
        """Exists while somebody leads; its value is the node."""
        return self.folder + "leader"

    @property
    def parting(self) -> str:
        """The last leader that went by itself, and why."""
        return self.folder + "parting"

    @property
    def members(self) -> str:
        """Every node has a key below."""
        return self.folder + "members/"

    def member(self, node: str) -> str:
        """What a node tells of itself."""
        return self.members + node


def request(action: Action, keys: Keys, node: str, facts: bytes) -> tuple[str, dict[str, Any]]:
    """Path and body that carry an action out.

    Args:
        facts: what `Tell` writes.
    """
    match action:
        case Grant(ttl_s):
            return "/v3/lease/grant", {"TTL": str(ttl_s)}
        case KeepAlive(lease):
            return "/v3/lease/keepalive", {"ID": str(lease)}
        case Look():
            return "/v3/kv/range", _folder(keys.folder)
        case Acquire(lease):
            return "/v3/kv/txn", {
                "compare": [_created(keys.leader, 0)],
                "success": [{"request_put": _put(keys.leader, node.encode(), lease)}],
                "failure": [{"request_range": {"key": _text(keys.leader)}}],
            }
        case Resign(term, reason):
            words = json.dumps({"term": term, "reason": reason}).encode()
            return "/v3/kv/txn", {
                "compare": [_created(keys.leader, term)],
                "success": [
                    {"request_delete_range": {"key": _text(keys.leader)}},
                    {"request_put": _put(keys.parting, words)},
                ],
            }
        case Tell(lease):
            return "/v3/kv/put", _put(keys.member(node), facts, lease)


def watch(keys: Keys) -> tuple[str, dict[str, Any]]:
    """Path and body that have etcd tell of every change of the leader's key."""
    return "/v3/watch", {"create_request": {"key": _text(keys.leader)}}


def revoke(lease: int) -> tuple[str, dict[str, Any]]:
    """Path and body that end a lease and delete its keys."""
    return "/v3/lease/revoke", {"ID": str(lease)}


def authenticate(user: str, password: str) -> tuple[str, dict[str, Any]]:
    """Path and body that ask for a token."""
    return "/v3/auth/authenticate", {"name": user, "password": password}


def answer(action: Action, content: Mapping[str, Any], keys: Keys, node: str) -> Answer:
    """What a successful answer says.

    Raises:
        ValueError, KeyError, TypeError: it is no such answer.
    """
    match action:
        case Grant():
            return Granted(lease=int(content["ID"]), ttl_s=int(content["TTL"]))
        case KeepAlive():
            result = content["result"]
            # A lease that is not there any more is kept alive for 0 seconds.
            return Kept(raft_term(result)) if int(result.get("TTL", 0)) > 0 else Gone()
        case Look():
            return _seen(content, keys)
        case Acquire(lease):
            if content.get("succeeded"):
                return Taken(Holder(node, lease, int(content["header"]["revision"])))
            found = content["responses"][0]["response_range"].get("kvs", [])
            return Taken(_holder(found))
        case Resign() | Tell():
            int(content["header"]["revision"])
            return Done()


def header(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The header of any answer; that of streams is inside `result`."""
    inner = content.get("result")
    found = (inner if isinstance(inner, dict) else content).get("header")
    return found if isinstance(found, dict) else {}


def raft_term(content: Mapping[str, Any]) -> int:
    """The term of etcd's own election in which the answering member was."""
    return int(header(content)["raft_term"])


def _seen(content: Mapping[str, Any], keys: Keys) -> Seen:
    found = content.get("kvs", [])
    by_key = {_bytes(each["key"]).decode("utf-8", "replace"): each for each in found}
    parting = by_key.get(keys.parting)
    members = tuple(
        Present(name(key.removeprefix(keys.members)), int(each.get("lease", 0)), _value(each))
        for key, each in by_key.items()
        if key.startswith(keys.members) and "/" not in key.removeprefix(keys.members)
    )
    leader = by_key.get(keys.leader)
    return Seen(
        holder=_holder([] if leader is None else [leader]),
        members=members,
        parting=None if parting is None else _parting(_value(parting)),
        raft_term=raft_term(content),
    )


def _holder(found: Sequence[Mapping[str, Any]]) -> Holder | None:
    """The leader's key from its entry, if there is one."""
    for each in found:
        node = name(_value(each).decode("utf-8", "replace"))
        return Holder(node, int(each.get("lease", 0)), int(each["create_revision"]))
    return None


def _parting(value: bytes) -> tuple[int, str] | None:
    """Anybody may write to etcd: what is no parting says nothing."""
    try:
        said = json.loads(value)
        return int(said["term"]), name(str(said["reason"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def name(text: str) -> str:
    """Text of others, fit to be shown."""
    return "".join(each for each in text[:LONGEST_NAME] if each.isprintable())


def _folder(folder: str) -> dict[str, Any]:
    """A range of all keys that begin with `folder`, which ends in a slash."""
    end = folder.encode()[:-1] + bytes([ord("/") + 1])
    return {"key": _text(folder), "range_end": b64encode(end).decode(), "limit": str(MOST_KEYS)}


def _put(key: str, value: bytes, lease: int = 0) -> dict[str, Any]:
    return {"key": _text(key), "value": b64encode(value).decode(), "lease": str(lease)}


def _created(key: str, revision: int) -> dict[str, Any]:
    """The comparison of a key's create-revision, which is 0 where there is no key."""
    return {
        "key": _text(key),
        "target": "CREATE",
        "result": "EQUAL",
        "create_revision": str(revision),
    }


def _text(key: str) -> str:
    return b64encode(key.encode()).decode()


def _bytes(encoded: str) -> bytes:
    return b64decode(encoded, validate=True)


def _value(entry: Mapping[str, Any]) -> bytes:
    return _bytes(entry.get("value", ""))
