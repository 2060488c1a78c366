from __future__ import annotations

from starlette.requests import Request

from appliance.server.exchange import Exchange, exchange_of, local_caller, new_request_id
from appliance.tools.context import LOCAL_CALLER, Caller


def test_request_ids_are_short_and_never_the_same() -> None:
    ids = {new_request_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(found) == 12 and int(found, 16) >= 0 for found in ids)


def test_a_handler_finds_the_exchange_of_its_request() -> None:
    scope = {"type": "http", "headers": []}
    exchange = Exchange("r1", Caller("someone", frozenset()))
    exchange.attach(scope)
    assert exchange_of(Request(scope)) is exchange


def test_transports_without_requests_get_a_new_one_each_time() -> None:
    first, second = exchange_of(None), exchange_of(None)
    assert first.caller == LOCAL_CALLER
    assert first.request_id != second.request_id
    assert not first.splice


def test_a_request_from_elsewhere_gets_a_new_one() -> None:
    assert exchange_of(Request({"type": "http", "headers": []})).caller == LOCAL_CALLER


def test_everybody_is_the_local_caller_for_now() -> None:
    assert local_caller({}) == LOCAL_CALLER
