"""What a drill found, and what a cluster at rest has to agree on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class View:
    """What one node says of itself and of the cluster; `url` is its operations port."""

    url: str
    node: str
    leads: bool
    ready: bool
    leader: str | None
    term: int
    version: str | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """One step-down.

    Attributes:
        seconds: from the request until another node said that it leads, as seen from here.
        told_s: how long nobody led, as a node says; None where none told.
    """

    previous: str
    leader: str
    term: int
    seconds: float
    told_s: float | None


@dataclass(slots=True)
class Calls:
    """What became of the clients' calls."""

    made: int = 0
    longest_s: float = 0.0
    failures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What was found. `problems` are broken promises; `undone` is why rounds are missing."""

    before: tuple[View, ...] = ()
    after: tuple[View, ...] = ()
    hand_overs: list[HandOver] = field(default_factory=list)
    calls: Calls = field(default_factory=Calls)
    problems: list[str] = field(default_factory=list)
    undone: str = ""


def disagreements(views: Sequence[View]) -> list[str]:
    """What does not hold of a cluster at rest, a line each."""
    found = [f"{view.node} is not ready" for view in views if not view.ready]
    leading = [view.node for view in views if view.leads]
    if len(leading) > 1:
        found.append(f"{' and '.join(leading)} say that they lead")
    named = {view.leader for view in views}
    if named == {None}:
        found.append("nobody leads")
    elif len(named) > 1:
        told = ", ".join(f"{view.node} says {view.leader or 'nobody'}" for view in views)
        found.append(f"the nodes do not agree who leads: {told}")
    elif not leading and named <= {view.node for view in views}:
        found.append(f"{views[0].leader} is said to lead and says that it does not")
    terms = sorted({view.term for view in views})
    if len(terms) > 1:
        found.append(f"the nodes do not agree on the term: {', '.join(map(str, terms))}")
    return found
