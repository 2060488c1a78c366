"""Who may change the repository: the leader, in its term; who is alone, or a person, in none.

The leader is asked anew before each effect, and the repository refuses terms that are over; so a
node that was deposed while it slept changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from appliance.backup.repository.interface import UNRANKED
from appliance.errors import BackupLocked, TermOver

Leader = Callable[[], int | None]
"""The term in which this node leads; None when it does not."""


def unranked() -> int:
    """The term of a node that is alone, or of a person's command, whoever led here before."""
    return UNRANKED


def nobody() -> None:
    """The term of a node that does not lead."""


class Mandate:
    """The right to change the repository, for one run.

    Raises:
        BackupLocked: this node does not lead.
    """

    def __init__(self, leader: Leader = unranked) -> None:
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
