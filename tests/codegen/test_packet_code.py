"""The wire of generated packets: what one writes the other reads, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.codegen.files import File
from appliance.codegen.packet_code import reading, writing
from appliance.codegen.packet_fields import parse_field
from appliance.codegen.packets import Direction, Packet, packet_handler
from tests.support.cpp import compile_all, put, run_program

FIELDS = [
    parse_field(written, "")
    for written in (
        "uint8 U8",
        "bool First",
        "bits<3> Three",
        "string<6> Name",
        "bool Second",
        "string<9> Text",
        "int64 I64",
        "ObjectGuid Guid",
        "PackedGuid Packed",
        "bool Alone",
        "float F",
        "double D",
        "uint16[3] Fixed",
        "uint32[] Counted",
        "guid[2] Guids",
        "packedguid[] PackedGuids",
        "bits<17> Wide",
        "string Last",
    )
]

ROUND_TRIP = """
#include "InPackets.h"
#include "OutPackets.h"
#include <cassert>

#undef NDEBUG

int main()
{
    bot::Out out;
    out.U8 = 7;
    out.First = true;
    out.Three = 5;
    out.Name = "Thrall";
    out.Second = true;
    out.Text = "for the horde";
    out.I64 = -3;
    out.Guid = ObjectGuid::Create<HighGuid::Player>(11);
    out.Packed = ObjectGuid::Create<HighGuid::Player>(12);
    out.Alone = true;
    out.F = 1.5f;
    out.D = 2.5;
    out.Fixed = { 1, 2, 3 };
    out.Counted = { 4, 5 };
    out.Guids[1] = out.Guid;
    out.PackedGuids = { out.Guid, out.Packed };
    out.Wide = 70000;
    out.Last = "x";

    bot::In in(WorldPacket(*out.Write()));
    in.Read();
    bool const same = in.U8 == 7 && in.First && in.Three == 5 && in.Name == out.Name && in.Second
        && in.Text == out.Text && in.I64 == -3 && in.Guid == out.Guid && in.Packed == out.Packed
        && in.Alone && in.F == 1.5f && in.D == 2.5 && in.Fixed == out.Fixed
        && in.Counted.size() == 2 && in.Counted[1] == 5 && in.Guids == out.Guids
        && in.PackedGuids.size() == 2 && in.PackedGuids[1] == out.Packed && in.Wide == out.Wide
        && in.Last == out.Last && in.IsReadToTheEnd();
    return same ? 0 : 1;
}
"""


@pytest.mark.sweep
@pytest.mark.parametrize("bit_packed", [True, False])
def test_what_is_written_is_read(bit_packed: bool, tmp_path: Path) -> None:
    for name, opcode, direction in (
        ("In", "CMSG_STAND_IN", Direction.CLIENT),
        ("Out", "SMSG_STAND_IN", Direction.SERVER),
    ):
        packet = Packet(name, opcode, direction, "bot", FIELDS, bit_packed)
        files, _ = packet_handler(packet)
        put(tmp_path, [file for file in files if "Handler" not in file.path])
    put(tmp_path, [File("main.cpp", ROUND_TRIP)])
    defines = [] if bit_packed else ["TRINITY_WRATH"]
    compile_all(tmp_path, defines=defines, arguments=["-o", str(tmp_path / "program")])
    run_program(tmp_path / "program")


def test_bits_side_by_side_share_bytes_and_strings_follow() -> None:
    fields = [parse_field(each, "") for each in ("bool On", "string<6> Name", "uint8 Level")]
    assert reading(fields, bit_packed=True) == [
        "On = _worldPacket.ReadBit();",
        "Name.resize(_worldPacket.ReadBits(6));",
        "Name = _worldPacket.ReadString(uint32(Name.size()));",
        "_worldPacket >> Level;",
    ]
    assert writing(fields, bit_packed=True) == [
        "_worldPacket.WriteBit(On);",
        "_worldPacket.WriteBits(Name.size(), 6);",
        "_worldPacket.FlushBits();",
        "_worldPacket.WriteString(Name);",
        "_worldPacket << Level;",
    ]
    assert reading(fields, bit_packed=False) == [
        "_worldPacket >> On;",
        "_worldPacket >> Name;",
        "_worldPacket >> Level;",
    ]
