"""What a pod is told by Kubernetes."""

from __future__ import annotations

from pathlib import Path

import pytest
from trio.testing import MockClock

from appliance.errors import ClusterError
from appliance.failover.kubernetes.pod import TOKEN_S, Pod, ServiceAccount, find_pod

ENVIRON = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}


def test_a_pod_finds_its_api_and_namespace(tmp_path: Path) -> None:
    (tmp_path / "namespace").write_text("realm\n")
    assert find_pod(ENVIRON, None, tmp_path) == Pod("https://10.0.0.1:443", "realm", tmp_path)
    ipv6 = ENVIRON | {"KUBERNETES_SERVICE_HOST": "fd00::1"}
    assert find_pod(ipv6, "other", tmp_path) == Pod("https://[fd00::1]:443", "other", tmp_path)


def test_elsewhere_it_is_one_line_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="to peers or etcd"):
        find_pod({}, None, tmp_path)
    with pytest.raises(ClusterError, match="automountServiceAccountToken: true"):
        find_pod(ENVIRON, None, tmp_path)


@pytest.mark.parametrize("content", ["", "\n", "two\nlines", "tökén"])
def test_a_file_that_holds_something_else_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "namespace").write_text(content)
    with pytest.raises(ClusterError, match="something else than one line"):
        find_pod(ENVIRON, None, tmp_path)


async def test_a_token_is_read_again_after_a_while(tmp_path: Path, mock_clock: MockClock) -> None:
    token = tmp_path / "token"
    token.write_text("one\n")
    account = ServiceAccount(Pod("https://x:1", "realm", tmp_path))
    assert await account.token() == "one"
    token.write_text("two\n")
    assert await account.token() == "one"
    mock_clock.jump(TOKEN_S + 1)
    assert await account.token() == "two"


async def test_a_refused_token_is_read_again_at_once(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("one")
    account = ServiceAccount(Pod("https://x:1", "realm", tmp_path))
    assert not await account.replaced(await account.token())
    token.write_text("two")
    assert await account.replaced("one")
    assert await account.token() == "two"
