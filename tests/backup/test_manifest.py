"""The manifest: whole or refused."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from appliance.backup.manifest import FileEntry, Manifest, decode_manifest, encode_manifest
from appliance.backup.names import Kind
from appliance.errors import BackupDamaged, BackupError
from tests.support.backups import NOON, fresh_id, manifest_of

FILES = [
    FileEntry(name=name, bytes=5, sha256="0" * 64, raw_bytes=9, statements=1)
    for name in ("auth/ddl.frames", "auth/account.frames")
]
WHOLE = manifest_of(fresh_id(), FILES)
STORED = encode_manifest(WHOLE)


def test_what_is_stored_is_read() -> None:
    assert decode_manifest(STORED, WHOLE.id) == WHOLE
    assert WHOLE.stored_bytes == 10
    assert WHOLE.file("auth/ddl.frames") is WHOLE.files[0]
    with pytest.raises(BackupDamaged, match=r"auth/x\.frames: is not part"):
        WHOLE.file("auth/x.frames")


@given(st.data())
def test_any_one_defect_is_found(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(STORED) - 1))
    flipped = bytes([STORED[place] ^ (1 << data.draw(st.integers(0, 7)))])
    damaged = data.draw(
        st.sampled_from(
            [
                STORED[:place] + flipped + STORED[place + 1 :],
                STORED[:place],
                STORED[:place] + b" " + STORED[place:],
                STORED[:place] + STORED[place + 1 :],
            ]
        )
    )
    with pytest.raises(BackupError):
        decode_manifest(damaged, WHOLE.id)


def test_the_manifest_of_another_backup_is_refused() -> None:
    other = manifest_of(fresh_id(), FILES)
    with pytest.raises(BackupDamaged, match=f"is the one of backup {other.id}"):
        decode_manifest(encode_manifest(other), WHOLE.id)


def test_a_newer_format_is_refused_in_words_and_is_not_damage() -> None:
    newer = STORED.replace(b'"format_version":1', b'"format_version":2,"new":[]')
    with pytest.raises(BackupError, match="has format 2, this version reads up to 1") as caught:
        decode_manifest(newer, WHOLE.id)
    assert not isinstance(caught.value, BackupDamaged)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format_version":"1"}', b"[" * 100_000])
def test_what_is_no_manifest_is_damage(content: bytes) -> None:
    with pytest.raises(BackupDamaged, match=r"manifest\.json: is not a manifest"):
        decode_manifest(content, WHOLE.id)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"files": FILES + FILES[:1]}, "listed twice"),
        ({"files": FILES[:1]}, "used but not listed"),
        ({"kind": "incremental"}, "another kind"),
        ({"parent": fresh_id()}, "has a parent"),
        ({"id": "../x"}, "pattern"),
        ({"started_at": "2026-01-31T12:00:00"}, "timezone"),
    ],
)
def test_contradictions_are_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Manifest.model_validate({**WHOLE.model_dump(), **change})


def test_times_are_kept_in_utc() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    manifest = Manifest.model_validate({**WHOLE.model_dump(), "started_at": there})
    assert b'"2026-01-31T12:00:00Z"' in encode_manifest(manifest)


def test_an_incremental_needs_a_parent() -> None:
    backup_id = fresh_id(kind=Kind.INCREMENTAL)
    assert manifest_of(backup_id, FILES, parent=WHOLE.id).kind is Kind.INCREMENTAL
    with pytest.raises(ValidationError, match="has a parent"):
        manifest_of(backup_id, FILES)
