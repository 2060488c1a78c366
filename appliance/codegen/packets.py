"""C++ of a packet: its class, the function that handles it, and the lines that register it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.codegen.files import File, fill, names_in
from appliance.codegen.names import check_identifier, check_namespace, check_stem, guard
from appliance.codegen.packet_code import members, reading, writing
from appliance.codegen.packet_fields import PacketField, Shape
from appliance.errors import InvalidArgument

MOST_FIELDS = 100

_SESSION = "src/server/game/Server/WorldSession.h"
_OPCODES = "src/server/game/Server/Protocol/Opcodes.cpp"
_CLIENT, _SERVER = "Client", "Server"
"""Ends of the names of the two classes of a packet that goes both ways."""
# Names of the base classes Packet, ClientPacket and ServerPacket that a field would hide.
_INHERITED = frozenset(
    [
        *("Read", "Write", "Clear", "Move", "ShrinkToFit", "GetRawPacket", "GetSize"),
        *("GetConnection", "GetOpcode", "Packet", "ClientPacket", "ServerPacket", "Array"),
    ]
)


class Direction(StrEnum):
    """Who sends it."""

    CLIENT = "client"
    SERVER = "server"
    BIDIRECTIONAL = "bidirectional"


@dataclass(frozen=True, slots=True)
class Packet:
    """What is wanted.

    `bit_packed` is master's form, without it 3.3.5's. `status` and `processing` are what the
    opcode's line in Opcodes.cpp says, where it has one. `stem` is the files' name without suffix.
    """

    name: str
    opcode: str
    direction: Direction
    namespace: str
    fields: Sequence[PacketField]
    bit_packed: bool
    status: str = "STATUS_LOGGEDIN"
    processing: str = "PROCESS_THREADUNSAFE"
    connection: str = "CONNECTION_TYPE_DEFAULT"
    stem: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be added by hand to a file of TrinityCore."""

    file: str
    text: str


def packet_handler(wanted: Packet) -> tuple[list[File], list[Line]]:
    """The files of a packet and the lines that make the server use them.

    Raises:
        InvalidArgument: a name cannot be used in C++ or is used twice.
    """
    stem = wanted.stem or f"{wanted.name}Packets"
    wanted = _checked(wanted, stem)
    header = f"{stem}.h"
    classes, bodies, handlers, lines = [], [], [], []
    if wanted.direction is not Direction.SERVER:
        name = wanted.name + (_CLIENT if wanted.direction is Direction.BIDIRECTIONAL else "")
        classes.append(_client_class(wanted, name))
        bodies.append(_read_function(wanted, name))
        handlers.append(_handler(wanted, name, stem))
        lines += _client_lines(wanted, name, header)
    if wanted.direction is not Direction.CLIENT:
        name = wanted.name + (_SERVER if wanted.direction is Direction.BIDIRECTIONAL else "")
        classes.append(_server_class(wanted, name))
        bodies.append(_write_function(wanted, name))
        lines += _server_lines(wanted, name)
    declared = fill(
        "packet.h.txt",
        guard=guard(wanted.namespace, stem),
        namespace=wanted.namespace,
        includes=_includes(wanted),
        classes="\n\n".join(classes),
    )
    defined = fill(
        "packet.cpp.txt", header=header, namespace=wanted.namespace, bodies="\n\n".join(bodies)
    )
    return [File(header, declared), File(f"{stem}.cpp", defined), *handlers], lines


def _checked(wanted: Packet, stem: str) -> Packet:
    names = names_in("packet.h.txt") | names_in("packet.cpp.txt") | names_in("handler.cpp.txt")
    taken = names | _INHERITED
    check_identifier(wanted.name, "handlerName", taken=taken)
    # Below TrinityCore's own namespace of packets is a fine place.
    below = wanted.namespace.removeprefix("WorldPackets::")
    check_namespace(below, "namespace", taken=_INHERITED | {wanted.name})
    if len(wanted.fields) > MOST_FIELDS:
        raise InvalidArgument(f"fields: more than {MOST_FIELDS}")
    own = {wanted.name, wanted.name + _CLIENT, wanted.name + _SERVER, "element", wanted.opcode}
    for field in wanted.fields:
        check_identifier(field.name, "fields", taken=_INHERITED | own)
        own.add(field.name)
    check_stem(stem)
    if wanted.bit_packed:
        # master packs every ObjectGuid by itself.
        fields = [
            replace(field, type="ObjectGuid") if field.type == "PackedGuid" else field
            for field in wanted.fields
        ]
        return replace(wanted, fields=fields)
    return wanted


def _includes(wanted: Packet) -> str:
    lines = ['#include "Packet.h"']
    types = {field.cpp_type for field in wanted.fields}
    shapes = {field.shape for field in wanted.fields}
    if "ObjectGuid" in types:
        lines.append('#include "ObjectGuid.h"')
    if Shape.COUNTED in shapes and wanted.direction is not Direction.SERVER:
        lines.append('#include "PacketUtilities.h"')
    if Shape.FIXED in shapes:
        lines.append("#include <array>")
    if "std::string" in types:
        lines.append("#include <string>")
    if Shape.COUNTED in shapes and wanted.direction is not Direction.CLIENT:
        lines.append("#include <vector>")
    return "\n".join(lines)


def _client_class(wanted: Packet, name: str) -> str:
    constructor = [
        f"explicit {name}(WorldPacket&& packet)",
        f"    : ClientPacket({wanted.opcode}, std::move(packet)) {{ }}",
    ]
    fields = members(wanted.fields, from_client=True)
    return _class(name, "ClientPacket", constructor, "void Read() override;", fields)


def _server_class(wanted: Packet, name: str) -> str:
    size = sum(field.bytes for field in wanted.fields)
    constructor = [f"{name}() : ServerPacket({wanted.opcode}, {size}) {{ }}"]
    fields = members(wanted.fields, from_client=False)
    return _class(name, "ServerPacket", constructor, "WorldPacket const* Write() override;", fields)


def _class(name: str, base: str, constructor: list[str], method: str, fields: list[str]) -> str:
    inside = [*constructor, "", method, *([""] if fields else []), *fields]
    lines = [f"class {name} final : public WorldPackets::{base}", "{", "public:"]
    lines += [f"    {line}" if line else "" for line in inside]
    return "\n".join([*lines, "};"])


def _read_function(wanted: Packet, name: str) -> str:
    lines = reading(wanted.fields, bit_packed=wanted.bit_packed)
    return "\n".join([f"void {name}::Read()", "{", *(f"    {line}" for line in lines), "}"])


def _write_function(wanted: Packet, name: str) -> str:
    lines = writing(wanted.fields, bit_packed=wanted.bit_packed)
    body = [*lines, *([""] if lines else []), "return &_worldPacket;"]
    body = [f"    {line}" if line else "" for line in body]
    return "\n".join([f"WorldPacket const* {name}::Write()", "{", *body, "}"])


def _base(name: str) -> str:
    """The name without what the function's or file's name adds anyway."""
    short = name.removeprefix("Handle").removesuffix("Handler").removesuffix("Packet")
    return short if short[:1].isalpha() else name


def _handler(wanted: Packet, name: str, stem: str) -> File:
    shown = [field for field in wanted.fields if field.shape is Shape.ONE]
    values = [
        f"packet.{field.name}{'.ToString()' if field.cpp_type == 'ObjectGuid' else ''}"
        for field in shown
    ]
    function = f"Handle{_base(wanted.name)}"
    text = "{} sent " + wanted.opcode + "".join(f", {field.name} {{}}" for field in shown)
    arguments = ",\n        ".join(["GetPlayerInfo()", *values])
    # Of packets without a field that can be shown, nothing but the sender is.
    parameter = "packet" if shown else "/*packet*/"
    code = fill(
        "handler.cpp.txt",
        header=f"{stem}.h",
        function=function,
        packet_class=f"{wanted.namespace}::{name}",
        parameter=parameter,
        message=text,
        arguments=arguments,
    )
    usual = f"{_base(wanted.name)}Handler"
    return File(f"{usual if usual != stem else function}.cpp", code)


def _client_lines(wanted: Packet, name: str, header: str) -> list[Line]:
    function = f"Handle{_base(wanted.name)}"
    return [
        Line(_SESSION, f"namespace {wanted.namespace} {{ class {name}; }}"),
        Line(_SESSION, f"void {function}({wanted.namespace}::{name}& packet);"),
        Line(_OPCODES, f'#include "{header}"'),
        Line(
            _OPCODES,
            f"DEFINE_HANDLER({wanted.opcode}, {wanted.status}, {wanted.processing}, "
            f"&WorldSession::{function});",
        ),
    ]


def _server_lines(wanted: Packet, name: str) -> list[Line]:
    sender = "where it is sent"
    lines = [
        Line(sender, f"{wanted.namespace}::{name} packet;"),
        Line(sender, "player->SendDirectMessage(packet.Write());"),
    ]
    if wanted.direction is Direction.BIDIRECTIONAL:
        return lines
    arguments = f"{wanted.opcode}, STATUS_NEVER"
    if wanted.bit_packed:
        arguments += f", {wanted.connection}"
    return [Line(_OPCODES, f"DEFINE_SERVER_OPCODE_HANDLER({arguments});"), *lines]
