"""What nodes tell of themselves: read back whole, and from any bytes without harm."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.failover.facts import (
    LIMIT_BYTES,
    MOST_NODES,
    NOTHING,
    Facts,
    Heard,
    Report,
    decode,
    encode,
    told,
)
from appliance.failover.status import Member, Role

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
SECONDS = st.integers(0, 10**7).map(lambda n: n / 1e3)
FACTS = st.builds(
    Facts,
    version=st.none() | TEXTS,
    witness=st.none() | st.booleans(),
    health=st.none() | TEXTS,
    ready=st.none() | st.booleans(),
    calls=st.none() | st.integers(0, 2**40),
    lag_s=st.none() | SECONDS,
    generation=st.none() | st.integers(0, 2**40),
)
HEARD = st.builds(Heard, FACTS, st.none() | SECONDS, st.none() | SECONDS)
REPORTS = st.builds(Report, FACTS, st.dictionaries(TEXTS, HEARD, max_size=5), TEXTS)


@given(REPORTS)
def test_what_is_told_is_read_back(report: Report) -> None:
    assert decode(encode(report)) == report


@given(st.binary(max_size=200))
def test_any_bytes_are_nothing_worse_than_nothing(content: bytes) -> None:
    assert isinstance(decode(content), Report)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_any_json_is_nothing_worse_than_nothing(content: object) -> None:
    for part in (content, {"version": content, "others": content, "cause": content},
                 {"others": {"b": content}}, {"lag_s": content, "calls": content}):  # fmt: skip
        decode(json.dumps(part).encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"[" * 5000, b"{}" + b" " * LIMIT_BYTES, b'{"calls": true}', b'{"lag_s": -1}',
     b'{"lag_s": NaN}', b'{"calls": 1e400}', b'{"ready": 1}', b'{"calls": "1"}'],
)  # fmt: skip
def test_what_does_not_fit_is_left_out(content: bytes) -> None:
    assert decode(content) == Report()


def test_what_a_newer_version_adds_is_passed_over() -> None:
    assert decode(b'{"version": "3.0", "mood": "fine"}') == Report(Facts(version="3.0"))


def test_only_so_many_nodes_are_believed_in() -> None:
    many = {str(number): {"ready": True} for number in range(100)}
    assert len(decode(json.dumps({"others": many}).encode()).others) == MOST_NODES


def test_a_report_of_seven_nodes_fits() -> None:
    full = Facts("2.10.0-rc.1+build", False, "warning", True, 10_000, 12.3456, 10**9)
    heard = {f"node-{number}.example": Heard(full, 1.2345, 0.1234) for number in range(7)}
    assert len(encode(Report(full, heard, "leader_silent"))) < LIMIT_BYTES / 3


def test_a_member_takes_on_what_is_told_of_it() -> None:
    member = Member("w", Role.FOLLOWER, address="w:1", heard_age_s=0.1)
    found = told(member, Facts(version="2.0", witness=True, calls=3))
    assert (found.role, found.witness, found.version) == (Role.WITNESS, True, "2.0")
    assert (found.address, found.heard_age_s, found.calls_in_flight) == ("w:1", 0.1, 3)
    assert told(Member("w", Role.AWAY), Facts(witness=True)).role is Role.AWAY
    assert told(member, NOTHING).role is Role.FOLLOWER


def test_control_characters_reach_no_terminal() -> None:
    assert decode(b'{"version": "2\\u001b[31m\\n0"}').own.version == "2[31m0"


def test_a_report_too_long_to_be_read_goes_without_what_was_heard_of_others() -> None:
    wide = Facts(version="\N{SNOWMAN}" * 64, health="\N{SNOWMAN}" * 64)
    others = {f"node-{number}": Heard(wide) for number in range(MOST_NODES)}
    written = encode(Report(Facts(version="2.0"), others, "leader_silent"))
    assert len(written) <= LIMIT_BYTES
    assert decode(written) == Report(Facts(version="2.0"), {}, "leader_silent")


def test_what_a_newer_node_tells_besides_is_left_out() -> None:
    """Nodes of two versions talk to each other while one after the other is upgraded."""
    mine = Report(Facts(version="2.0.0", ready=True))
    newer = json.loads(encode(mine)) | {"of_tomorrow": {"a": 1}, "format_version": 2}
    assert decode(json.dumps(newer).encode()) == mine
