"""Each login plugin, told without a socket; `test_logins.py` tries them on real servers."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from trio_mysql.err import OperationalError

from appliance.database.auth import Proof, answer

NONCE = b"abcdefghijklmnopqrst"
PASSWORD = "Пароль"
OK = b"\x00\x00\x00\x02\x00\x00\x00"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


class Server:
    """Answers with the given packets and remembers what it was sent."""

    def __init__(self, *replies: bytes) -> None:
        self.replies = list(replies)
        self.sent: list[bytes | None] = []

    async def exchange(self, data: bytes | None) -> bytes:
        self.sent.append(data)
        return self.replies.pop(0)


def proof(password: str = PASSWORD, *, private: bool = False, key: bytes | None = None) -> Proof:
    return Proof(password.encode(), private=private, server_key=key)


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def sha2_digest(password: bytes) -> bytes:
    once = hashlib.sha256(password).digest()
    twice = hashlib.sha256(once).digest()
    return xor(once, hashlib.sha256(twice + NONCE).digest())


def opened(sealed: bytes | None) -> bytes:
    """The password the server would see."""
    assert sealed is not None
    mask = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    plain = KEY.decrypt(sealed, mask)
    return xor(plain, (NONCE * 20)[: len(plain)])


async def test_native_sends_a_digest_of_the_nonce() -> None:
    server = Server(OK)
    await answer("mysql_native_password", NONCE + b"\0", proof(), server.exchange)
    once = hashlib.sha1(PASSWORD.encode()).digest()
    twice = hashlib.sha1(once).digest()
    assert server.sent == [xor(once, hashlib.sha1(NONCE + twice).digest())]


async def test_caching_sha2_with_a_warm_cache_needs_no_more_than_a_digest() -> None:
    server = Server(b"\x01\x03", OK)
    await answer("caching_sha2_password", NONCE + b"\0", proof(), server.exchange)
    assert server.sent == [sha2_digest(PASSWORD.encode()), None]


async def test_caching_sha2_full_login_in_private_sends_the_password() -> None:
    server = Server(b"\x01\x04", OK)
    await answer("caching_sha2_password", NONCE, proof(private=True), server.exchange)
    assert server.sent[1:] == [PASSWORD.encode() + b"\0"]


async def test_caching_sha2_full_login_in_the_open_asks_for_the_key() -> None:
    server = Server(b"\x01\x04", b"\x01" + PEM, OK)
    await answer("caching_sha2_password", NONCE, proof(), server.exchange)
    assert server.sent[1] == b"\x02"
    assert opened(server.sent[2]) == PASSWORD.encode() + b"\0"


async def test_a_pinned_key_is_used_instead_of_asking() -> None:
    server = Server(b"\x01\x04", OK)
    await answer("caching_sha2_password", NONCE, proof(key=PEM), server.exchange)
    assert opened(server.sent[1]) == PASSWORD.encode() + b"\0"


@pytest.mark.parametrize(
    ("plugin", "sent"),
    [
        ("mysql_native_password", b""),
        ("caching_sha2_password", b""),
        ("sha256_password", b"\0"),
    ],
)
async def test_empty_passwords(plugin: str, sent: bytes) -> None:
    server = Server(OK)
    await answer(plugin, NONCE, proof(""), server.exchange)
    assert server.sent == [sent]


async def test_sha256_in_the_open_asks_for_the_key() -> None:
    server = Server(b"\x01" + PEM, OK)
    await answer("sha256_password", NONCE + b"\0", proof(), server.exchange)
    assert server.sent[0] == b"\x01"
    assert opened(server.sent[1]) == PASSWORD.encode() + b"\0"


async def test_ed25519_signs_the_challenge() -> None:
    server = Server(OK)
    await answer("client_ed25519", bytes(range(32)), proof("secret"), server.exchange)
    (signature,) = server.sent
    assert signature is not None
    assert len(signature) == 64


@pytest.mark.parametrize(
    "plugin", ["mysql_clear_password", "dialog", "mysql_old_password", "parsec", ""]
)
async def test_other_plugins_get_nothing(plugin: str) -> None:
    server = Server()
    with pytest.raises(OperationalError, match="not supported"):
        await answer(plugin, NONCE, proof(private=True), server.exchange)
    assert server.sent == []


@pytest.mark.parametrize(
    "replies",
    [
        [b"\x01\x09"],
        [b"\x01"],
        [b"\x01\x04", OK],
        [b"\x01\x04", b"\x01no key"],
    ],
)
async def test_a_server_that_leaves_the_rules_is_refused(replies: list[bytes]) -> None:
    with pytest.raises(OperationalError) as caught:
        await answer("caching_sha2_password", NONCE, proof(), Server(*replies).exchange)
    assert PASSWORD not in str(caught.value)


def test_the_password_is_not_shown() -> None:
    assert "geheim" not in repr(proof("geheim"))
