"""The drill's client sends what a balancer can route, and tells an answer from none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.drill.client import DrillClient
from appliance.errors import ClusterError
from tests.support.drilled_cluster import DrilledCluster, drilled


def test_a_call_names_method_and_tool_in_its_headers() -> None:
    with drilled(DrilledCluster()) as cluster:
        client = DrillClient(cluster.endpoint)
        assert client.call() == client.call() == ""
        client.close()
    sent = cluster.calls[0]
    assert sent["mcp-method"] == sent["body"]["method"] == "tools/call"
    assert sent["mcp-name"] == sent["body"]["params"]["name"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((503, {}), "HTTP 503"),
        ((200, {"error": {"code": -32603}}), "without a result"),
        ((200, {"result": []}), "without a result"),
        ((200, {"result": {"content": []}}), "without a result"),
        ((200, {"result": {"isError": True, "content": [{"text": "no realm"}]}}), "no realm"),
    ],
)
def test_what_is_no_answer_is_a_failure(answer: tuple[int, dict[str, Any]], said: str) -> None:
    with drilled(DrilledCluster(answer=answer)) as cluster:
        client = DrillClient(cluster.endpoint)
        assert said in client.call()
        client.close()


def test_an_endpoint_that_is_away_is_a_failure_of_the_call() -> None:
    assert "Error" in DrillClient("http://127.0.0.1:1/mcp").call()


@pytest.mark.parametrize("endpoint", ["mcp.example.org", "ftp://x/mcp", "https:///mcp"])
def test_an_address_that_is_none_is_refused(endpoint: str) -> None:
    with pytest.raises(ClusterError, match="no address"):
        DrillClient(endpoint)


def test_an_authority_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(ClusterError, match="authority"):
            DrillClient("https://localhost/mcp", tmp_path / name)
