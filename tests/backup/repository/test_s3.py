"""Backups in a bucket, on a real S3 server."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import obstore
import pytest
import trio

from appliance.backup.archive import ArchiveReader, writing
from appliance.backup.catalogue import Catalogue
from appliance.backup.manifest import decode_manifest, encode_manifest
from appliance.backup.notes import Level, State
from appliance.backup.repository.bucket import Bucket
from appliance.backup.repository.interface import UNRANKED
from appliance.backup.repository.s3 import S3Repository
from appliance.errors import (
    BackupDamaged,
    BackupError,
    BackupLocked,
    NoSuchBackup,
    RepositoryError,
)
from tests.support.backups import NODE, Content, Key, SetClock, fresh_id, manifest_of, take
from tests.support.s3_server import S3Server

FILE = "auth/account.frames"


class Place:
    """A bucket of its own."""

    def __init__(self, server: S3Server) -> None:
        self.server = server
        self.name = f"backups-{secrets.token_hex(4)}"
        server.make_bucket(self.name)
        self.clock = SetClock(datetime.now(UTC))

    def repository(self, *, node: str = NODE, **over: str | None) -> S3Repository:
        settings: dict[str, str | None] = {
            "endpoint": self.server.endpoint,
            "region": "us-east-1",
            "access_key": "AKIDEXAMPLE",
        }
        settings.update(over)
        name = settings.pop("bucket", self.name) or ""
        bucket = Bucket(name, "realm/one", secret_key="s3cr3t", **settings)  # type: ignore[arg-type]
        return S3Repository(bucket, node=node, clock=self.clock)

    def prepared(self, *, node: str = NODE) -> S3Repository:
        repository = self.repository(node=node)
        repository.prepare()
        return repository

    def objects(self) -> list[str]:
        return [key.removeprefix("realm/one/") for key in self.server.keys(self.name)]

    def path(self, key: str) -> tuple[str, str]:
        return self.name, f"realm/one/{key}"


@pytest.fixture
def place(s3_server: S3Server) -> Place:
    return Place(s3_server)


def publish(repository: S3Repository, *, term: int = 0) -> str:
    backup_id = fresh_id()
    staging = repository.stage(backup_id)
    output = staging.create(FILE)
    output.write(b"rows")
    output.finish()
    staging.publish(encode_manifest(manifest_of(backup_id)), term=term)
    return backup_id


async def test_a_large_encrypted_backup_comes_back(place: Place) -> None:
    repository = place.prepared()
    key = Key.new()
    content = Content({FILE: [os.urandom(3_000_000) for _ in range(7)]})
    manifest = await take(repository, content=content, recipients=[key.public])
    assert decode_manifest(repository.manifest(manifest.id), manifest.id) == manifest
    reader = ArchiveReader(repository, manifest, key.identities)
    await reader.check(FILE)
    assert [row async for row in reader.statements(FILE)] == content.files[FILE]
    assert place.server.unfinished_uploads(place.name) == 0


def test_a_backup_appears_with_its_manifest(place: Place) -> None:
    repository = place.prepared()
    staging = repository.stage(fresh_id())
    output = staging.create(FILE)
    output.write(b"rows")
    output.finish()
    assert repository.backups() == {}
    staging.publish(encode_manifest(manifest_of(staging.id)), term=0)
    assert repository.backups() == {staging.id: {}}
    assert f"catalogue/{staging.id}/staging.json" not in place.objects()
    with closing(repository.open(staging.id, FILE)) as file:
        assert (file.read(3), file.read(3), file.read(3)) == (b"row", b"s", b"")


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_cancelled_backup_leaves_nothing(place: Place, encrypted: bool) -> None:
    repository = place.prepared()
    before = place.objects()
    recipients = [Key.new().public] if encrypted else []
    with trio.CancelScope() as scope:
        async with writing(repository, fresh_id(), level=1, recipients=recipients) as archive:
            sink = await archive.file(FILE)
            for _ in range(20):
                await sink.write(os.urandom(1_000_000))
            scope.cancel()
            await sink.write(b"x" * 2_000_000)
    assert scope.cancelled_caught
    assert place.objects() == before
    assert place.server.unfinished_uploads(place.name) == 0


async def test_the_catalogue_works_on_a_bucket(place: Place) -> None:
    repository = place.prepared()
    catalogue = Catalogue(repository, place.clock)
    old, new = [(await take(repository)).id for _ in range(2)]
    await catalogue.record_proof(old, Level.FULL, duration_s=1, term=1)
    with pytest.raises(BackupError, match="last proved"):
        await catalogue.remove(old, term=1)
    await catalogue.record_proof(new, Level.FULL, duration_s=1, term=1)
    await catalogue.hold(new, "keep", term=1)
    await catalogue.release(new, term=1)
    await catalogue.remove(old, term=2)
    (left,) = await catalogue.list()
    assert (left.id, left.state, left.hold) == (new, State.VERIFIED, None)
    assert not [key for key in place.objects() if old in key]
    with pytest.raises(BackupLocked, match="term 1 of this node is over"):
        await catalogue.hold(new, "late", term=1)
    with pytest.raises(BackupLocked):
        publish(repository, term=1)
    assert await catalogue.generation() == 7


async def test_a_truncated_or_missing_object_is_found(place: Place) -> None:
    repository = place.prepared()
    manifest = await take(repository)
    reader = ArchiveReader(repository, manifest)
    where = place.path(f"data/{manifest.id}/{FILE}")
    place.server.write(*where, place.server.read(*where)[:-1])
    with pytest.raises(BackupDamaged, match="bytes"):
        await reader.check(FILE)
    place.server.delete(*where)
    with pytest.raises(BackupDamaged, match="is missing"):
        await reader.check(FILE)


def test_a_missing_manifest_is_damage_while_notes_are_there(place: Place) -> None:
    repository = place.prepared()
    backup_id = publish(repository)
    repository.write_note(backup_id, "proof.json", b"{}", term=0)
    place.server.delete(*place.path(f"catalogue/{backup_id}/manifest.json"))
    assert list(repository.backups()) == [backup_id]
    with pytest.raises(BackupDamaged, match="is missing"):
        repository.manifest(backup_id)


def test_unknown_and_impossible_ids(place: Place) -> None:
    repository = place.prepared()
    unknown = fresh_id()
    for door in (
        repository.manifest,
        lambda i: repository.open(i, FILE),
        lambda i: repository.write_note(i, "proof.json", b"", term=0),
        lambda i: repository.remove(i, term=0),
    ):
        with pytest.raises(NoSuchBackup):
            door(unknown)
        with pytest.raises(BackupError, match="not the id"):
            door("../x")


def test_a_removal_cut_off_is_not_listed_and_is_finished(place: Place) -> None:
    repository = place.prepared()
    backup_id = publish(repository)
    place.server.write(*place.path(f"catalogue/{backup_id}/removed.json"), b"{}")
    assert repository.backups() == {}
    assert repository.clean() == [backup_id]
    assert not [key for key in place.objects() if backup_id in key]


def test_litter_of_a_dead_process_goes_and_the_living_stay(place: Place) -> None:
    repository = place.prepared()
    living = repository.stage(fresh_id())
    living.create(FILE).finish()
    dead = repository.stage(fresh_id())
    dead.create(FILE).finish()
    where = place.path(f"catalogue/{dead.id}/staging.json")
    holder = json.loads(place.server.read(*where))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    place.server.write(*where, json.dumps({**holder, "pid": ended.pid, "process": "x"}).encode())
    assert repository.clean() == [dead.id]
    assert not [key for key in place.objects() if dead.id in key]
    living.publish(encode_manifest(manifest_of(living.id)), term=0)
    assert list(repository.backups()) == [living.id]


def test_what_another_node_stages_is_left_for_a_day(place: Place) -> None:
    staging = place.prepared(node="two").stage(fresh_id())
    repository = place.prepared()
    assert repository.clean() == []
    place.clock.move(days=1, minutes=1)
    assert repository.clean() == [staging.id]


def test_a_run_that_cleans_up_meanwhile_is_no_litter(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = place.prepared(node="two").stage(fresh_id())
    repository = place.prepared()
    small = S3Repository._small

    def gone_then(self: S3Repository, path: str) -> bytes | None:
        content = small(self, path)
        staging.discard()
        return content

    monkeypatch.setattr(S3Repository, "_small", gone_then)
    assert repository.clean() == []


def test_whoever_looks_for_backups_makes_no_repository(place: Place) -> None:
    with pytest.raises(RepositoryError, match="holds no repository"):
        place.repository().prepare(create=False)
    assert place.objects() == []
    place.prepared()
    place.repository().prepare(create=False)


def test_a_staging_mark_left_beside_a_manifest_goes_alone(place: Place) -> None:
    repository = place.prepared()
    backup_id = publish(repository)
    place.server.write(*place.path(f"catalogue/{backup_id}/staging.json"), b"{}")
    assert repository.clean() == []
    assert list(repository.backups()) == [backup_id]
    assert f"catalogue/{backup_id}/staging.json" not in place.objects()


def test_one_run_at_a_time(place: Place) -> None:
    one, two = place.prepared(), place.prepared(node="two")
    lock = one.lock("backup", term=1)
    with pytest.raises(BackupLocked, match=r"backup on one \(process"):
        two.lock("verify", term=1)
    lock.renew()
    lock.release()
    two.lock("verify", term=1).release()
    assert "lock.json" not in place.objects()


@pytest.mark.parametrize("why", ["a higher term", "not renewed"])
def test_a_lock_passes_on_and_its_holder_notices(place: Place, why: str) -> None:
    one, two = place.prepared(), place.prepared(node="two")
    lost = one.lock("backup", term=1)
    if why == "not renewed":
        place.clock.move(minutes=6)
    lock = two.lock("backup", term=2 if why == "a higher term" else 1)
    with pytest.raises(BackupLocked, match="in use: backup on two"):
        lost.renew()
    lost.release()
    lock.renew()
    lock.release()


def test_the_lock_of_a_later_term_ends_the_changes_of_a_former_one(place: Place) -> None:
    repository = place.prepared()
    backup_id = publish(repository, term=4)
    before = repository.generation()
    place.prepared(node="two").lock("backup", term=5)
    assert repository.generation() == before, "a lock changes nothing"
    with pytest.raises(BackupLocked, match="term 4 of this node is over"):
        repository.remove(backup_id, term=4)


def test_a_persons_run_gives_way_to_no_leader(place: Place) -> None:
    by_hand = place.prepared().lock("restore", term=UNRANKED)
    with pytest.raises(BackupLocked, match="in use: restore on one"):
        place.prepared(node="two").lock("backup", term=5)
    by_hand.renew()
    by_hand.release()


def test_the_lock_of_a_dead_process_is_free(place: Place) -> None:
    repository = place.prepared()
    repository.lock("backup", term=1)
    where = place.path("lock.json")
    holder = json.loads(place.server.read(*where))
    # The number may be ours again, as process 1 of a container that was started anew.
    place.server.write(*where, json.dumps({**holder, "process": "before"}).encode())
    repository.lock("backup", term=1).release()


def test_the_lock_of_a_newer_version_is_left_to_it_until_it_is_over(place: Place) -> None:
    repository = place.prepared()
    repository.lock("backup", term=1)
    where = place.path("lock.json")
    holder = json.loads(place.server.read(*where))
    newer = json.dumps({**holder, "format_version": 2, "host": "one"}).encode()
    place.server.write(*where, newer)
    with pytest.raises(BackupLocked, match="in use: a run of a newer version of this program"):
        repository.lock("backup", term=2)
    assert place.server.read(*where) == newer
    place.clock.move(minutes=6)
    repository.lock("backup", term=2).release()


def test_changes_at_the_same_moment_all_count(place: Place) -> None:
    repository = place.prepared()
    backup_id = publish(repository)
    before = repository.generation()

    async def write(n: int) -> None:
        await trio.to_thread.run_sync(
            lambda: place.repository().write_note(backup_id, f"n{n}.json", b"", term=0)
        )

    async def all_at_once() -> None:
        async with trio.open_nursery() as nursery:
            for n in range(4):
                nursery.start_soon(write, n)

    trio.run(all_at_once)
    assert repository.generation() == before + 4


def test_a_server_without_conditions_is_told_and_works_for_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = obstore.put
    monkeypatch.setattr(obstore, "put", lambda *args, mode=None, **over: put(*args, **over))
    repository = place.prepared()
    assert not repository._bucket.conditional
    backup_id = publish(repository, term=2)
    lock = repository.lock("backup", term=2)
    with pytest.raises(BackupLocked):
        place.prepared(node="two").lock("backup", term=2)
    lock.renew()
    lock.release()
    with pytest.raises(BackupLocked):
        repository.remove(backup_id, term=1)
    assert repository.generation() == 1


def test_an_answer_that_was_lost_is_not_taken_for_a_conflict(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = place.prepared()
    create, update = Bucket.create, Bucket.update

    def create_twice(bucket: Bucket, path: str, content: bytes) -> None:
        create(bucket, path, content)
        create(bucket, path, content)

    def update_twice(bucket: Bucket, path: str, content: bytes, *, tag: str) -> None:
        update(bucket, path, content, tag=tag)
        update(bucket, path, content, tag=tag)

    lock = repository.lock("backup", term=1)
    monkeypatch.setattr(Bucket, "update", update_twice)
    lock.renew()
    lock.renew()
    lock.release()
    assert "lock.json" not in place.objects()
    monkeypatch.setattr(Bucket, "update", update)
    staging = repository.stage(fresh_id())
    publish(repository)
    monkeypatch.setattr(Bucket, "create", create_twice)
    repository.lock("backup", term=1).release()
    staging.publish(encode_manifest(manifest_of(staging.id)), term=0)
    assert staging.id in repository.backups()


def test_a_publishing_that_failed_can_be_discarded(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = place.prepared()
    staging = repository.stage(fresh_id())
    staging.create(FILE).finish()
    create = Bucket.create

    def fail(bucket: Bucket, path: str, content: bytes) -> None:
        create(bucket, path, content)
        if path.endswith("manifest.json"):
            raise RepositoryError("the server cannot be reached")

    monkeypatch.setattr(Bucket, "create", fail)
    with pytest.raises(RepositoryError):
        staging.publish(encode_manifest(manifest_of(staging.id)), term=0)
    staging.discard()
    assert not [key for key in place.objects() if staging.id in key]


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"bucket": "nobody-has-this"}, "s3://nobody-has-this/realm/one: there is no such bucket"),
        ({"endpoint": "http://127.0.0.1:1"}, "cannot be reached"),
    ],
)
def test_what_is_wrong_is_one_line(place: Place, over: dict[str, str], why: str) -> None:
    repository = place.repository(**over)
    for door in (repository.prepare, repository.backups, repository.generation):
        with pytest.raises(RepositoryError, match=why) as caught:
            door()
        assert "\n" not in str(caught.value)
    with pytest.raises(RepositoryError, match=why):
        repository.stage(fresh_id())


def test_a_key_that_is_refused_is_one_line_without_the_key(place: Place) -> None:
    repository = place.repository()
    with place.server.demanding_keys():
        for door in (repository.prepare, repository.backups):
            with pytest.raises(RepositoryError, match="the server refuses us") as caught:
                door()
            assert "\n" not in str(caught.value)
            assert "AKID" not in str(caught.value)
            assert "s3cr3t" not in str(caught.value)


def test_a_newer_layout_is_refused(place: Place) -> None:
    place.server.write(
        *place.path("repository.json"), b'{"product":"trinitycore-mcp","format_version":2}'
    )
    with pytest.raises(RepositoryError, match="has format 2"):
        place.prepared()


async def test_the_server_going_away_ends_a_backup_in_one_line(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = place.prepared()

    async def run() -> None:
        async with writing(repository, fresh_id(), level=1) as archive:
            sink = await archive.file(FILE)
            bad = place.repository(endpoint="http://127.0.0.1:1")
            monkeypatch.setattr(repository, "_bucket", bad._bucket)
            monkeypatch.setattr(archive._staging, "_bucket", bad._bucket)
            await sink.write(b"x")
            await sink.close()
            await archive.file("auth/ddl.frames")
            await archive.publish(manifest_of(archive.id))

    with pytest.raises(RepositoryError, match="cannot be reached"):
        await run()
    assert place.repository().backups() == {}
