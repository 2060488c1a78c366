"""The statements that declare, read and write the fields of a packet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from appliance.codegen.packet_fields import PacketField, Shape


def members(fields: Iterable[PacketField], *, from_client: bool) -> list[str]:
    """Declarations of the fields; what clients send is bounded."""
    return [_member(field, from_client) for field in fields]


def _member(field: PacketField, from_client: bool) -> str:
    inner = field.cpp_type
    match field.shape:
        case Shape.FIXED:
            return f"std::array<{inner}, {field.size}> {field.name} = {{ }};"
        case Shape.COUNTED if from_client:
            return f"WorldPackets::Array<{inner}, {field.size}> {field.name};"
        case Shape.COUNTED:
            return f"std::vector<{inner}> {field.name};"
        case _:
            return f"{inner} {field.name}{_INITIAL.get(inner, ' = 0')};"


_INITIAL = {
    "bool": " = false",
    "float": " = 0.0f",
    "double": " = 0.0",
    "std::string": "",
    "ObjectGuid": "",
}


def reading(fields: Sequence[PacketField], *, bit_packed: bool) -> list[str]:
    """Statements that read the fields in their order."""
    lines: list[str] = []
    for in_bits, run in _runs(fields, bit_packed):
        lines += _read_bits(list(run)) if in_bits else _read_bytes(list(run))
    return lines


def writing(fields: Sequence[PacketField], *, bit_packed: bool) -> list[str]:
    """Statements that write the fields in their order."""
    lines: list[str] = []
    for in_bits, run in _runs(fields, bit_packed):
        lines += _write_bits(list(run)) if in_bits else _write_bytes(list(run))
    return lines


def _runs(
    fields: Sequence[PacketField], bit_packed: bool
) -> Iterable[tuple[bool, Iterable[PacketField]]]:
    return groupby(fields, lambda field: bit_packed and field.is_bits)


def _read_bits(run: list[PacketField]) -> list[str]:
    lines = []
    for field in run:
        match field.type:
            case "bool":
                lines.append(f"{field.name} = _worldPacket.ReadBit();")
            case "bits":
                lines.append(
                    f"{field.name} = {field.cpp_type}(_worldPacket.ReadBits({field.bits}));"
                )
            case _:
                # The member holds its length until its letters come: no further variable.
                lines.append(f"{field.name}.resize(_worldPacket.ReadBits({field.bits}));")
    # What follows begins at a whole byte; ReadString and reading numbers see to that themselves.
    strings = [field.name for field in run if field.type == "string"]
    return lines + [f"{name} = _worldPacket.ReadString(uint32({name}.size()));" for name in strings]


def _write_bits(run: list[PacketField]) -> list[str]:
    lines = []
    for field in run:
        match field.type:
            case "bool":
                lines.append(f"_worldPacket.WriteBit({field.name});")
            case "bits":
                lines.append(f"_worldPacket.WriteBits({field.name}, {field.bits});")
            case _:
                lines.append(f"_worldPacket.WriteBits({field.name}.size(), {field.bits});")
    lines.append("_worldPacket.FlushBits();")
    strings = [field.name for field in run if field.type == "string"]
    return lines + [f"_worldPacket.WriteString({name});" for name in strings]


def _read_bytes(run: list[PacketField]) -> list[str]:
    lines = []
    for field in run:
        if field.shape is Shape.ONE:
            lines.append(f"_worldPacket >> {_readable(field, field.name)};")
            continue
        if field.shape is Shape.COUNTED:
            lines.append(f"{field.name}.resize(_worldPacket.read<uint32>());")
        lines.append(f"for ({field.cpp_type}& element : {field.name})")
        lines.append(f"    _worldPacket >> {_readable(field, 'element')};")
    return lines


def _write_bytes(run: list[PacketField]) -> list[str]:
    lines = []
    for field in run:
        if field.shape is Shape.ONE:
            lines.append(f"_worldPacket << {_writable(field, field.name)};")
            continue
        if field.shape is Shape.COUNTED:
            lines.append(f"_worldPacket << uint32({field.name}.size());")
        lines.append(f"for ({field.cpp_type} const& element : {field.name})")
        lines.append(f"    _worldPacket << {_writable(field, 'element')};")
    return lines


def _readable(field: PacketField, name: str) -> str:
    return f"{name}.ReadAsPacked()" if field.type == "PackedGuid" else name


def _writable(field: PacketField, name: str) -> str:
    return f"{name}.WriteAsPacked()" if field.type == "PackedGuid" else name
