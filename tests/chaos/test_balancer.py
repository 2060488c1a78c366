"""What the balancer's log tells of calls that may be sent once."""

from __future__ import annotations

import pytest

from chaos.balancer import sent_twice


@pytest.mark.parametrize(
    ("way", "connect_s", "twice"),
    [
        ("once", "0.001", False),
        ("once", "-, 0.001", False),
        ("once", "-, -, -", False),
        ("once", "0.001, 0.001", True),
        ("once", "-, 0.000, 0.001", True),
        ("read", "0.001, 0.001", False),
    ],
)
def test_a_call_that_reached_two_replicas_is_found(way: str, connect_s: str, twice: bool) -> None:
    request = {"request_id": "r", "way": way, "connect_s": connect_s}
    assert sent_twice([request]) == (["r"] if twice else [])
