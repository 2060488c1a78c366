"""The files of a cluster's certificates: for `cluster init`, for metrics and for `check`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance import durable
from appliance.errors import SettingsError
from appliance.failover.authority import Pair, issue, make_authority, subject
from appliance.failover.messages import NodeId
from appliance.failover.plan import TlsFiles
from appliance.settings.peers import is_node_name

AUTHORITY = "ca"
NODE_DAYS = 825
EXPIRES_SOON = timedelta(days=30)
_RENEW = "run `trinitycore-mcp cluster init` again where the authority is and copy the new files"


def init(
    folder: Path,
    cluster: str,
    nodes: Mapping[NodeId, Sequence[str]],
    *,
    now: datetime,
    days: int = NODE_DAYS,
) -> list[Path]:
    """Make certificates for nodes, and their authority unless the folder has one; return all made.

    Nodes that have a certificate get a new one with a new key: running nodes take it when its files
    replace theirs. The authority's key is only needed here; keep the folder off the nodes.

    Args:
        folder: gets ca.pem, ca.key and NODE.pem, NODE.key; keys are readable by their owner only.
        nodes: the hosts of each node, names or addresses; may be none.
        days: how long the nodes' certificates are valid, never longer than the authority.

    Raises:
        SettingsError: a name cannot be a node's, or the folder's authority cannot be used.
    """
    for node in nodes:
        if node == AUTHORITY or not is_node_name(node):
            raise SettingsError(f"{node!r} cannot be the name of a node")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made: list[Path] = []
        authority = _load_authority(folder, cluster, now)
        if authority is None:
            authority = make_authority(cluster, now=now)
            made += _write(folder, AUTHORITY, authority)
        for node, hosts in nodes.items():
            made += _write(folder, node, issue(authority, cluster, node, hosts, now=now, days=days))
    except OSError as error:
        raise SettingsError(f"cannot write {error.filename or folder}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"cannot make a certificate: {error}") from error
    return made


def expires_at(certificate: Path) -> datetime:
    """The end of a certificate's time, in UTC.

    Raises:
        SettingsError: it cannot be read.
    """
    return _load(certificate).not_valid_after_utc


def problems(files: TlsFiles, node: NodeId, *, now: datetime) -> list[str]:
    """What an operator should know of a node's certificates, one line each."""
    try:
        authority, certificate = _load(files.authority), _load(files.certificate)
    except SettingsError as error:
        return [error.message]
    found = []
    for path, each in ((files.authority, authority), (files.certificate, certificate)):
        left = each.not_valid_after_utc - now
        if left < timedelta(0):
            found.append(f"{path} expired on {each.not_valid_after_utc:%Y-%m-%d}: {_RENEW}")
        elif left < EXPIRES_SOON:
            found.append(f"{path} expires in {left.days} days: {_RENEW}")
        if each.not_valid_before_utc > now:
            found.append(f"{path} is not valid yet: is the clock of this machine right?")
    if not _signed_by(certificate, authority):
        found.append(f"{files.certificate} was not signed by {files.authority}")
    if node not in _names(certificate):
        found.append(f"{files.certificate} is for {', '.join(_names(certificate))}, not for {node}")
    try:
        mode = os.stat(files.key).st_mode
    except OSError as error:
        found.append(f"cannot read {files.key}: {error.strerror}")
    else:
        if os.name == "posix" and mode & 0o077:
            found.append(f"others can read {files.key}: chmod 600")
    return found


def _load(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path} is not a certificate in PEM form") from error


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return names.get_values_for_type(x509.DNSName)


def _signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _load_authority(folder: Path, cluster: str, now: datetime) -> Pair | None:
    """The authority of an earlier run; None when there was none."""
    path, key_path = folder / f"{AUTHORITY}.pem", folder / f"{AUTHORITY}.key"
    if not path.exists() and not key_path.exists():
        return None
    certificate = _load(path)
    try:
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    except OSError as error:
        raise SettingsError(f"cannot read {key_path}: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{key_path} is not a private key in PEM form") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != (
        certificate.public_key()
    ):
        raise SettingsError(f"{key_path} does not belong to {path}")
    if certificate.subject != subject(cluster):
        raise SettingsError(
            f"{path} is the authority of another cluster: {certificate.subject.rfc4514_string()}",
            hint="a cluster has a folder of its own",
        )
    if certificate.not_valid_after_utc <= now:
        raise SettingsError(f"{path} has expired", hint="make a new cluster in an empty folder")
    return Pair(certificate, key)


def _write(folder: Path, name: str, pair: Pair) -> list[Path]:
    secret = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = pair.certificate.public_bytes(serialization.Encoding.PEM)
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    durable.replace(key, secret)
    durable.replace(certificate, public, mode=0o644)
    return [key, certificate]
