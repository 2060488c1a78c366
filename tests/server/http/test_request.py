"""Requests from bytes: what is accepted, what is refused, and that the cuts do not matter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.server.http.request import (
    HTTP2_PREFACE,
    Handover,
    ParsedRequest,
    Phase,
    Refusal,
    RequestParser,
)

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

Result = tuple[list[ParsedRequest], Refusal | Handover | None, Phase]


def parser(**limits: int) -> RequestParser:
    known = {"max_header_bytes": 1000, "max_header_fields": 10, "max_body_bytes": 2000}
    return RequestParser(**(known | limits))


def parse(*pieces: bytes, **limits: int) -> Result:
    """Feed the pieces; what would follow a refusal or a handover is never read."""
    made = parser(**limits)
    for number, piece in enumerate(pieces):
        outcome = made.feed(piece)
        if isinstance(outcome, Handover):
            outcome = Handover(outcome.data + b"".join(pieces[number + 1 :]))
        if outcome is not None:
            return list(made.requests), outcome, Phase.IDLE
    return list(made.requests), None, made.phase


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


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepts(name: str) -> None:
    data, expected = ACCEPTED[name]
    assert parse(data) == (expected, None, Phase.IDLE)


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    data, status = REFUSED[name]
    requests, outcome, _phase = parse(data)
    assert requests == []
    assert outcome == Refusal(status)


@pytest.mark.parametrize("name", HANDED_OVER)
def test_hands_over(name: str) -> None:
    data, expected = HANDED_OVER[name]
    assert parse(data) == ([], Handover(expected), Phase.IDLE)


CORPUS = (
    [data for data, _ in ACCEPTED.values()]
    + [data for data, _ in REFUSED.values()]
    + [data for data, _ in HANDED_OVER.values()]
    + [GET * 2 + data for data, _ in REFUSED.values()]
    + [GET + WEBSOCKET + b"frames", GET + b"POST /b HTTP/1.1\r\nho", CHUNKED + b"3\r\na"]
)


@pytest.mark.parametrize("data", CORPUS, ids=range(len(CORPUS)))
def test_every_cut_in_two_gives_the_same_result(data: bytes) -> None:
    whole = parse(data)
    for cut in range(1, len(data)):
        assert parse(data[:cut], data[cut:]) == whole, cut
    assert parse(*(data[i : i + 1] for i in range(len(data)))) == whole


@settings(deadline=None, max_examples=150)
@given(
    messages=st.lists(st.sampled_from(CORPUS), min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 2000), max_size=12),
)
def test_the_cuts_do_not_matter(messages: list[bytes], cuts: list[int]) -> None:
    data = b"".join(messages)
    places = sorted({cut for cut in cuts if 0 < cut < len(data)})
    pieces = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
    assert parse(*pieces) == parse(data)


@settings(deadline=None, max_examples=200)
@given(st.binary(min_size=1, max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    parse(data)
    parse(GET + data, GET)


def test_requests_before_a_bad_one_are_kept() -> None:
    assert parse(GET * 2 + b"\0\0\r\n\r\n") == ([request()] * 2, Refusal(400), Phase.IDLE)


def test_bytes_after_connection_close_are_refused_behind_the_request() -> None:
    close = b"GET /a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    requests, outcome, _phase = parse(close + GET)
    assert [found.keep_alive for found in requests] == [False]
    assert outcome == Refusal(400)


def test_an_upgrade_behind_other_requests_is_handed_over_after_them() -> None:
    requests, outcome, _phase = parse(GET + WEBSOCKET + b"frames")
    assert requests == [request()]
    assert outcome == Handover(WEBSOCKET + b"frames")


def test_the_phase_follows_the_bytes() -> None:
    made = parser()
    phases = []
    for piece in (
        b"\r\n",
        b"P",
        b"OST /a HTTP/1.1\r\nhost: x\r\n",
        b"content-length: 2\r\n\r\n",
        b"a",
    ):
        made.feed(piece)
        phases.append(made.phase)
    assert phases == [Phase.IDLE, Phase.HEADER, Phase.HEADER, Phase.BODY, Phase.BODY]
    made.feed(b"b")
    assert made.phase is Phase.IDLE


@pytest.mark.parametrize(
    ("version", "value", "expected"),
    [
        ("1.1", "100-continue", True),
        ("1.1", "100-Continue", True),
        ("1.1", "tea", False),
        ("1.0", "100-continue", False),
    ],
)
def test_a_client_may_wait_before_it_sends_its_body(
    version: str, value: str, expected: bool
) -> None:
    made = parser()
    head = f"POST / HTTP/{version}\r\nhost: x\r\nexpect: {value}\r\ncontent-length: 1\r\n\r\n"
    made.feed(head.encode())
    assert made.phase is Phase.BODY
    assert made.expects_continue is expected


def test_an_endless_header_is_not_kept() -> None:
    made = parser()
    outcome = made.feed(GET * 2 + b"GET /a HTTP/1.1\r\nhost: x\r\nx: ")
    fed = 0
    while outcome is None:
        outcome = made.feed(b"a" * 500)
        fed += 500
    assert outcome == Refusal(431)
    assert fed <= 2500


def test_chunk_extensions_are_not_free() -> None:
    made = parser()
    made.feed(CHUNKED)
    outcome = None
    for _ in range(20):
        outcome = outcome or made.feed(b"1;" + b"x" * 4000 + b"\r\na\r\n")
    assert outcome == Refusal(413)


def test_a_bug_in_the_parser_is_not_taken_for_a_bad_request() -> None:
    class Buggy(RequestParser):
        def on_url(self, part: bytes) -> None:
            raise ZeroDivisionError

    buggy = Buggy(max_header_bytes=1, max_header_fields=1, max_body_bytes=1)
    with pytest.raises(ZeroDivisionError):
        buggy.feed(GET)


def test_an_interrupt_in_the_middle_of_a_header_gets_through() -> None:
    class Interrupted(RequestParser):
        def on_header(self, name: bytes, value: bytes) -> None:
            raise KeyboardInterrupt

    interrupted = Interrupted(max_header_bytes=100, max_header_fields=1, max_body_bytes=1)
    with pytest.raises(KeyboardInterrupt):
        interrupted.feed(GET)
