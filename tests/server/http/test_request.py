"""Requests from bytes: what is accepted, what is refused, and that the cuts do not matter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.server.http.request import (
    Handover,
    ParsedRequest,
    Phase,
    Refusal,
    RequestParser,
)
from tests.support.http_corpus import (
    ACCEPTED,
    CHUNKED,
    CORPUS,
    GET,
    HANDED_OVER,
    LIMITS,
    REFUSED,
    WEBSOCKET,
    request,
)

Result = tuple[list[ParsedRequest], Refusal | Handover | None, Phase]


def parser(**limits: int) -> RequestParser:
    return RequestParser(**(LIMITS | limits))


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
