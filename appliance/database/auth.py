"""Proves to the server who we are. Knows the login plugins, not the socket.

Supported: caching_sha2_password, sha256_password (MySQL), mysql_native_password (both),
client_ed25519 (MariaDB). Plugins that hand the password over in the clear are refused, whatever
the server asks for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from trio_mysql import _auth
from trio_mysql.err import OperationalError

from appliance.database.errors import PLUGIN_FAILED, PLUGIN_UNSUPPORTED

NONCE_BYTES = 20
EXTRA_DATA = b"\x01"
FAST_OK = b"\x01\x03"
FULL_LOGIN = b"\x01\x04"

Exchange: TypeAlias = Callable[[bytes | None], Awaitable[bytes]]
"""Sends a packet, or nothing for None, and returns the next one; raises the server's errors."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What we prove it with.

    `private` means nobody else can read along: TLS, or a socket of this machine. `server_key`
    is the server's pinned RSA key (PEM); without it the key the server sends is trusted.
    """

    password: bytes = field(repr=False)
    private: bool
    server_key: bytes | None


async def answer(plugin: str, challenge: bytes, proof: Proof, exchange: Exchange) -> None:
    """Answer the server's challenge with its plugin.

    Raises:
        OperationalError: the plugin is not supported, or the server broke its rules.
    """
    match plugin:
        case "mysql_native_password":
            await exchange(_auth.scramble_native_password(proof.password, challenge[:NONCE_BYTES]))
        case "caching_sha2_password":
            await _caching_sha2(challenge[:NONCE_BYTES], proof, exchange)
        case "sha256_password":
            await _sha256(challenge[:NONCE_BYTES], proof, exchange)
        case "client_ed25519":
            await exchange(_auth.ed25519_password(proof.password, challenge))
        case _:
            raise OperationalError(PLUGIN_UNSUPPORTED, f"the plugin {plugin!r} is not supported")


async def _caching_sha2(nonce: bytes, proof: Proof, exchange: Exchange) -> None:
    """The server remembers a digest of each account that logged in since its start; for the
    others it needs the password itself."""
    if not proof.password:
        await exchange(b"")
        return
    reply = await exchange(_auth.scramble_caching_sha2(proof.password, nonce))
    if not reply.startswith(EXTRA_DATA):
        return  # the final OK
    if reply == FAST_OK:
        await exchange(None)
    elif reply == FULL_LOGIN:
        await _send_password(b"\x02", nonce, proof, exchange)
    else:
        raise OperationalError(PLUGIN_FAILED, "the server left the rules of caching_sha2_password")


async def _sha256(nonce: bytes, proof: Proof, exchange: Exchange) -> None:
    if proof.password:
        await _send_password(b"\x01", nonce, proof, exchange)
    else:
        await exchange(b"\0")


async def _send_password(
    key_request: bytes, nonce: bytes, proof: Proof, exchange: Exchange
) -> None:
    """Hand the password over: as it is when nobody can read along, else under the server's key."""
    if proof.private:
        await exchange(proof.password + b"\0")
        return
    key = proof.server_key
    if key is None:
        reply = await exchange(key_request)
        if not reply.startswith(EXTRA_DATA):
            raise OperationalError(PLUGIN_FAILED, "the server sent no public key")
        key = reply[1:]
    try:
        sealed = _auth.sha2_rsa_encrypt(proof.password, nonce, key)
    except (ValueError, TypeError, AttributeError) as error:
        raise OperationalError(
            PLUGIN_FAILED, "the server's public key cannot encrypt the password"
        ) from error
    await exchange(sealed)
