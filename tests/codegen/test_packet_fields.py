"""Fields of packets as callers write them."""

from __future__ import annotations

import pytest

from appliance.codegen.packet_fields import KNOWN_TYPES, PacketField, Shape, parse_field
from appliance.errors import InvalidArgument


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("uint32 SpellId", PacketField("SpellId", "uint32")),
        ({"name": "SpellId", "type": "uint32"}, PacketField("SpellId", "uint32")),
        ({"name": "A", "type": "int"}, PacketField("A", "int32")),
        ("uint16_t A", PacketField("A", "uint16")),
        ("guid Target", PacketField("Target", "ObjectGuid")),
        ("bool On", PacketField("On", "bool")),
        ("bits<3> Kind", PacketField("Kind", "bits", bits=3)),
        ({"name": "Kind", "type": "bits", "bits": 3}, PacketField("Kind", "bits", bits=3)),
        ("std::string Text", PacketField("Text", "string", bits=8)),
        ("string<6> Text", PacketField("Text", "string", bits=6)),
        ("uint8[4] Bytes", PacketField("Bytes", "uint8", Shape.FIXED, 4)),
        ({"name": "B", "type": "uint8", "size": 4}, PacketField("B", "uint8", Shape.FIXED, 4)),
        ("uint32[] Ids", PacketField("Ids", "uint32", Shape.COUNTED, 100)),
        ("std::vector<uint32> Ids", PacketField("Ids", "uint32", Shape.COUNTED, 100)),
        (
            {"name": "Ids", "type": "guid", "array": True, "size": 5},
            PacketField("Ids", "ObjectGuid", Shape.COUNTED, 5),
        ),
    ],
)
def test_ways_to_write_a_field(written: object, field: PacketField) -> None:
    assert parse_field(written, "fields[0]") == field  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "SpellId",
        "uint32",
        {"name": "A"},
        {"type": "uint32"},
        {"name": 1, "type": "uint32"},
        "Player* A",
        "uint32; A",
        "bits A",
        "bits<0> A",
        "bits<33> A",
        "bits<9999> A",
        "string<17> A",
        "uint32<3> A",
        "bool[3] A",
        "string[] A",
        "uint8[0] A",
        "uint8[99999] A",
        {"name": "A", "type": "uint8", "size": True},
        {"name": "A", "type": "uint8", "size": "x"},
        {"name": "A", "type": "uint8", "size": "9" * 5000},
    ],
)
def test_fields_that_are_refused(written: object) -> None:
    with pytest.raises(InvalidArgument, match=r"^fields\[0\]"):
        parse_field(written, "fields[0]")  # type: ignore[arg-type]


def test_every_type_has_its_cpp() -> None:
    for kind in KNOWN_TYPES:
        field = parse_field(
            {"name": "A", "type": kind, **({"bits": 9} if kind == "bits" else {})}, ""
        )
        assert field.cpp_type
        assert field.bytes > 0
