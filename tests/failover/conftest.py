"""What tests of engines that are asked over HTTPS have to bear of the client.

A request that is cancelled in the middle of a TLS handshake leaves its socket to the garbage
collector (httpcore2 closes it on errors, and a cancellation is none); the warning of it would meet
any later test.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ASKING = (HERE / "etcd", HERE / "kubernetes", HERE / "test_json_api.py")


def _asks(path: Path) -> bool:
    return any(each == path or each in path.parents for each in ASKING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these tests find such sockets."""
    for item in items:
        if _asks(item.path):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))


@pytest.fixture(scope="module", autouse=True)
def collected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave none of them to the tests that follow."""
    yield
    if _asks(request.path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
