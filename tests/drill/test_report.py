"""What the nodes of a cluster at rest must agree on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.drill.report import View, disagreements

A, B, C = (View(f"http://{name}", name, name == "a", True, "a", 3, "2.0.0") for name in "abc")


def test_a_cluster_at_rest_agrees() -> None:
    assert disagreements([A, B, C]) == []


def test_the_leader_need_not_be_among_those_asked() -> None:
    assert disagreements([B, C]) == []


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ([A, replace(B, ready=False), C], "b is not ready"),
        ([A, replace(B, leads=True), C], "a and b say that they lead"),
        ([A, replace(B, leader="b"), C], "do not agree who leads: a says a, b says b, c says a"),
        ([A, replace(B, leader=None), C], "b says nobody"),
        ([replace(each, leader=None, leads=False) for each in (A, B, C)], "nobody leads"),
        ([replace(A, leads=False), B, C], "a is said to lead and says that it does not"),
        ([A, replace(B, term=4), C], "do not agree on the term: 3, 4"),
    ],
)
def test_a_disagreement_is_named(views: list[View], said: str) -> None:
    assert any(said in each for each in disagreements(views))
