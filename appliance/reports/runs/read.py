"""The way in: a file or a JSON value, whatever format it has."""

from __future__ import annotations

from appliance.errors import InvalidArgument
from appliance.reports.markup import read_xml
from appliance.reports.runs.junit_reader import read_junit
from appliance.reports.runs.model import Run
from appliance.reports.runs.shapes import KNOWN, read_object
from appliance.reports.values import read_json

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_run(data: bytes, *, field: str) -> Run:
    """Return the run a file describes; its first character tells XML from JSON.

    Raises:
        InvalidArgument: it is of no known format, damaged or too large.
    """
    content = data.removeprefix(_BYTE_ORDER_MARK).lstrip()
    match content[:1]:
        case b"<":
            return read_junit(read_xml(content, field=field), field=field)
        case b"{" | b"[":
            return read_object(read_json(content, field=field), field=field)
    raise InvalidArgument(f"`{field}` is neither XML nor JSON", hint=f"known: {KNOWN}")
