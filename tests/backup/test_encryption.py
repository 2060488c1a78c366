"""Recipients, identities, rotation; and no secret in any error."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from appliance.backup.archive import ArchiveReader
from appliance.backup.encryption import (
    NOBODY,
    Identities,
    load_identities,
    parse_recipients,
    permission_warning,
    unreadable,
)
from appliance.errors import BackupError
from tests.support.backups import Content, Key, local_repository, take


def identity_file(folder: Path, *keys: Key) -> Path:
    path = folder / "identities"
    path.write_text("# made today\n\n" + "".join(f"{key.secret}\n" for key in keys))
    path.chmod(0o600)
    return path


def test_recipients_are_checked() -> None:
    key = Key.new()
    assert parse_recipients([f" {key.public} ", key.public]) == (key.public,)
    assert parse_recipients([]) == ()
    mistyped = key.public[:-1] + ("q" if key.public.endswith("x") else "x")
    for bad in ("age1abc", "ssh-ed25519 AAAA", mistyped, ""):
        with pytest.raises(BackupError, match="is not an age recipient"):
            parse_recipients([bad])


def test_a_secret_given_as_a_recipient_is_not_repeated() -> None:
    key = Key.new()
    with pytest.raises(BackupError, match="holds a secret key") as caught:
        parse_recipients([key.secret])
    assert key.secret not in "".join(traceback.format_exception(caught.value))


def test_identities_come_from_a_file_and_stay_secret(tmp_path: Path) -> None:
    old, new = Key.new(), Key.new()
    identities = load_identities(identity_file(tmp_path, old, new))
    assert identities.secrets == (old.secret, new.secret)
    assert identities.public == (old.public, new.public)
    assert old.secret not in repr(identities)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "holds no identity"),
        (b"# only this\n", "holds no identity"),
        (b"\xff\xfe", "is not text"),
        (b"#" * 70_000, "larger than"),
    ],
)
def test_files_without_identities_are_one_line(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "identities"
    path.write_bytes(content)
    with pytest.raises(BackupError, match=why):
        load_identities(path)
    with pytest.raises(BackupError, match="No such file"):
        load_identities(tmp_path / "none")


def test_a_broken_identity_is_named_by_its_line_only(tmp_path: Path) -> None:
    key = Key.new()
    path = tmp_path / "identities"
    wrong = "P" if key.secret.endswith("Q") else "Q"
    path.write_text(f"# one\n{key.secret[:-1]}{wrong}\n")
    with pytest.raises(BackupError, match="line 2 is not an age identity") as caught:
        load_identities(path)
    assert key.secret[20:40] not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("mode", "who"), [(0o600, ""), (0o400, ""), (0o640, "its group"), (0o644, "everyone")]
)
def test_who_can_read_the_file_is_judged(tmp_path: Path, mode: int, who: str) -> None:
    path = identity_file(tmp_path, Key.new())
    path.chmod(mode)
    assert who in permission_warning(path)
    assert bool(permission_warning(path)) == bool(who)


async def test_rotation_keeps_old_backups_readable(tmp_path: Path) -> None:
    repository = local_repository(tmp_path)
    old, new = Key.new(), Key.new()
    before = await take(repository, recipients=[old.public])
    after = await take(repository, recipients=[new.public])
    plain = await take(repository)
    both = Identities((new.secret, old.secret), (new.public, old.public))
    for manifest in (before, after, plain):
        reader = ArchiveReader(repository, manifest, both)
        rows = [row async for row in reader.statements("auth/account.frames")]
        assert rows == Content().files["auth/account.frames"]

    only_new = Identities((new.secret,), (new.public,))
    assert unreadable([before, after, plain], both) == {}
    assert unreadable([before, after, plain], only_new) == {before.id: (old.public,)}
    assert set(unreadable([before, after, plain], NOBODY)) == {before.id, after.id}
