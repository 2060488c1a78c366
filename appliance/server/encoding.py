"""Answers as JSON: valid whatever the database held, and without control characters.

Bytes become base64, NaN and the infinities null. Code points that are no characters (lone
surrogates, which is how undecodable bytes arrive) become U+FFFD.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, from_json, to_json

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Each pattern opens with one literal byte, so a search is a memchr and costs next to nothing on
# the many answers that have none. An escaped backslash before "u00…" is a harmless false alarm.
_ESCAPED_C0 = re.compile(rb"\\(?:[bfr]|u00[01][0-9a-f])")
_ENCODED_C1 = re.compile(rb"\xc2[\x80-\x9f]")


def encode(answer: BaseModel) -> bytes:
    """Return `answer` as compact JSON: wire names, fields that are None left out."""
    try:
        body = answer.__pydantic_serializer__.to_json(answer, by_alias=True, exclude_none=True)
    except PydanticSerializationError:
        # Text with lone surrogates has no UTF-8 form. Anything else fails again, as a bug.
        plain = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
        return to_json(_clean(plain), inf_nan_mode="null")
    if _ESCAPED_C0.search(body) or _ENCODED_C1.search(body) or b"\x7f" in body:
        return to_json(_clean(from_json(body)))
    return body


def clean_text(text: str) -> str:
    """Drop control characters except tab and line feed; replace lone surrogates."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
