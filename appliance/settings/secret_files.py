"""Secrets that are kept in files of their own, so that no configuration has to hold them."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from appliance.errors import SettingsError
from appliance.settings.files import read_text
from appliance.settings.sources import Findings, Layer, Source

SECRET_FILES: Mapping[str, str] = {
    "database.password": "database.password_file",
    "auth.jwt_secret": "auth.jwt_secret_file",
    "backup.password": "backup.password_file",
    "backup.scratch_password": "backup.scratch_password_file",
    "backup.s3_secret_key": "backup.s3_secret_key_file",
    "ha.secret": "ha.secret_file",
    "ha.etcd_password": "ha.etcd_password_file",
}
"""The key of a secret: the key of the file that may hold it."""

LIMIT_BYTES = 64 * 1024
MOUNTED = (Path("/run/secrets"), Path("/var/run/secrets"))
"""Where Docker, Podman and Kubernetes mount secrets, readable for all; nobody else is there."""


def read(
    values: dict[str, object],
    sources: dict[str, Source],
    findings: Findings,
    *,
    unused: Collection[str] = (),
) -> None:
    """Put the content of each secret's file into `values`, and its place into `sources`.

    The files of `unused` secrets stay closed.
    """
    for secret, file_key in SECRET_FILES.items():
        path = values.get(file_key)
        if not isinstance(path, Path):
            continue
        source = sources[file_key]
        if values.get(secret):
            findings.problem(
                source, file_key, f"{secret} is set too ({sources[secret]}): give one of them"
            )
        elif secret not in unused:
            text = _content(path, source, file_key, findings)
            if text:
                values[secret] = text
                sources[secret] = Source(source.layer, f"{file_key} {path}")


def _content(path: Path, source: Source, file_key: str, findings: Findings) -> str:
    try:
        text = read_text(path, limit_bytes=LIMIT_BYTES).removesuffix("\n")
    except SettingsError as error:
        findings.problem(source, file_key, error.message)
        return ""
    if not text:
        findings.problem(source, file_key, f"{path}: is empty")
        return ""
    _judge_permissions(path, source, file_key, findings)
    return text


def _judge_permissions(path: Path, source: Source, file_key: str, findings: Findings) -> None:
    if (
        os.name == "nt"
        or source.layer is Layer.CREDENTIAL
        or any(map(path.is_relative_to, MOUNTED))
    ):
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        others = "everyone" if mode & stat.S_IROTH else "its group"
        findings.warn(
            source, file_key, f"{path}: {others} on this machine can read it: chmod 600 {path}"
        )
