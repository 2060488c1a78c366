"""What etcd's refusals mean."""

from __future__ import annotations

import pytest

from appliance.errors import ClusterError
from appliance.failover.etcd.refusals import Refusal, refusal
from appliance.failover.json_api import Reply


def judge(content: object, status: int = 400, text: str = "") -> Refusal | ClusterError:
    return refusal(Reply(status, content, text), "http://etcd:2379", "realm", "/mcp/realm/")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("etcdserver: invalid auth token", Refusal.STALE_TOKEN),
        ("etcdserver: revision of auth store is old", Refusal.STALE_TOKEN),
        ("etcdserver: requested lease not found", Refusal.NO_LEASE),
        ("etcdserver: authentication is not enabled", Refusal.NO_LOGIN),
    ],
)
def test_expected_refusals_are_no_errors(message: str, expected: Refusal) -> None:
    assert judge({"error": message, "code": 16, "message": message}) is expected
    assert judge({"error": {"grpc_code": 16, "message": message}}, status=200) is expected
    assert judge({"code": 16, "message": message, "details": []}) is expected


@pytest.mark.parametrize(
    ("message", "fix"),
    [
        ("etcdserver: mvcc: database space exceeded", "etcdctl alarm disarm"),
        ("etcdserver: no leader", "http://etcd:2379 cannot: etcdserver: no leader"),
    ],
)
def test_others_are_told_with_the_fix(message: str, fix: str) -> None:
    assert fix in str(judge({"error": message}))


def test_users_that_were_switched_on_later_are_logged_in_for() -> None:
    reply = Reply(400, {"error": "etcdserver: user name is empty"}, "")
    assert refusal(reply, "http://etcd:2379", "realm", "/mcp/") is Refusal.STALE_TOKEN
    assert "set ha.etcd_user" in str(refusal(reply, "http://etcd:2379", None, "/mcp/"))


def test_something_that_is_no_etcd_is_told() -> None:
    assert "answers 404 '<html>'" in str(judge(None, 404, "<html>"))
    assert "is no etcd that we know" in str(judge({"error": 5}, 500))
