"""Responses as bytes, read back by another implementation (h11)."""

from __future__ import annotations

import h11
import pytest

from appliance.server.http.response import ResponseFramer, refusal

Headers = list[tuple[bytes, bytes]]

DATE = b"date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"


def framer(method: str = "GET", version: str = "1.1", keep_alive: bool = True) -> ResponseFramer:
    return ResponseFramer(to_head=method == "HEAD", version=version, keep_alive=keep_alive)


def sent(framing: ResponseFramer, status: int, headers: Headers, *parts: bytes) -> list[bytes]:
    """Every write of one response."""
    writes = [framing.start(status, headers, DATE)]
    writes += [framing.body(part) for part in parts]
    writes.append(framing.end())
    return [write for write in writes if write]


def read(
    data: bytes, method: str = "GET", version: str = "1.1", closed: bool = False
) -> tuple[h11.Response, bytes, h11.Connection]:
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("host", "x")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    if closed:
        client.receive_data(b"")
    response = client.next_event()
    assert isinstance(response, h11.Response)
    body = b""
    while isinstance(event := client.next_event(), h11.Data):
        body += event.data
    assert isinstance(event, h11.EndOfMessage)
    return response, body, client


def test_a_body_of_known_length_is_one_write() -> None:
    writes = sent(framer(), 200, [(b"content-length", b"5"), (b"x", b"y")], b"hello")
    assert len(writes) == 1
    response, body, client = read(writes[0])
    assert (response.status_code, response.reason, body) == (200, b"OK", b"hello")
    assert dict(response.headers)[b"date"].startswith(b"Mon, ")
    assert client.their_state is h11.DONE  # the connection can go on


def test_the_header_goes_out_with_the_first_piece() -> None:
    writes = sent(framer(), 200, [(b"content-length", b"4")], b"ab", b"cd")
    assert [write[-2:] for write in writes] == [b"ab", b"cd"]
    assert read(b"".join(writes))[1] == b"abcd"


def test_a_body_of_unknown_length_is_sent_in_chunks_at_once() -> None:
    writes = sent(framer(), 200, [(b"content-type", b"text/event-stream")], b"one", b"", b"two")
    assert writes[0].endswith(b"\r\n\r\n")
    assert writes[1:] == [b"3\r\none\r\n", b"3\r\ntwo\r\n", b"0\r\n\r\n"]
    _response, body, client = read(b"".join(writes))
    assert body == b"onetwo"
    assert client.their_state is h11.DONE


def test_http_1_0_gets_a_body_of_unknown_length_until_the_close() -> None:
    framing = framer(version="1.0")
    writes = sent(framing, 200, [], b"one", b"two")
    response, body, _client = read(b"".join(writes), closed=True)
    assert body == b"onetwo"
    assert (b"connection", b"close") in response.headers
    assert not framing.keep_alive


def test_http_1_0_is_told_that_it_may_go_on() -> None:
    (write,) = sent(framer(version="1.0"), 200, [(b"content-length", b"1")], b"x")
    assert b"\r\nconnection: keep-alive\r\n" in write


@pytest.mark.parametrize(
    ("method", "status", "headers"),
    [
        ("HEAD", 200, [(b"content-length", b"5")]),
        ("HEAD", 200, []),
        ("GET", 204, []),
        ("GET", 304, [(b"content-length", b"5")]),
    ],
)
def test_no_body_where_none_may_be(method: str, status: int, headers: Headers) -> None:
    (write,) = sent(framer(method), status, headers)
    assert b"transfer-encoding" not in write
    response, body, client = read(write, method)
    assert (response.status_code, body, client.their_state) == (status, b"", h11.DONE)


def test_204_has_no_length() -> None:
    (write,) = sent(framer(), 204, [(b"content-length", b"0")])
    assert b"content-length" not in write


def test_an_empty_body_is_one_write() -> None:
    (write,) = sent(framer(), 200, [(b"content-length", b"0")])
    assert read(write)[1] == b""


def test_a_status_without_a_name() -> None:
    (write,) = sent(framer(), 299, [(b"content-length", b"0")])
    assert read(write)[0].status_code == 299


def test_the_connection_is_the_servers() -> None:
    headers = [(b"transfer-encoding", b"gzip"), (b"keep-alive", b"timeout=9"), (b"upgrade", b"x")]
    (write,) = sent(framer(), 200, [*headers, (b"content-length", b"0")])
    for name, _value in headers:
        assert name not in write


@pytest.mark.parametrize("asked", [b"close", b"Close", b"foo, close"])
def test_the_application_can_close(asked: bytes) -> None:
    framing = framer()
    (write,) = sent(framing, 200, [(b"content-length", b"0"), (b"Connection", asked)])
    assert not framing.keep_alive
    assert write.count(b"connection: close\r\n") == 1


def test_the_application_cannot_keep_a_connection() -> None:
    framing = framer(keep_alive=False)
    headers = [(b"content-length", b"0"), (b"connection", b"keep-alive")]
    (write,) = sent(framing, 200, headers)
    assert b"connection: close\r\n" in write
    assert not framing.keep_alive


@pytest.mark.parametrize(
    "header",
    [
        (b"x", b"a\r\nset-cookie: b"),
        (b"x", b"a\nb"),
        (b"x", b"a\rb"),
        (b"x", b"a\0b"),
        (b"x\r\ny", b"a"),
        (b"x y", b"a"),
        (b"x:", b"a"),
        (b"", b"a"),
    ],
)
def test_a_header_cannot_break_out(header: tuple[bytes, bytes]) -> None:
    framing = framer()
    with pytest.raises(ValueError, match="header"):
        framing.start(200, [header], DATE)
    assert not framing.unsent
    # What answers in its place is whole, whatever framing the refused one had chosen.
    (write,) = sent(framing, 500, [(b"content-length", b"0")])
    assert read(write)[0].status_code == 500


@pytest.mark.parametrize("status", [0, 100, 101, 199, 600, -1])
def test_only_statuses_of_responses(status: int) -> None:
    with pytest.raises(ValueError, match="status"):
        framer().start(status, [], DATE)


@pytest.mark.parametrize("length", [b"x", b"-1", b"", b"1, 1", b"+1"])
def test_a_length_is_a_number(length: bytes) -> None:
    with pytest.raises(ValueError, match="content-length"):
        framer().start(200, [(b"content-length", length)], DATE)


def test_there_is_one_length() -> None:
    with pytest.raises(ValueError, match="content-length"):
        framer().start(200, [(b"content-length", b"1"), (b"Content-Length", b"1")], DATE)


def test_a_body_longer_than_its_length_is_not_sent() -> None:
    framing = framer()
    framing.start(200, [(b"content-length", b"2")], DATE)
    with pytest.raises(ValueError, match="longer"):
        framing.body(b"abc")
    assert framing.unsent
    assert not framing.complete


def test_a_body_shorter_than_its_length_ends_the_connection() -> None:
    framing = framer()
    sent(framing, 200, [(b"content-length", b"5")], b"abc")
    assert framing.complete
    assert not framing.keep_alive


def test_a_refusal_is_whole() -> None:
    response, body, client = read(refusal(413, DATE))
    assert (response.status_code, body) == (413, b"")
    assert client.their_state is h11.MUST_CLOSE
