"""Whose fault it is when a program does not take a copy: the copy's, or this machine's."""

from __future__ import annotations

from pathlib import Path

import trio

from appliance.backup.physical.conditions import same_series
from appliance.backup.physical.instance import find_daemon
from appliance.backup.programs import ProgramFailed, Programs, version
from appliance.backup.workplace import check_room
from appliance.database.interface import Engine
from appliance.errors import BackupDamaged, BackupError

FULL_BYTES = 16 << 20
"""With less room than this, a program's failure is the disk's."""
_KILLED = -9


async def fault_of(
    error: ProgramFailed, folder: Path, original: str, programs: Programs, engine: Engine
) -> BackupError:
    """BackupDamaged, unless the system killed the program, or it has no room or another version.

    Args:
        folder: what the program worked in.
        original: the version of the server that was copied.

    Raises:
        BackupError: the server's own program is missing.
    """
    if error.status == _KILLED:
        return error
    try:
        await trio.to_thread.run_sync(check_room, folder, FULL_BYTES)
    except BackupError as full:
        return full
    daemon = await find_daemon(programs, engine)
    if not same_series(await version(daemon), original):
        return BackupError(
            f"{daemon} is of another version than the copy ({original}): {error.message}",
            hint="look at it where that version is installed",
        )
    return BackupDamaged(f"cannot be used: {error.message}", file="instance.frames")
