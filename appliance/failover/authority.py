"""A cluster's authority and the certificates it signs: contents, not files. Reads no clock.

ECDSA on P-256 with SHA-256. A node's certificate names the node and its hosts (subject alternative
names, RFC 5280 §4.2.1.6) and serves for both ends of a connection, as each node is server and
client. One authority for one cluster: whoever has one of its certificates is a node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.failover.messages import NodeId

AUTHORITY_DAYS = 3650
_CLOCK_SKEW = timedelta(hours=24)
"""A certificate is valid from before it was made, for nodes whose clock is behind."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and the key it is about."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def subject(cluster: str, name: str = "cluster authority") -> x509.Name:
    """The name of a node of a cluster, or of the cluster's authority."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, cluster),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def make_authority(cluster: str, *, now: datetime) -> Pair:
    """An authority that signs nodes and no other authorities."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, public = subject(cluster), key.public_key()
    certificate = (
        _builder(name, name, public, now, now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate, key)


def issue(
    authority: Pair, cluster: str, node: NodeId, hosts: Sequence[str], *, now: datetime, days: int
) -> Pair:
    """A certificate for a node, with a new key; valid no longer than the authority is.

    Raises:
        ValueError: a host is neither an address nor a name in ASCII.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    until = min(now + timedelta(days=days), authority.certificate.not_valid_after_utc)
    names = dict.fromkeys([x509.DNSName(node), *map(_general_name, hosts)])
    usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    issuer = authority.key.public_key()
    certificate = (
        _builder(subject(cluster, node), subject(cluster), key.public_key(), now, until)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
