"""Requests, good and bad, and what becomes of them with the limits given here."""

from __future__ import annotations

from typing import Any

from appliance.server.http.request import HTTP2_PREFACE, ParsedRequest

LIMITS = {"max_header_bytes": 1000, "max_header_fields": 10, "max_body_bytes": 2000}

GET = b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n"
CHUNKED = b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
WEBSOCKET = (
    b"GET /ws HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
H2C = (
    b"GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n"
    b"http2-settings: AAMAAABkAAQAAP__\r\n\r\n"
)
H2C_WITH_BODY = (
    b"POST /b HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n"
    b"http2-settings: AAMAAABkAAQAAP__\r\ncontent-length: 4\r\n\r\nabcd"
)


def request(target: bytes = b"/a", **changes: Any) -> ParsedRequest:
    known: dict[str, Any] = {
        "method": "GET",
        "target": target,
        "version": "1.1",
        "headers": [(b"host", b"x")],
        "body": b"",
        "keep_alive": True,
    }
    return ParsedRequest(**(known | changes))


POST_CHUNKED = request(
    method="POST",
    headers=[(b"host", b"x"), (b"transfer-encoding", b"chunked")],
    body=b"abc",
)

ACCEPTED: dict[str, tuple[bytes, list[ParsedRequest]]] = {
    "plain": (GET, [request()]),
    "three pipelined": (GET * 3, [request()] * 3),
    "line breaks before the request": (b"\r\n\r\n" + GET, [request()]),
    "white space around values": (
        b"GET /a HTTP/1.1\r\nHost: \t x \t\r\nx-empty:\r\n\r\n",
        [request(headers=[(b"host", b"x"), (b"x-empty", b"")])],
    ),
    "a body by length": (
        b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc" + GET,
        [
            request(
                method="POST", headers=[(b"host", b"x"), (b"content-length", b"3")], body=b"abc"
            ),
            request(),
        ],
    ),
    "a body in chunks": (CHUNKED + b"1\r\na\r\n2;x=y\r\nbc\r\n0\r\n\r\n", [POST_CHUNKED]),
    "trailers are dropped": (
        CHUNKED + b"3\r\nabc\r\n0\r\nhost: evil\r\nx-trailer: 1\r\n\r\n" + GET,
        [POST_CHUNKED, request()],
    ),
    "HTTP/1.0": (
        b"GET /a HTTP/1.0\r\n\r\n",
        [request(version="1.0", headers=[], keep_alive=False)],
    ),
    "HTTP/1.0 kept alive": (
        b"GET /a HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
        [request(version="1.0", headers=[(b"connection", b"keep-alive")])],
    ),
    "connection: close": (
        b"GET /a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        [request(headers=[(b"host", b"x"), (b"connection", b"close")], keep_alive=False)],
    ),
    "the absolute form": (
        b"GET http://real:80/p?q HTTP/1.1\r\nhost: x\r\n\r\n",
        [request(b"/p?q", headers=[(b"host", b"real:80")])],
    ),
    "the absolute form without a path": (
        b"GET HTTPS://real?q/r HTTP/1.1\r\nhost: x\r\n\r\n",
        [request(b"/?q/r", headers=[(b"host", b"real")])],
    ),
    "OPTIONS *": (
        b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
        [request(b"*", method="OPTIONS")],
    ),
    "an upgrade nobody offers": (
        b"GET /a HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: irc\r\n\r\n" + GET,
        [request(headers=[(b"host", b"x"), (b"connection", b"upgrade")]), request()],
    ),
    "a WebSocket of another version": (
        WEBSOCKET.replace(b"version: 13", b"version: 8") + GET,
        [
            request(
                b"/ws",
                headers=[
                    (b"host", b"x"),
                    (b"connection", b"Upgrade"),
                    (b"sec-websocket-version", b"8"),
                    (b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ=="),
                ],
            ),
            request(),
        ],
    ),
    "h2c with a body stays HTTP/1.1": (
        H2C_WITH_BODY + GET,
        [
            request(
                b"/b",
                method="POST",
                headers=[
                    (b"host", b"x"),
                    (b"connection", b"Upgrade, HTTP2-Settings"),
                    (b"http2-settings", b"AAMAAABkAAQAAP__"),
                    (b"content-length", b"4"),
                ],
                body=b"abcd",
            ),
            request(),
        ],
    ),
}

REFUSED: dict[str, tuple[bytes, int]] = {
    "garbage": (b"\x00\x01\x02 hello\r\n\r\n", 400),
    "an unknown method": (b"BREW / HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 32, 400),
    "bare LF": (b"GET /a HTTP/1.1\nhost: x\n\n", 400),
    "bare LF after a header": (b"GET /a HTTP/1.1\r\nhost: x\r\nx: y\n\r\n", 400),
    "bare CR in a value": (b"GET /a HTTP/1.1\r\nhost: x\r\nx: y\rz\r\n\r\n", 400),
    "NUL in a value": (b"GET /a HTTP/1.1\r\nhost: x\r\nx: y\0z\r\n\r\n", 400),
    "a folded header": (b"GET /a HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n", 400),
    "a space before the colon": (b"GET /a HTTP/1.1\r\nhost : x\r\n\r\n", 400),
    "a header without a name": (b"GET /a HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n", 400),
    "no host": (b"GET /a HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET /a HTTP/1.1\r\nhost: x\r\nhost: x\r\n\r\n", 400),
    "two hosts in HTTP/1.0": (b"GET /a HTTP/1.0\r\nhost: x\r\nhost: y\r\n\r\n", 400),
    "both framings": (
        b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
        400,
    ),
    "both framings, the other way": (
        b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n",
        400,
    ),
    "two lengths": (
        b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc",
        400,
    ),
    "a signed length": (b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: +3\r\n\r\nabc", 400),
    "a list of lengths": (b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3, 3\r\n\r\nabc", 400),
    "an empty length": (b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length:\r\n\r\nabc", 400),
    "a length of many zeros": (
        b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: " + b"0" * 40 + b"3\r\n\r\nabc",
        400,
    ),
    "chunks in HTTP/1.0": (
        b"POST /a HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "gzip, chunked": (
        b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        501,
    ),
    "gzip": (b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n", 501),
    "a negative chunk": (CHUNKED + b"-1\r\n", 400),
    "a hexadecimal prefix": (CHUNKED + b"0x3\r\nabc\r\n", 400),
    "a space after the chunk size": (CHUNKED + b"3 \r\nabc\r\n", 400),
    "bare LF after the chunk size": (CHUNKED + b"3\nabc\r\n", 400),
    "a target without a slash": (b"GET a HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "a target with a fragment": (b"GET /a#b HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "a target that is not ASCII": ("GET /ä HTTP/1.1\r\nhost: x\r\n\r\n".encode(), 400),
    "a control character in the target": (b"GET /\x01 HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "GET *": (b"GET * HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "credentials in the target": (b"GET http://me@x/ HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "CONNECT": (b"CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n", 400),
    "HTTP/0.9": (b"GET /a\r\n\r\n", 505),
    "HTTP/2.0": (b"GET /a HTTP/2.0\r\nhost: x\r\n\r\n", 505),
    "HTTP/1.2": (b"GET /a HTTP/1.2\r\nhost: x\r\n\r\n", 400),
    "almost HTTP/2": (HTTP2_PREFACE[:-4] + b"XX\r\n", 400),
    "a long target": (b"GET /" + b"a" * 1100 + b" HTTP/1.1\r\nhost: x\r\n\r\n", 414),
    "a long header": (b"GET /a HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 1100 + b"\r\n\r\n", 431),
    "many small headers": (b"GET /a HTTP/1.1\r\nhost: x\r\n" + b"x: y\r\n" * 10 + b"\r\n", 431),
    "an announced body": (
        b"POST /a HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2001\r\n\r\n",
        413,
    ),
    "a large body in chunks": (CHUNKED + (b"100\r\n" + b"a" * 256 + b"\r\n") * 9, 413),
    "long trailers": (
        CHUNKED + b"0\r\n" + b"x: yyyyyyyy\r\n" * 100 + b"\r\n",
        431,
    ),
}

HANDED_OVER: dict[str, tuple[bytes, bytes]] = {
    "HTTP/2 with prior knowledge": (HTTP2_PREFACE + b"frames", HTTP2_PREFACE + b"frames"),
    "h2c": (H2C + HTTP2_PREFACE, H2C + HTTP2_PREFACE),
    "WebSocket": (WEBSOCKET + b"frames", WEBSOCKET + b"frames"),
}


CORPUS = (
    [data for data, _ in ACCEPTED.values()]
    + [data for data, _ in REFUSED.values()]
    + [data for data, _ in HANDED_OVER.values()]
    + [GET * 2 + data for data, _ in REFUSED.values()]
    + [GET + WEBSOCKET + b"frames", GET + b"POST /b HTTP/1.1\r\nho", CHUNKED + b"3\r\na"]
)
