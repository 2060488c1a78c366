from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.sourcetree.opcodes import PACKETS, PROTOCOL, Opcode, Place, SourceTree, read_opcodes

HEADER = """\
enum OpcodeClient : uint32
{
    CMSG_PING                                       = 0x1DC,
    SMSG_PONG                                       = 477, // comment
    SMSG_ODD                                        = SMSG_PONG,
};
"""
SOURCE = """\
#define DEFINE_HANDLER(opcode, status, processing, handler) x
    /*0x1DC*/ DEFINE_HANDLER(CMSG_PING, STATUS_NEVER, PROCESS_INPLACE, &WorldSession::Handle_Early);
    DEFINE_SERVER_OPCODE_HANDLER(SMSG_PONG,   STATUS_NEVER, CONNECTION_TYPE_REALM);
    DEFINE_SERVER_OPCODE_HANDLER(SMSG_OTHER, STATUS_UNHANDLED);
"""
PACKET = """\
namespace WorldPackets::Auth
{
    class Ping final : public ClientPacket
    {
    public:
        Ping(WorldPacket&& packet) : ClientPacket(CMSG_PING, std::move(packet)) { }
    };
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / PROTOCOL).mkdir(parents=True)
    (tmp_path / PACKETS).mkdir(parents=True)
    (tmp_path / PROTOCOL / "Opcodes.h").write_text(HEADER)
    (tmp_path / PROTOCOL / "Opcodes.cpp").write_text(SOURCE)
    (tmp_path / PACKETS / "AuthPackets.h").write_text(PACKET)
    return tmp_path


async def test_what_the_files_say_is_put_together(root: Path) -> None:
    found = await SourceTree(root).opcodes()
    header, source = f"{PROTOCOL.as_posix()}/Opcodes.h", f"{PROTOCOL.as_posix()}/Opcodes.cpp"
    assert found["CMSG_PING"] == Opcode(
        "CMSG_PING",
        number=0x1DC,
        defined=Place(header, 3),
        status="STATUS_NEVER",
        processing="PROCESS_INPLACE",
        handler="WorldSession::Handle_Early",
        registered=Place(source, 2),
        packet="Ping",
        packet_at=Place(f"{PACKETS.as_posix()}/AuthPackets.h", 6),
    )
    assert found["SMSG_PONG"].number == 477
    assert found["SMSG_PONG"].processing == "CONNECTION_TYPE_REALM"
    assert found["SMSG_PONG"].handler is None
    assert found["SMSG_OTHER"].status == "STATUS_UNHANDLED"
    assert "SMSG_ODD" not in found


async def test_a_changed_file_is_read_anew(root: Path) -> None:
    tree = SourceTree(root)
    first = await tree.opcodes()
    assert await tree.opcodes() is first
    header = root / PROTOCOL / "Opcodes.h"
    header.write_text(HEADER.replace("0x1DC", "0x1DD"))
    os.utime(header, ns=(1, 1))
    assert (await tree.opcodes())["CMSG_PING"].number == 0x1DD


async def test_without_a_tree_the_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"source_tree\.path"):
        await SourceTree(None).opcodes()
    with pytest.raises(Unavailable, match=r"Opcodes\.h"):
        await SourceTree(tmp_path).opcodes()


async def test_a_tree_of_the_header_alone_is_enough(tmp_path: Path) -> None:
    (tmp_path / PROTOCOL).mkdir(parents=True)
    (tmp_path / PROTOCOL / "Opcodes.h").write_text(HEADER)
    assert (await SourceTree(tmp_path).opcodes())["CMSG_PING"].handler is None


def test_hostile_text_takes_no_time() -> None:
    text = "class " + "a" * 200_000 + "\n" + "DEFINE_HANDLER(" * 20_000
    assert list(read_opcodes("Opcodes.cpp", text)) == []
