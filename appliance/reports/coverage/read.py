"""The way in: a file or a JSON value, whatever format it has."""

from __future__ import annotations

from appliance.errors import InvalidArgument
from appliance.reports.coverage.cobertura import read_cobertura
from appliance.reports.coverage.lcov import read_lcov
from appliance.reports.coverage.model import Coverage
from appliance.reports.coverage.shapes import KNOWN, read_object
from appliance.reports.markup import read_xml
from appliance.reports.values import read_json

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BINARY = {
    b"\x1f\x8b": "is packed with gzip: unpack it, or run gcov with --stdout",
    b"SQLite format 3": "is coverage.py's database: run `coverage json` and give that file",
    b"gcda": "is gcov's counters: run gcov --json-format, gcovr or lcov and give that file",
    b"adcg": "is gcov's counters: run gcov --json-format, gcovr or lcov and give that file",
}


def read_coverage(data: bytes, *, field: str) -> Coverage:
    """Return the coverage a file describes; its first bytes tell the formats apart.

    Raises:
        InvalidArgument: it is of no known format, damaged or too large.
    """
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise InvalidArgument(f"`{field}` {what}")
    content = data.removeprefix(_BYTE_ORDER_MARK).lstrip()
    match content[:1]:
        case b"<":
            return read_cobertura(read_xml(content, field=field), field=field)
        case b"{" | b"[":
            return read_object(read_json(content, field=field), field=field)
    if content.startswith((b"TN:", b"SF:", b"VER:", b"#")):
        return read_lcov(content, field=field)
    raise InvalidArgument(f"`{field}` is no coverage that is known", hint=f"known: {KNOWN}")
