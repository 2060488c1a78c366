"""Opens the engines that copy files, and lets the server's own facts choose among all engines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Engine
from appliance.backup.physical.choose import Decision, Facts, decide
from appliance.backup.physical.clone import CloneEngine
from appliance.backup.physical.conditions import look
from appliance.backup.physical.engine import PhysicalEngine
from appliance.backup.physical.mariabackup import MariabackupEngine
from appliance.backup.programs import Programs
from appliance.clock import WallClock
from appliance.database.login import Login
from appliance.settings.backup import BackupEngine


def physical_engines(
    account: Login, programs: Programs, parent: Path, clock: WallClock, *, rate_bytes_s: int = 0
) -> dict[Engine, PhysicalEngine]:
    """Both engines, by what a manifest calls them.

    Args:
        account: who takes backups.
        parent: folder for copies, with room for the whole instance; `clean_workplaces` at start.
        rate_bytes_s: most bytes a second of a copy that are taken; 0: no limit.
    """
    return {
        kind.name: kind(account, programs, parent, clock, rate_bytes_s=rate_bytes_s)
        for kind in (CloneEngine, MariabackupEngine)
    }


async def decide_for(
    wanted: BackupEngine,
    account: Login,
    targets: Sequence[Target],
    programs: Programs,
    *,
    partial: bool,
) -> Decision:
    """The engine for these schemas on this server, and why.

    Args:
        partial: whether `backup.skip` or `backup.without_data` say anything.

    Raises:
        BackupError: the one that was asked for cannot work here.
        DatabaseError: the server is away or refuses.
    """
    if wanted is BackupEngine.LOGICAL:
        return decide(wanted, Facts(None))
    return decide(wanted, await look(account, targets, programs, partial=partial))
