"""Whether files that settings name were renewed: their contents as digests, for a reload."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from appliance.settings.model import Settings
from appliance.settings.reload import CONTENTS, value_of

LIMIT_BYTES = 1 << 20
"""As much of a file is looked at; certificates have some kilobytes."""


def digests(settings: Settings) -> dict[str, str]:
    """The digest of each file in `CONTENTS`, by key; "" where there is none to read. Blocks."""
    return {key: _digest(value_of(settings, key)) for key in CONTENTS}


def renewed(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    """The keys whose files have another content."""
    return frozenset(key for key, digest in now.items() if before.get(key) != digest)


def _digest(path: object) -> str:
    if not isinstance(path, Path):
        return ""
    try:
        with path.open("rb") as file:
            return sha256(file.read(LIMIT_BYTES)).hexdigest()
    except (OSError, ValueError):  # who needs the file says what is wrong with it
        return ""
