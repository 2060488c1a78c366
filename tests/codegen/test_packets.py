"""Generated packets, handlers and the lines that register them: a compiler takes them all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appliance.codegen.files import File
from appliance.codegen.packet_fields import KNOWN_TYPES, PacketField, parse_field
from appliance.codegen.packets import Direction, Line, Packet, packet_handler
from appliance.errors import InvalidArgument
from tests.support.cpp import by_path, compile_all, put

EVERY_TYPE = [
    parse_field(
        {"name": f"Field{kind}", "type": kind, **({"bits": 5} if kind == "bits" else {})}, ""
    )
    for kind in KNOWN_TYPES
]


def wanted(**changed: object) -> Packet:
    """A packet with some values of one's own."""
    values = {
        "name": "Greeting",
        "opcode": "CMSG_STAND_IN",
        "direction": Direction.CLIENT,
        "namespace": "Playerbot::Packets",
        "fields": EVERY_TYPE,
        "bit_packed": True,
    }
    return Packet(**(values | changed))  # type: ignore[arg-type]


def put_registered(folder: Path, packets: Sequence[Packet]) -> None:
    """Write packets with their lines added where a person would add them."""
    before, session, opcodes, sending, includes = [], [], [], [], []
    for packet in packets:
        files, lines = packet_handler(packet)
        put(folder, files)
        includes += [f'#include "{file.path}"' for file in files if file.path.endswith(".h")]
        for line in lines:
            if line.file.endswith("WorldSession.h"):
                (before if line.text.startswith("namespace") else session).append(line.text)
            elif line.text.startswith("DEFINE"):
                opcodes.append(line.text)
            elif line.file.startswith("where"):
                sending.append(line.text)
    register = [*includes, '#include "OpcodeTable.h"', '#include "Player.h"']
    register += ["void Register();", "void Register() {", *opcodes, "}"]
    for number in range(0, len(sending), 2):
        register.append(f"void Send{number}(Player* player);")
        register += [f"void Send{number}(Player* player) {{", *sending[number : number + 2], "}"]
    put(folder, [File("added_before_session.h", "\n".join(before))])
    put(folder, [File("added_to_session.h", "\n".join(session))])
    put(folder, [File("register.cpp", "\n".join(register))])


@pytest.mark.sweep
@pytest.mark.parametrize("bit_packed", [True, False])
def test_every_direction_compiles_without_a_warning(bit_packed: bool, tmp_path: Path) -> None:
    packets = [
        wanted(bit_packed=bit_packed),
        wanted(name="Empty", fields=[], bit_packed=bit_packed),
        wanted(
            name="HandleListHandler", fields=[parse_field("uint32[] A", "")], bit_packed=bit_packed
        ),
        wanted(
            name="Answer", opcode="SMSG_STAND_IN", direction=Direction.SERVER, bit_packed=bit_packed
        ),
        wanted(
            name="Nothing",
            opcode="SMSG_STAND_IN",
            direction=Direction.SERVER,
            fields=[],
            namespace="WorldPackets::Bots",
            bit_packed=bit_packed,
        ),
    ]
    if not bit_packed:
        both = Direction.BIDIRECTIONAL
        packets.append(wanted(name="Both", opcode="MSG_STAND_IN", direction=both, bit_packed=False))
    put_registered(tmp_path, packets)
    compile_all(tmp_path, defines=[] if bit_packed else ["TRINITY_WRATH"])


def test_files_and_lines_of_a_client_packet() -> None:
    files, lines = packet_handler(wanted(fields=[PacketField("SpellId", "uint32")]))
    texts = by_path(files)
    assert sorted(texts) == ["GreetingHandler.cpp", "GreetingPackets.cpp", "GreetingPackets.h"]
    assert "    uint32 SpellId = 0;\n" in texts["GreetingPackets.h"]
    assert (
        Line(
            "src/server/game/Server/Protocol/Opcodes.cpp",
            "DEFINE_HANDLER(CMSG_STAND_IN, STATUS_LOGGEDIN, PROCESS_THREADUNSAFE, "
            "&WorldSession::HandleGreeting);",
        )
        in lines
    )
    for text in texts.values():
        assert not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "int"}, "handlerName"),
        ({"name": "Player"}, "handlerName"),
        ({"name": "A;B"}, "handlerName"),
        ({"namespace": "std"}, "namespace"),
        ({"namespace": "WorldPackets"}, "namespace"),
        ({"namespace": "A::WorldPackets"}, "namespace"),
        ({"namespace": "A::Greeting"}, "namespace"),
        ({"stem": 'x"y'}, "outputPath"),
        ({"fields": [PacketField("Read", "uint8")]}, "fields"),
        ({"fields": [PacketField("uint32", "uint8")]}, "fields"),
        ({"fields": [PacketField("A", "uint8"), PacketField("A", "uint8")]}, "fields"),
        ({"fields": [PacketField("Greeting", "uint8")]}, "fields"),
        ({"fields": [PacketField("a b", "uint8")]}, "fields"),
        ({"fields": [PacketField(f"A{n}", "uint8") for n in range(101)]}, "fields"),
    ],
)
def test_what_is_refused(changed: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^{field}"):
        packet_handler(wanted(**changed))


NAMES = st.one_of(
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True),
    st.sampled_from(["element", "Client", "packet", "Opcode", "session", "Array", "time", "Info"]),
)
TYPES = st.sampled_from(
    ["uint8", "int64", "bool", "bits<7>", "string", "float[3]", "guid", "uint16[]", "packedguid[]"]
)


def test_files_named_like_the_handler_keep_it_apart() -> None:
    files, _lines = packet_handler(wanted(stem="GreetingHandler"))
    paths = [file.path for file in files]
    assert paths == ["GreetingHandler.h", "GreetingHandler.cpp", "HandleGreeting.cpp"]
    files, _lines = packet_handler(wanted(stem="HandleGreeting"))
    assert len({file.path for file in files}) == 3


@pytest.mark.sweep
@given(
    packets=st.lists(
        st.tuples(NAMES, NAMES, st.lists(st.tuples(NAMES, TYPES), max_size=6)),
        min_size=5,
        max_size=5,
    ),
    bit_packed=st.booleans(),
)
@settings(
    max_examples=10,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_names_are_refused_or_compile(
    packets: list[tuple[str, str, list[tuple[str, str]]]],
    bit_packed: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("packets")
    accepted = []
    for number, (name, namespace, fields) in enumerate(packets):
        try:
            packet = wanted(
                name=f"{name}{number}",
                namespace=namespace,
                fields=[parse_field(f"{kind} {field}", "") for field, kind in fields],
                bit_packed=bit_packed,
            )
            packet_handler(packet)
        except InvalidArgument:
            continue
        accepted.append(packet)
    if accepted:
        put_registered(folder, accepted)
        compile_all(folder, defines=[] if bit_packed else ["TRINITY_WRATH"])
