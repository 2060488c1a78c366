"""Whom an engine of others must be, and what went wrong when no connection came about, in words."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import ClusterError


@dataclass(frozen=True, slots=True)
class Trust:
    """PEM files, and how people are told to mend them.

    Attributes:
        authority: who may sign the server's certificate; None: the operating system's list.
        certificate: shown to the server, together with `key`; None: none.
        authority_fix: what to do when the server's certificate is signed by somebody else.
        certificate_fix: what to do when the server wants another certificate of us.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    authority_fix: str = ""
    certificate_fix: str = ""

    def context(self) -> ssl.SSLContext:
        """Read the files; blocks.

        Raises:
            ClusterError: one cannot be read, or is not what it should be.
        """
        try:
            context = ssl.create_default_context(cafile=self.authority)
        except (OSError, ssl.SSLError) as error:
            raise ClusterError(
                f"{self.authority}: no CA certificate in PEM form: {_reason(error)}",
                hint=self.authority_fix,
            ) from error
        if self.certificate is None:
            return context
        try:
            # A key with a passphrase must fail, not ask for it on a terminal.
            context.load_cert_chain(self.certificate, self.key, password="")
        except (OSError, ssl.SSLError) as error:
            raise ClusterError(
                f"{self.certificate} and {self.key}: no certificate and its unencrypted key: "
                f"{_reason(error)}",
                hint=self.certificate_fix,
            ) from error
        return context


def explain(
    error: Exception, url: str, trust: Trust | None, *, broke_off: bool = False
) -> ClusterError:
    """A failed connection as an error for people.

    Args:
        broke_off: there was one, and the other side closed it.
    """
    place = "/".join(url.split("/", 3)[:3])
    encrypted = url.startswith("https:")
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return _untrusted(cause, place, trust or Trust())
            case ssl.SSLError():
                return _refused(cause, place, trust or Trust())
            case socket.gaierror():
                return ClusterError(f"{place}: no such host", hint="correct its name, or DNS")
            case ConnectionRefusedError():
                return ClusterError(f"{place}: nothing listens there")
            case ConnectionResetError() | BrokenPipeError() if encrypted and not broke_off:
                return _broke_tls_off(place)
    if broke_off:
        fix = trust.certificate_fix if trust is not None else "write https://"
        return ClusterError(f"{place} broke the connection off", hint=f"if it always does, {fix}")
    return ClusterError(f"{place}: no connection: {str(error) or type(error).__name__}")


def _untrusted(error: ssl.SSLCertVerificationError, place: str, trust: Trust) -> ClusterError:
    said = f"{place}: its certificate is not accepted: {error.verify_message}"
    match error.verify_code:
        case 10:  # X509_V_ERR_CERT_HAS_EXPIRED
            return ClusterError(said, hint="renew it, or set the clock of this machine")
        case 62 | 64:  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
            return ClusterError(said, hint="use a name that is in it")
        case _:
            return ClusterError(said, hint=trust.authority_fix)


def _refused(error: ssl.SSLError, place: str, trust: Trust) -> ClusterError:
    reason = error.reason or _reason(error)
    if "ALERT" in reason:  # the server's word, after it has seen what we showed
        return ClusterError(
            f"{place} refuses our client certificate: {reason.lower().replace('_', ' ')}",
            hint=trust.certificate_fix,
        )
    if reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"):
        return ClusterError(f"{place} does not speak TLS", hint="write http://")
    # Before Python 3.11.4 an end in the handshake is an SSLZeroReturnError without a reason.
    ended = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    if ended or reason == "UNEXPECTED_EOF_WHILE_READING":
        return _broke_tls_off(place)
    return ClusterError(f"{place}: TLS failed: {reason}")


def _broke_tls_off(place: str) -> ClusterError:
    # With bytes of the handshake left unread its system resets the connection instead.
    return ClusterError(f"{place} broke TLS off", hint="if it speaks none, write http://")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came from, and what that came from."""
    pending: list[BaseException] = [error]
    while pending:
        each = pending.pop(0)
        yield each
        if isinstance(each, BaseExceptionGroup):
            pending += each.exceptions
        following = each.__cause__ or each.__context__
        if following is not None:
            pending.append(following)


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
