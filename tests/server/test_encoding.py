from __future__ import annotations

import json
import unicodedata
from typing import Annotated, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import Field

from appliance.server.encoding import clean_text, encode
from appliance.tools.models import Answer, ToolOutput

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Every code point, lone surrogates among them."""


class Part(ToolOutput):
    some_text: str
    number: float | None = None


class Whole(Answer):
    parts: list[Part]
    blob: bytes = b""
    by_name: Annotated[dict[str, Any], Field(default_factory=dict)]
    missing: int | None = None


def whole(**fields: Any) -> Whole:
    return Whole(**{"source": "test", "parts": [], **fields})


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def test_names_are_those_of_the_wire_and_none_is_left_out() -> None:
    body = encode(whole(parts=[Part(some_text="x")]))
    assert body == b'{"source":"test","parts":[{"someText":"x"}],"blob":"","byName":{}}'


def test_bytes_are_base64() -> None:
    assert json.loads(encode(whole(blob=b"\x00\xff")))["blob"] == "AP8="


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_json_has_no_form_for_are_null(number: float) -> None:
    parts = [Part(some_text="x", number=number)]
    answer = json.loads(encode(whole(parts=parts, by_name={"n": number, "kept": None})))
    assert answer["parts"] == [{"someText": "x", "number": None}]
    assert answer["byName"] == {"n": None, "kept": None}


def test_numbers_json_has_no_form_for_are_null_beside_undecodable_text_too() -> None:
    parts = [Part(some_text="\ud800", number=float("nan"))]
    answer = json.loads(encode(whole(parts=parts, by_name={"n": float("inf")})))
    assert answer["parts"] == [{"someText": "\ufffd", "number": None}]
    assert answer["byName"] == {"n": None}


def test_tab_and_line_feed_stay_other_control_characters_go() -> None:
    everything = "".join(map(chr, range(0xA1)))
    kept = json.loads(encode(whole(parts=[Part(some_text=everything)])))["parts"][0]["someText"]
    assert kept == "\t\n" + "".join(map(chr, range(0x20, 0x7F))) + "\xa0"


@pytest.mark.parametrize(
    "text", [r"\u0007", r"\b", "\\", '"', "\\\\u001f", "é", "«", "日本語", "😀"]
)
def test_text_that_only_looks_like_a_control_character_stays(text: str) -> None:
    assert json.loads(encode(whole(by_name={"t": text})))["byName"] == {"t": text}


def test_undecodable_bytes_become_replacement_characters() -> None:
    text = b"caf\xe9".decode("utf-8", "surrogateescape")
    assert json.loads(encode(whole(by_name={"t": text})))["byName"] == {"t": "caf\ufffd"}


@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT, key=ANY_TEXT, blob=st.binary(), number=st.floats())
@example(text="\x7f", key="", blob=b"", number=0.0)
@example(text="\x9f", key="\x1f", blob=b"", number=0.0)
def test_answers_are_valid_json_without_control_characters(
    text: str, key: str, blob: bytes, number: float
) -> None:
    parts = [Part(some_text=text, number=number)]
    body = encode(whole(parts=parts, blob=blob, by_name={key: [text, number]}))
    answer = json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    for found in strings(answer):
        assert not {unicodedata.category(c) for c in found if c not in "\t\n"} & {"Cc", "Cs"}
    assert answer["parts"][0]["someText"] == clean_text(text)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
