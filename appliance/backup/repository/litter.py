"""What runs that are over left behind in a local folder, and its removal."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from appliance.backup.names import is_id
from appliance.backup.repository import durable
from appliance.backup.repository.durable import TEMPORARY, FileLock
from appliance.backup.repository.layout import NOTE_LIMIT_BYTES, OTHERS_AFTER, decode_holder
from appliance.backup.repository.staging import PARTIAL

REMOVED = ".removed-"
logger = structlog.get_logger("appliance.backup")
_LOCK = ".lock"


def clean(repository: Path, *, node: str, now: datetime) -> list[str]:
    """Remove partial backups whose run is over, half-removed backups and temporary files.

    Meant for one process at a time (the repository's change lock), so that no temporary file is
    one in use. Returns the names of what was removed; what cannot be is told in the log, for it is
    in nobody's way.
    """
    removed = []
    for name in sorted(os.listdir(repository)):
        path = repository / name
        if path.is_symlink():
            continue
        try:
            removed += _clean(path, node=node, now=now)
        except OSError as error:
            logger.warning("remains of a run not removed", name=name, reason=error.strerror)
    return removed


def _clean(path: Path, *, node: str, now: datetime) -> list[str]:
    name = path.name
    if name.startswith(TEMPORARY):
        path.unlink(missing_ok=True)
        return [name]
    if name.startswith(REMOVED) and is_id(name.removeprefix(REMOVED)):
        durable.remove_tree(path)
        return [name]
    if name.startswith(PARTIAL) and is_id(name.removeprefix(PARTIAL).removesuffix(_LOCK)):
        partial = path.with_name(name.removesuffix(_LOCK))
        return [partial.name] if _remove_partial(partial, node=node, now=now) else []
    return _clean_backup(path) if is_id(name) else []


def _remove_partial(partial: Path, *, node: str, now: datetime) -> bool:
    lock_path = partial.with_name(partial.name + _LOCK)
    if not os.path.lexists(lock_path) and not partial.is_dir():
        return False  # both went when the other one's name was met
    lock = FileLock(lock_path)
    if not lock.acquire():
        return False
    unlink = False
    try:
        if _was_here(lock_path, node) or _age(partial, now) > OTHERS_AFTER:
            durable.remove_tree(partial)
            unlink = True
        return unlink
    finally:
        lock.release(unlink=unlink)


def _was_here(lock_path: Path, node: str) -> bool:
    """Whether its writer ran on this node, or was killed before it had staged anything."""
    content = durable.read(lock_path, limit_bytes=NOTE_LIMIT_BYTES)
    writer = decode_holder(content)
    return not content if writer is None else writer.node == node


def _age(partial: Path, now: datetime) -> timedelta:
    newest = 0.0
    for folder, _, names in os.walk(partial):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            newest = max(newest, os.lstat(path).st_mtime)
    return now - datetime.fromtimestamp(newest, UTC)


def _clean_backup(backup: Path) -> list[str]:
    removed = []
    for path in backup.glob(f"{TEMPORARY}*"):
        path.unlink(missing_ok=True)
        removed.append(f"{backup.name}/{path.name}")
    return removed
