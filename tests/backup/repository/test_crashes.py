"""A process that dies at any step leaves whole backups and no litter.

Each scene runs in a child process that ends, without any cleanup, just before its n-th call that
changes the disk, for every n there is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.backup.manifest import decode_manifest, encode_manifest
from appliance.backup.repository.local import LocalRepository
from tests.support.backups import fresh_id, local_repository, manifest_of

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    # The child runs one thread and ends by _exit; the others are not needed in it.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

FILES = ("auth/account.frames", "auth/ddl.frames")
CHANGING = (
    "open", "write", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir", "ftruncate",
)  # fmt: skip
DIED, DONE = 70, 0
Scene = Callable[[LocalRepository, str], None]


def publish(repository: LocalRepository, backup_id: str) -> None:
    staging = repository.stage(backup_id)
    for name in FILES:
        output = staging.create(name)
        output.write(b"rows of " + name.encode())
        output.finish()
    staging.publish(encode_manifest(manifest_of(backup_id)), term=1)


def discard(repository: LocalRepository, backup_id: str) -> None:
    staging = repository.stage(backup_id)
    output = staging.create(FILES[0])
    output.write(b"rows")
    output.abandon()
    staging.discard()


def annotate(repository: LocalRepository, backup_id: str) -> None:
    for note in (b"first", b"second"):
        repository.write_note(backup_id, "proof.json", note, term=1)
    repository.delete_note(backup_id, "proof.json", term=1)


def remove(repository: LocalRepository, backup_id: str) -> None:
    repository.remove(backup_id, term=1)


def clean(repository: LocalRepository, _backup_id: str) -> None:
    repository.clean()


def die_before(step: int, folder: Path, scene: Scene, backup_id: str) -> bool:
    """Run a scene in a child that dies before its `step`-th change; whether it got to its end."""
    child = os.fork()
    if child == 0:
        status = 71
        try:
            repository = local_repository(folder)
            _count_down(step)
            scene(repository, backup_id)
            status = DONE
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (DIED, DONE)
    return status == DONE


def _count_down(steps: int) -> None:
    left = [steps]

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os._exit(DIED)
            return function(*args, **kwargs)

        return call

    for name in CHANGING:
        setattr(os, name, counted(getattr(os, name)))


def check_whole(repository: LocalRepository, backup_id: str) -> None:
    decode_manifest(repository.manifest(backup_id), backup_id)
    for name in FILES:
        file = repository.open(backup_id, name)
        assert file.read(100) == b"rows of " + name.encode()
        file.close()


def check_clean(folder: Path, repository: LocalRepository) -> None:
    repository.clean()
    ours = {"repository.json", "fence.json", ".change.lock", *repository.backups()}
    assert {path.name for path in folder.iterdir()} <= ours
    assert not list(folder.rglob(".tmp-*"))


@pytest.mark.parametrize("scene", [publish, discard, annotate, remove, clean])
def test_a_death_at_any_step_leaves_no_half(tmp_path: Path, scene: Scene) -> None:
    done, step = False, 0
    while not done:
        folder = tmp_path / str(step)
        repository = local_repository(folder)
        bystander, subject = fresh_id(), fresh_id()
        publish(repository, bystander)
        if scene in (annotate, remove):
            publish(repository, subject)
        if scene is clean:
            litter(folder, repository, subject)

        done = die_before(step, folder, scene, subject)

        assert bystander in repository.backups()
        for backup_id in repository.backups():
            check_whole(repository, backup_id)
        check_clean(folder, repository)
        check_whole(repository, bystander)
        if done:
            assert (subject in repository.backups()) == (scene in (publish, annotate))
        # The next run is not held up by the dead one.
        repository.lock("backup", term=1).release()
        publish(repository, fresh_id())
        step += 1
    assert step > (3 if scene is clean else 8), f"{step} steps"


def litter(folder: Path, repository: LocalRepository, subject: str) -> None:
    """A half-removed backup and a half-written one."""
    publish(repository, subject)
    (folder / subject).rename(folder / f".removed-{subject}")
    assert not die_before(12, folder, publish, fresh_id())
