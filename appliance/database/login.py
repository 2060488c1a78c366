"""Prepares what a connection needs: reads the password, keys and certificates, once."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from appliance.database.errors import Place, one_line
from appliance.errors import SettingsError
from appliance.settings.model import DatabaseSettings, TlsMode, is_loopback


@dataclass(frozen=True, slots=True)
class Login:
    """How to reach one schema and prove who we are.

    `tls` is None when the connection is not encrypted. `server_key` is the server's RSA key in
    PEM when the operator pinned it.
    """

    settings: DatabaseSettings
    schema: str
    password: bytes = field(repr=False)
    tls: ssl.SSLContext | None
    server_key: bytes | None
    named_by: str = "database.user and database.password"
    """Where the account comes from: what to check when the server refuses it."""

    @property
    def place(self) -> Place:
        """Names the server, schema and account in messages."""
        return Place(server_name(self.settings), self.schema, self.settings.user, self.named_by)


def prepare(settings: DatabaseSettings, schema: str) -> Login:
    """Read the files the settings name.

    Raises:
        SettingsError: one of them is missing or holds something else.
    """
    return Login(
        settings=settings,
        schema=schema,
        password=_password(settings),
        tls=_tls(settings),
        server_key=_server_key(settings.server_public_key),
    )


def server_name(settings: DatabaseSettings) -> str:
    """The server as an operator knows it: host:port, or the socket's path."""
    if settings.socket is not None:
        return str(settings.socket)
    host = settings.host or "localhost"
    return f"[{host}]:{settings.port}" if ":" in host else f"{host}:{settings.port}"


def transport_risk(settings: DatabaseSettings) -> str:
    """What someone on the network could do to this login; empty when nothing.

    Without TLS, caching_sha2_password encrypts the password with a key the server sends, which
    nothing but `server_public_key` proves to be the server's. TLS without verification has the
    same gap, and the rows travel in the clear without TLS.
    """
    if settings.socket is not None or is_loopback(settings.host or "localhost"):
        return ""
    if settings.tls_mode is TlsMode.REQUIRED:
        return "the server's certificate is not verified: an impostor could learn the password"
    if settings.tls_mode is not TlsMode.DISABLED:
        return ""
    if settings.server_public_key is not None:
        return "connections are not encrypted: rows can be read on the way"
    return (
        "connections are not encrypted: rows can be read on the way, and an impostor could learn "
        "the password"
    )


def _password(settings: DatabaseSettings) -> bytes:
    if settings.password_file is None:
        return settings.password.get_secret_value().encode()
    data = _read(settings.password_file, "password_file")
    return data.removesuffix(b"\n").removesuffix(b"\r")


def _read(path: Path, key: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"database.{key}: {path} cannot be read: {error.strerror or error}"
        ) from error


def _tls(settings: DatabaseSettings) -> ssl.SSLContext | None:
    if settings.tls_mode is TlsMode.DISABLED:
        return None
    authority = settings.tls_ca
    if authority is not None:
        _read(authority, "tls_ca")
    try:
        context = ssl.create_default_context(cafile=authority)
    except ssl.SSLError as error:
        raise SettingsError(
            f"database.tls_ca: {authority} holds no certificate in PEM: {_reason(error)}"
        ) from error
    # The authority MySQL makes for itself lacks the key usage RFC 5280 asks for.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = settings.tls_mode is TlsMode.VERIFY_IDENTITY
    if settings.tls_mode is TlsMode.REQUIRED:
        context.verify_mode = ssl.CERT_NONE
    if settings.tls_certificate is not None:
        _read(settings.tls_certificate, "tls_certificate")
        if settings.tls_key is not None:
            _read(settings.tls_key, "tls_key")
        try:
            context.load_cert_chain(settings.tls_certificate, settings.tls_key)
        except ssl.SSLError as error:
            raise SettingsError(
                "database.tls_certificate and database.tls_key do not hold a certificate and its "
                f"key: {_reason(error)}"
            ) from error
    return context


def _reason(error: ssl.SSLError) -> str:
    return one_line(error.reason or str(error))


def _server_key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    data = _read(path, "server_public_key")
    try:
        key = load_pem_public_key(data)
    except ValueError as error:
        raise SettingsError(
            f"database.server_public_key: {path} holds no public key in PEM"
        ) from error
    if not isinstance(key, RSAPublicKey):
        raise SettingsError(f"database.server_public_key: {path} holds no RSA key")
    return data
