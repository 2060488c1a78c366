"""Decides which engine takes the backups, and says why. Pure: facts in, a decision out.

A copy of the files is always one of the whole instance. So it is chosen only where the instance
holds the realm's schemas and nothing else, and nothing of them is to be left out; and it can only
be restored as a whole, while a single schema or table comes out of it by booting the copy and
dumping from that (`engine.PhysicalEngine.extract`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.backup.manifest import Engine
from appliance.errors import BackupError
from appliance.settings.backup import BackupEngine


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice depends on.

    Attributes:
        engine: the physical engine of such a server; None where there is none (the demo realm).
        obstacles: what keeps it from working here, one line each, each with its remedy.
        others: schemas of the instance that are not the realm's.
        partial: whether tables are to be skipped, or backed up without their rows.
    """

    engine: Engine | None
    obstacles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    partial: bool = False


class Decision(NamedTuple):
    """An engine, and why."""

    engine: Engine
    why: str


_FASTER = {
    Engine.CLONE: "the server copies itself in one statement",
    Engine.MARIABACKUP: "the server's files are copied while it runs",
}


def decide(wanted: BackupEngine, facts: Facts) -> Decision:
    """The engine to use.

    Raises:
        BackupError: the one that was asked for cannot work here; says everything that is missing.
    """
    if wanted is BackupEngine.LOGICAL:
        return Decision(Engine.LOGICAL, "backup.engine names it")
    if wanted is BackupEngine.AUTO:
        return _auto(facts)
    engine = Engine(wanted.value)
    if facts.engine is not engine:
        raise BackupError(
            f"backup.engine is {wanted}, which this server does not know",
            hint="set it to auto or logical",
        )
    if facts.obstacles:
        raise BackupError(f"backup.engine is {wanted}: {'; '.join(facts.obstacles)}")
    if facts.partial:
        raise BackupError(
            f"backup.engine is {wanted}, which cannot leave tables out",
            hint="empty backup.skip and backup.without_data, or set backup.engine to logical",
        )
    return Decision(engine, "backup.engine names it" + _with(facts.others))


def _auto(facts: Facts) -> Decision:
    if facts.engine is None:
        return Decision(Engine.LOGICAL, "the server's files cannot be copied")
    against = list(facts.obstacles)
    if facts.others:
        against.append(f"the server has other schemas, too: {_few(facts.others)}")
    if facts.partial:
        against.append("tables are to be left out")
    if against:
        return Decision(Engine.LOGICAL, f"not {facts.engine}: {'; '.join(against)}")
    return Decision(facts.engine, _FASTER[facts.engine])


def _with(others: Sequence[str]) -> str:
    return f"; the copy holds other schemas, too: {_few(others)}" if others else ""


def _few(names: Sequence[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")
