"""Requests and answers of etcd's JSON gateway."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.failover.etcd.actions import (
    Acquire,
    Action,
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
from appliance.failover.etcd.requests import Keys, answer, request

KEYS = Keys.of("/mcp/", "realm")
HEADER = {"cluster_id": "1", "member_id": "2", "revision": "41", "raft_term": "3"}


def encoded(text: str | bytes) -> str:
    return b64encode(text.encode() if isinstance(text, str) else text).decode()


def entry(key: str, value: str | bytes, *, lease: int = 7, revision: int = 40) -> dict[str, Any]:
    return {
        "key": encoded(key),
        "value": encoded(value),
        "lease": str(lease),
        "create_revision": str(revision),
    }


def read(action: Action, content: dict[str, Any]) -> Any:
    return answer(action, content, KEYS, "a")


def test_keys_are_below_prefix_and_cluster() -> None:
    assert KEYS.leader == "/mcp/realm/leader"
    assert KEYS.member("a") == "/mcp/realm/members/a"
    _, body = request(Look(), KEYS, "a", b"")
    assert body["key"] == encoded("/mcp/realm/")
    assert body["range_end"] == encoded("/mcp/realm0")


def test_the_key_is_created_only_where_there_is_none() -> None:
    path, body = request(Acquire(7), KEYS, "a", b"")
    assert path == "/v3/kv/txn"
    assert body["compare"] == [
        {
            "key": encoded(KEYS.leader),
            "target": "CREATE",
            "result": "EQUAL",
            "create_revision": "0",
        }
    ]
    assert body["success"][0]["request_put"]["lease"] == "7"


def test_only_the_key_of_the_own_term_is_deleted() -> None:
    _, body = request(Resign(41, "upgrade"), KEYS, "a", b"")
    assert body["compare"][0]["create_revision"] == "41"
    assert "request_delete_range" in body["success"][0]


def test_answers_are_read() -> None:
    assert read(Grant(5), {"header": HEADER, "ID": "7", "TTL": "5"}) == Granted(7, 5)
    kept = {"result": {"header": HEADER, "ID": "7", "TTL": "5"}}
    assert read(KeepAlive(7), kept) == Kept(3)
    assert read(KeepAlive(7), {"result": {"header": HEADER, "ID": "7"}}) == Gone()
    assert read(Acquire(7), {"header": HEADER, "succeeded": True}) == Taken(Holder("a", 7, 41))
    lost = {"header": HEADER, "responses": [{"response_range": {"kvs": [entry(KEYS.leader, "b")]}}]}
    assert read(Acquire(7), lost) == Taken(Holder("b", 7, 40))
    gone = {"header": HEADER, "responses": [{"response_range": {}}]}
    assert read(Acquire(7), gone) == Taken(None)
    assert read(Resign(41, ""), {"header": HEADER}) == Done()
    assert read(Tell(7), {"header": HEADER}) == Done()


def test_a_look_shows_holder_members_and_parting() -> None:
    found = [
        entry(KEYS.leader, "b", lease=8, revision=40),
        entry(KEYS.member("a"), b"{}", lease=7),
        entry(KEYS.member("examined/a"), b"", lease=9),
        entry(KEYS.parting, '{"term": 30, "reason": "upgrade\\u0007"}'),
        entry("/mcp/realm/other", "x"),
    ]
    assert read(Look(), {"header": HEADER, "kvs": found, "count": "5"}) == Seen(
        holder=Holder("b", 8, 40),
        members=(Present("a", 7, b"{}"),),
        parting=(30, "upgrade"),
        raft_term=3,
    )
    assert read(Look(), {"header": HEADER}) == Seen(None, (), None, 3)


@pytest.mark.parametrize("words", ["", "5", "[]", '{"term": "x"}', '{"term": 1}', "\xff"])
def test_a_parting_that_is_none_says_nothing(words: str) -> None:
    seen = read(Look(), {"header": HEADER, "kvs": [entry(KEYS.parting, words)]})
    assert seen.parting is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["header", "kvs", "result", "ID", "TTL", "succeeded", "responses"])
            | st.sampled_from(["raft_term", "revision", "key", "value", "response_range"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
actions = st.sampled_from([Grant(5), KeepAlive(7), Look(), Acquire(7), Resign(41, "x"), Tell(7)])


@given(actions, json_values)
def test_nonsense_is_an_answer_or_one_of_the_errors_named(action: Action, content: Any) -> None:
    if not isinstance(content, dict):
        return
    try:
        found = read(action, content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return
    assert isinstance(found, Granted | Kept | Gone | Seen | Taken | Done)
