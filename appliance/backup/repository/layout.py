"""What folders and buckets of backups have in common: format, fence, holder of the lock, notes."""

from __future__ import annotations

import os
import re
import secrets
import sys
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from appliance.backup.repository.interface import UNRANKED
from appliance.errors import NoRepository, RepositoryError, TermOver
from appliance.formats import refuse_newer, version_in

FORMAT_VERSION: Final = 1
"""Of layout, fence and holder; manifests and notes count their own."""
LAYOUT = "repository.json"
FENCE = "fence.json"
NOTE_LIMIT_BYTES = 1 << 20
"""Longest note that is read."""

OTHERS_AFTER = timedelta(days=1)
"""What another node stages is left alone for so long after its last sign of life: whether its
process still runs cannot be seen from here, nor, on shared disks, may its lock be."""

PROCESS = secrets.token_hex(8)
"""Tells this process from one before it that had the same number, as in a container."""

_RESERVED = ("manifest.json", "staging.json", "removed.json")
_NOTE = re.compile(r"[a-z][a-z0-9_-]{0,40}\.json")


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: Annotated[int, Field(ge=1)] = FORMAT_VERSION


class Layout(_Stored):
    """How the repository is laid out."""

    product: Literal["trinitycore-mcp"] = "trinitycore-mcp"


class Fence(_Stored):
    """What every change looks at first and writes back."""

    term: Annotated[int, Field(ge=0)] = 0
    """The highest seen."""
    generation: Annotated[int, Field(ge=0)] = 0
    """Number of changes."""


class Holder(_Stored):
    """Who holds a lock or stages a backup."""

    node: str
    pid: int
    process: str
    purpose: str
    since: AwareDatetime
    term: Annotated[int, Field(ge=0)] = 0
    token: str
    """Random: two runs of one process are two holders."""
    renewals: Annotated[int, Field(ge=0)] = 0

    @staticmethod
    def here(node: str, purpose: str, *, since: datetime, term: int = 0) -> Holder:
        """A new run of this process."""
        return Holder(
            node=node,
            pid=os.getpid(),
            process=PROCESS,
            purpose=purpose,
            since=since,
            term=term,
            token=secrets.token_hex(8),
        )

    def is_over(self, node: str) -> bool:
        """Whether it ran on `node`, this one, and its process has ended; False when unknown."""
        if self.node != node or self.process == PROCESS or sys.platform == "win32":
            return False
        if self.pid == os.getpid():
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def gives_way_to(self, term: int) -> bool:
        """Whether it is a leader whose term is over, seen from a later one."""
        return UNRANKED < self.term < term

    def __str__(self) -> str:
        return f"{self.purpose} on {self.node} (process {self.pid}) since {self.since:%F %T} UTC"


def check_layout(content: bytes, address: str) -> None:
    """Look at the repository's format.

    Raises:
        RepositoryError: it is not ours, or a newer version of the product made it.
    """
    _refuse_newer(content, address, LAYOUT)
    try:
        Layout.model_validate_json(content)
    except ValidationError as error:
        raise RepositoryError(f"{address}: {LAYOUT} is not one of ours") from error


def no_repository(address: str, why: str) -> NoRepository:
    """The error for whoever looks for backups where there are none: no new, empty place is made."""
    return NoRepository(
        f"{address}: {why}",
        hint="correct backup.repository, or run `trinitycore-mcp backup now`, which makes it",
    )


def decode_fence(content: bytes, address: str) -> Fence:
    """The stored fence.

    Raises:
        RepositoryError: it is broken, or a newer version of the product wrote it.
    """
    _refuse_newer(content, address, FENCE)
    try:
        return Fence.model_validate_json(content)
    except ValidationError as error:
        raise RepositoryError(
            f"{address}: {FENCE} is broken", hint="when only one node takes backups, remove it"
        ) from error


def decode_holder(content: bytes) -> Holder | None:
    """Who holds a lock; None when it does not say, or is of a newer version of the product."""
    try:
        return Holder.model_validate_json(content) if _is_known(content) else None
    except ValidationError:
        return None


def unnamed_holder(content: bytes) -> str:
    """A holder that cannot be read, in words."""
    if _is_known(content):
        return "another run just began or ended"
    return "a run of a newer version of this program"


def _is_known(content: bytes) -> bool:
    return version_in(content) <= FORMAT_VERSION


def _refuse_newer(content: bytes, address: str, name: str) -> None:
    refuse_newer(f"{address}: {name}", version_in(content), FORMAT_VERSION, RepositoryError)


def see(fence: Fence, term: int) -> Fence:
    """The fence once somebody of `term` was here, though nothing was changed yet.

    Raises:
        TermOver: a higher term was seen.
    """
    if term == UNRANKED:
        return fence
    if term < fence.term:
        raise TermOver(
            f"the term {term} of this node is over: the repository is used in {fence.term}",
            hint="after a change of ha.backend, or when all state folders were lost, remove "
            f"{FENCE} once",
        )
    return Fence(term=term, generation=fence.generation)


def admit(fence: Fence, term: int) -> Fence:
    """The fence after a change made in `term`.

    Raises:
        TermOver: a higher term was seen.
    """
    seen = see(fence, term)
    return Fence(term=seen.term, generation=seen.generation + 1)


def is_note_name(name: str) -> bool:
    """Whether a note of a backup may have that name."""
    return _NOTE.fullmatch(name) is not None and name not in _RESERVED


def check_note_name(name: str) -> str:
    """The name itself, when a note may have it.

    Raises:
        RepositoryError: it may not.
    """
    if not is_note_name(name):
        raise RepositoryError(f"{name[:60]!r} is not the name of a note")
    return name
