"""Who may change the repository: the leader, in its term. A single node leads in term 1 for ever.

The leader is asked anew before each effect, and the repository refuses terms that are over; so a
node that was deposed while it slept changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from appliance.errors import BackupLocked, TermOver

Leader = Callable[[], int | None]
"""The term in which this node leads; None when it does not."""

SINGLE_TERM = 1


def single_node() -> int:
    """The term of a node that is alone."""
    return SINGLE_TERM


def alone_at(term: int) -> Leader:
    """The term of a node that is alone at a repository where others led before."""
    return lambda: max(SINGLE_TERM, term)


def nobody() -> None:
    """The term of a node that does not lead."""


class Mandate:
    """The right to change the repository, for one run.

    Raises:
        BackupLocked: this node does not lead.
    """

    def __init__(self, leader: Leader = single_node) -> None:
        term = leader()
        if term is None:
            raise BackupLocked("another node leads, and takes the backups")
        self._leader = leader
        self._term = term

    def term(self) -> int:
        """The term of the run; ask before each effect.

        Raises:
            TermOver: another node leads, or may.
        """
        if self._leader() != self._term:
            raise TermOver(f"this node no longer leads in term {self._term}: the run ends here")
        return self._term
