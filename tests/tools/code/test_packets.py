"""The tool that writes packets, with opcodes of its own list and of a source tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.errors import InvalidArgument, NotFound
from appliance.gamedata.realm import Branch
from appliance.sourcetree.opcodes import PROTOCOL
from appliance.tools.code.packets import generate_packet_handler
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of
from tests.tools.code.asking import ask

PING = {
    "handlerName": "Ping",
    "opcode": "CMSG_PING",
    "direction": "client",
    "fields": ["uint32 Serial", {"name": "Latency", "type": "uint32"}],
}


def tree(root: Path, opcodes: str, handlers: str) -> Path:
    """A source tree with these opcodes."""
    (root / PROTOCOL).mkdir(parents=True)
    (root / PROTOCOL / "Opcodes.h").write_text(opcodes)
    (root / PROTOCOL / "Opcodes.cpp").write_text(handlers)
    return root


async def test_without_realm_or_tree_it_is_written_for_master() -> None:
    made = await ask(generate_packet_handler, **PING)
    assert [file.path for file in made.files] == [
        "PingPackets.h",
        "PingPackets.cpp",
        "PingHandler.cpp",
    ]
    assert "no source tree is set" in made.notes[0]
    assert "master" in made.notes[0]
    assert "_worldPacket >> Serial;" in made.files[1].text
    assert any("&WorldSession::HandlePing" in line.text for line in made.registration)


async def test_with_a_realm_it_is_written_for_its_branch() -> None:
    async with demo_realm() as realm:
        assert realm.branch is Branch.WRATH
        arguments = PING | {"fields": ["string Name"]}
        query = generate_packet_handler.input_type.model_validate(arguments)
        made = await generate_packet_handler.function(query, context_of(realm))
    assert "_worldPacket >> Name;" in made.files[1].text


async def test_the_source_tree_knows_status_and_handler(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        "    CMSG_PING = 0x3768,\n    SMSG_PONG = 0x304E,\n",
        "DEFINE_HANDLER(CMSG_PING, STATUS_AUTHED, PROCESS_INPLACE, &WorldSession::HandleOldPing);\n"
        "DEFINE_SERVER_OPCODE_HANDLER(SMSG_PONG, STATUS_NEVER, CONNECTION_TYPE_REALM);\n",
    )
    made = await ask(generate_packet_handler, tree=root, **PING)
    assert made.registration[-1].text == (
        "DEFINE_HANDLER(CMSG_PING, STATUS_AUTHED, PROCESS_INPLACE, &WorldSession::HandlePing);"
    )
    assert any("has a handler already" in note for note in made.notes)
    pong = PING | {"handlerName": "Pong", "opcode": "smsg_pong", "direction": "server"}
    made = await ask(generate_packet_handler, tree=root, **pong)
    assert made.registration[0].text == (
        "DEFINE_SERVER_OPCODE_HANDLER(SMSG_PONG, STATUS_NEVER, CONNECTION_TYPE_REALM);"
    )


async def test_a_tree_of_the_older_branch_is_known_by_its_opcodes(tmp_path: Path) -> None:
    root = tree(tmp_path, "    MSG_MOVE_STOP = 0x0B7,\n    CMSG_PING = 0x1DC,\n", "")
    both = PING | {"opcode": "MSG_MOVE_STOP", "direction": "bidirectional", "fields": ["bool On"]}
    made = await ask(generate_packet_handler, tree=root, **both)
    assert "class PingClient final" in made.files[0].text
    assert "class PingServer final" in made.files[0].text
    assert "_worldPacket >> On;" in made.files[1].text


async def test_unknown_opcodes_are_told_with_near_ones() -> None:
    with pytest.raises(NotFound, match="CMSG_PING"):
        await ask(generate_packet_handler, **PING | {"opcode": "CMSG_PINGG"})
    own = PING | {"opcode": "CMSG_MY_OWN_THING", "allowUnknownOpcode": True}
    made = await ask(generate_packet_handler, **own)
    assert "ClientPacket(CMSG_MY_OWN_THING," in made.files[0].text


@pytest.mark.parametrize(
    "changed",
    [
        {"direction": "server"},
        {"direction": "bidirectional"},
        {"opcode": "PING"},
        {"opcode": "CMSG_PING); system("},
        {"opcode": "MSG_MOVE_STOP", "direction": "bidirectional"},
        {"fields": ["Player* P"]},
        {"fields": [{"name": "a"}]},
        {"handlerName": "class"},
        {"namespace": "A B"},
    ],
)
async def test_what_does_not_fit_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        await ask(generate_packet_handler, **PING | changed)
