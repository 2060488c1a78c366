"""Asking a node from the command line."""

from __future__ import annotations

import pytest

from appliance.console.client import ask
from appliance.errors import ClusterError

NOWHERE = ("", "node:1", "https://node:1", "http://node:many", "http://node:99999", "http://[")


@pytest.mark.parametrize("url", NOWHERE)
def test_what_is_no_address_is_one_line(url: str) -> None:
    with pytest.raises(ClusterError, match="is no address of an operations port"):
        ask(url, "/cluster")


def test_where_nobody_listens_is_one_line() -> None:
    with pytest.raises(ClusterError, match=r"no answer from the operations port at http://127"):
        ask("http://127.0.0.1:1", "/cluster")
