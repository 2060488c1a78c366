"""Who can decrypt backups: age recipients (public) and identities (secret), and their rotation.

New backups are encrypted to every recipient of `backup.encrypt_to`. To rotate: make a new identity
(`age-keygen`), put its recipient into `encrypt_to` in place of the old one, and add the identity to
`identity_file`, keeping the old one there. New backups then need the new identity, old ones the old
one. The old identity can go when `unreadable` no longer names a backup without it, which is when
retention has removed the last backup made for it. A backup encrypted to two recipients can be read
with either identity alone.

Secrets are never part of an error, a log line or a `repr`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from appliance.backup.manifest import Manifest
from appliance.errors import BackupError

_SECRET = "AGE-SECRET-KEY-1"
_LIMIT_BYTES = 64 * 1024


@dataclass(frozen=True)
class Identities:
    """Secret keys, and the recipients they stand for."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    public: tuple[str, ...] = ()

    def can_read(self, manifest: Manifest) -> bool:
        """Whether a backup is not encrypted, or to one of ours."""
        return not manifest.encryption or not set(self.public).isdisjoint(manifest.encryption)


NOBODY = Identities()
"""Reads what is not encrypted."""


def parse_recipients(recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients, in their one spelling, without repetitions.

    Raises:
        BackupError: one is not an age X25519 recipient; names it, unless it is a secret.
    """
    return tuple(dict.fromkeys(_recipient(text.strip()) for text in recipients))


def _recipient(text: str) -> str:
    if text.upper().startswith(_SECRET):
        raise BackupError(
            "backup.encrypt_to holds a secret key",
            hint="give the recipient (age1…) that age-keygen -y prints, and make a new key",
        )
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError as error:
        raise BackupError(
            f"backup.encrypt_to: {text[:80]!r} is not an age recipient",
            hint="they begin with age1; keys of ssh and of plugins are not supported",
        ) from error


def load_identities(path: Path) -> Identities:
    """The identities of a file as `age-keygen` writes it: one a line, comments with #.

    Raises:
        BackupError: it cannot be read, or a line is not an identity (names the line's number only).
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LIMIT_BYTES + 1)
        text = content.decode("ascii")
    except OSError as error:
        raise BackupError(f"backup.identity_file: {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise BackupError(f"backup.identity_file: {path}: is not text") from None
    if len(content) > _LIMIT_BYTES:
        raise BackupError(f"backup.identity_file: {path}: is larger than {_LIMIT_BYTES} bytes")
    found = [
        _identity(line.strip(), path, number)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not found:
        raise BackupError(f"backup.identity_file: {path}: holds no identity")
    return Identities(tuple(secret for secret, _ in found), tuple(public for _, public in found))


def _identity(text: str, path: Path, number: int) -> tuple[str, str]:
    try:
        identity = pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        # Without the cause: whatever it says, it says it of a secret.
        raise BackupError(
            f"backup.identity_file: {path}: line {number} is not an age identity",
            hint=f"they begin with {_SECRET}",
        ) from None
    return text, str(identity.to_public())


def permission_warning(path: Path) -> str:
    """What is wrong with who can read the file, in one line; empty when nothing is."""
    if os.name == "nt":
        return ""
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & (stat.S_IRGRP | stat.S_IROTH):
        return ""
    others = "everyone" if mode & stat.S_IROTH else "its group"
    return f"{path}: {others} on this machine can read it: chmod 600 {path}"


def unreadable(manifests: Iterable[Manifest], identities: Identities) -> dict[str, tuple[str, ...]]:
    """The ids of backups that these identities cannot decrypt, each with who could."""
    return {
        manifest.id: manifest.encryption
        for manifest in manifests
        if not identities.can_read(manifest)
    }
