"""What the machine says about itself: disk, folders, certificates. Each is one health check."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from appliance.telemetry.health import Check, Status

LOW_DISK_BYTES = 512 * 2**20
CERTIFICATE_WARNING = timedelta(days=21)


def check_disk(folder: Path) -> Check:
    """Whether `folder`'s file system has room."""
    usage = shutil.disk_usage(folder)
    free_mib = usage.free // 2**20
    if usage.free < LOW_DISK_BYTES:
        return Check("disk", Status.WARNING, f"only {free_mib} MiB free on the disk of {folder}")
    return Check("disk", Status.OK, f"{free_mib} MiB free")


def check_folders(folders: Iterable[tuple[str, Path | None]]) -> list[Check]:
    """Whether the configured client data folders, by settings key, exist and hold files."""
    found = []
    for key, folder in folders:
        if folder is None:
            continue
        name = f"client-data:{key}"
        try:
            empty = next(folder.iterdir(), None) is None
        except OSError as error:
            message = f"cannot read {folder}: {error.strerror}; correct client_data.{key}"
            found.append(Check(name, Status.WARNING, message))
            continue
        if empty:
            message = f"{folder} is empty; correct client_data.{key} or extract the client data"
            found.append(Check(name, Status.WARNING, message))
        else:
            found.append(Check(name, Status.OK, str(folder)))
    return found


def check_certificate(path: Path, now: datetime) -> Check:
    """Whether the certificate in `path` is valid now and for a while."""
    from cryptography import x509  # only needed where TLS is configured

    name = "certificate"
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        return Check(name, Status.FAILED, f"cannot read {path}: {error.strerror}")
    except ValueError:
        return Check(name, Status.FAILED, f"{path} holds no certificate in PEM")
    expires = certificate.not_valid_after_utc
    if now >= expires:
        return Check(name, Status.FAILED, f"{path} expired on {expires:%Y-%m-%d}; renew it")
    if now + CERTIFICATE_WARNING >= expires:
        return Check(name, Status.WARNING, f"{path} expires on {expires:%Y-%m-%d}; renew it")
    return Check(name, Status.OK, f"valid until {expires:%Y-%m-%d}")
