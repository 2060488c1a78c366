"""Reads files that settings name: bounded, as UTF-8, with one line for everything that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.errors import SettingsError
from appliance.settings.documents import Document

LIMIT_BYTES = 256 * 1024
"""Largest file read; the complete configuration with all its comments has a tenth of it."""

SUFFIXES = (".toml", ".yaml", ".yml")


def read_document(path: Path) -> Document:
    """Read the configuration file at `path`, TOML or YAML by its suffix.

    Raises:
        SettingsError: it cannot be read, or is not what its suffix says.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise SettingsError(f"{path}: a configuration file ends in {', '.join(SUFFIXES)}")
    return _parser(suffix)(read_text(path), str(path))


def _parser(suffix: str) -> Callable[[str, str], Document]:
    # Here and not above: a probe that finds no file loads neither, one with TOML no YAML.
    if suffix == ".toml":
        from appliance.settings import toml_file

        return toml_file.parse
    from appliance.settings import yaml_file

    return yaml_file.parse


def read_text(path: Path, *, limit_bytes: int = LIMIT_BYTES) -> str:
    """Read a small text file; line ends become "\\n" and a byte order mark is dropped.

    Raises:
        SettingsError: missing, unreadable, a folder, larger than `limit_bytes`, or not UTF-8.
    """
    text = read_bytes(path, limit_bytes=limit_bytes)
    try:
        return text.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        reason = "UTF-16" if text.startswith((b"\xff\xfe", b"\xfe\xff")) else "another encoding"
        raise SettingsError(f"{path}:{line}: not UTF-8 but {reason}: save it as UTF-8") from error


def read_bytes(path: Path, *, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Read a small file.

    Raises:
        SettingsError: missing, unreadable, a folder, or larger than `limit_bytes`.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL byte in the path
        raise SettingsError(f"{str(path)!r}: cannot be read: {error}") from error
    if len(content) > limit_bytes:
        raise SettingsError(f"{path}: larger than {limit_bytes // 1024} KiB; is it the right file?")
    return content
