"""Term and vote of a node on its disk, so that a restarted node cannot vote twice in a term.

The file is written beside the old one, forced to the disk, renamed over it, and the folder is
forced to the disk, too: after `save` returned, neither a kill nor a power cut brings the old vote
back, and before, the old one is whole.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import orjson
import trio

from appliance import durable
from appliance.errors import BallotUnsaved, StartError
from appliance.failover.messages import NodeId
from appliance.failover.state import Ballot
from appliance.failover.wire import TERM_LIMIT
from appliance.formats import refuse_newer

FORMAT = 1
FILE = "ballot.json"
TEMPORARY = "ballot.new"
_MAX_BYTES = 4096


class BallotFile:
    """Where one node of one cluster keeps its ballot. One task at a time may save.

    Args:
        folder: `ha.state_dir`; made when it is not there.
    """

    def __init__(self, folder: Path, *, node: NodeId, cluster: str) -> None:
        self._folder = folder
        self._owner = {"cluster": cluster, "node": node}
        # A thread of its own: work of MCP may have taken all others.
        self._limiter = trio.CapacityLimiter(1)

    async def load(self) -> Ballot:
        """What was saved last; of a node that never voted, term 0 and no vote.

        Raises:
            StartError: the folder cannot be used, or the file is damaged or another node's.
        """
        return await trio.to_thread.run_sync(self._load, limiter=self._limiter)

    async def save(self, ballot: Ballot) -> None:
        """Put it on the disk; whoever hears of the vote hears of it after this.

        It is not cancelled half-way: the write ends before the cancellation is heard.

        Raises:
            BallotUnsaved: the disk is full or fails; the ballot before is still there.
        """
        await trio.to_thread.run_sync(self._save, ballot, limiter=self._limiter)

    def _load(self) -> Ballot:
        path = self._folder / FILE
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / TEMPORARY).unlink(missing_ok=True)  # of a process that was killed
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            with open(os.open(path, os.O_RDONLY | durable.NO_FOLLOW), "rb") as file:
                raw = file.read(_MAX_BYTES + 1)
        except FileNotFoundError:
            return Ballot(term=0, voted_for=None)
        except OSError as error:
            raise _unusable(path, error) from error
        return self._read(path, raw)

    def _read(self, path: Path, raw: bytes) -> Ballot:
        try:
            found = orjson.loads(raw)
            # Before anything else, and so in every format: that tells a newer one from damage.
            if found.pop("sha256") != _checksum(found):
                raise ValueError
            refuse_newer(str(path), version := found.pop("format"), FORMAT, StartError)
            ballot = Ballot(term=found.pop("term"), voted_for=found.pop("voted_for"))
            if version != FORMAT or not _sound(ballot):
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StartError(
                f"{path} is damaged, so this node cannot know what it voted",
                hint="while the others have a leader, move the file away and start again",
            ) from error
        if found != self._owner:
            raise StartError(
                f"{path} belongs to node {found.get('node')!r} of cluster {found.get('cluster')!r}",
                hint="give each node a ha.state_dir of its own; one that was renamed or cloned "
                "starts with an empty one",
            )
        return ballot

    def _save(self, ballot: Ballot) -> None:
        content = {"format": FORMAT, **self._owner, **_values(ballot)}
        raw = orjson.dumps(content | {"sha256": _checksum(content)}) + b"\n"
        path = self._folder / FILE
        try:
            durable.replace(path, raw, temporary=self._folder / TEMPORARY)
        except OSError as error:
            raise BallotUnsaved(
                f"cannot save the vote of term {ballot.term} in {path}: {error.strerror}",
                hint="until there is room on the disk of ha.state_dir this node neither votes "
                "nor leads",
            ) from error


def _unusable(path: Path, error: OSError) -> StartError:
    return StartError(
        f"ha.state_dir: cannot use {error.filename or path}: {error.strerror}",
        hint="name a folder on a local disk that this user can write",
    )


def _values(ballot: Ballot) -> dict[str, Any]:
    return {"term": ballot.term, "voted_for": ballot.voted_for}


def _sound(ballot: Ballot) -> bool:
    return (
        type(ballot.term) is int
        and 0 <= ballot.term < TERM_LIMIT
        and (ballot.voted_for is None or isinstance(ballot.voted_for, str))
    )


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
