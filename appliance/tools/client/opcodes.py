"""The tool that explains a network opcode."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import Field

from appliance.errors import NotFound, Unavailable
from appliance.gamedata.enums import opcodes
from appliance.gamedata.realm import Branch
from appliance.sourcetree.opcodes import Opcode, Place
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

MOST_NEAR = 20


class GetOpcodeInfo(ToolInput):
    """Which opcode."""

    opcode: Annotated[
        str,
        Field(
            min_length=1,
            max_length=80,
            description="CMSG_PING, a part of a name, or a number: 476 or 0x1DC.",
        ),
    ]


class SourceLine(ToolOutput):
    """A line of the source tree."""

    file: str
    line: int


class OpcodeFacts(ToolOutput):
    """One opcode."""

    name: str
    number: int | None = None
    hexadecimal: str | None = None
    direction: Annotated[str, Field(description="client to server, server to client, both.")]
    status: Annotated[str | None, Field(description="When the server takes it.")] = None
    processing: Annotated[str | None, Field(description="Thread (client) or connection.")] = None
    handler: str | None = None
    packet: Annotated[str | None, Field(description="Class that reads or writes it.")] = None
    defined_at: SourceLine | None = None
    registered_at: SourceLine | None = None
    packet_at: SourceLine | None = None


class OpcodeInfo(Answer):
    """The opcodes that were asked for."""

    total: int
    truncated: bool
    opcodes: list[OpcodeFacts]
    notes: list[str]


@tool(
    "get-opcode-info",
    title="Network opcode",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="own list of the branch's opcodes; source tree: Opcodes.h, Opcodes.cpp, Packets/*.h",
        master="own list of build 9.2's opcodes; source tree: Opcodes.h, Opcodes.cpp, Packets/*.h",
    ),
)
async def get_opcode_info(query: GetOpcodeInfo, context: ToolContext) -> OpcodeInfo:
    """Explain a network opcode: number, direction and, from the configured TrinityCore source
    tree, when it is handled, by which function and which packet class, with file and line."""
    realm, notes = context.realm, []
    try:
        known = dict(await context.services.source_tree.opcodes())
        source = "TrinityCore source tree"
    except Unavailable as error:
        known = {name: Opcode(name, number) for name, number in opcodes(realm.branch).items()}
        source = f"trinitycore-mcp, opcodes of {realm.branch.value}"
        notes = [f"Handlers and packets are not known: {error}"]
        if realm.branch is Branch.MASTER:
            notes.append("Numbers are those of build 9.2; they change with every build.")
    found = _matching(known, query.opcode.strip())
    if not found:
        near = get_close_matches(query.opcode.upper(), known, n=3)
        raise NotFound(
            "no opcode of that name or number",
            hint=f"did you mean {', '.join(near)}?" if near else "",
        )
    if len(found) > MOST_NEAR:
        notes.append(f"The first {MOST_NEAR} of {len(found)}: ask with more of the name.")
    return OpcodeInfo(
        source=source,
        total=len(found),
        truncated=len(found) > MOST_NEAR,
        opcodes=[_facts(opcode) for opcode in found[:MOST_NEAR]],
        notes=notes,
    )


def _matching(known: dict[str, Opcode], wanted: str) -> list[Opcode]:
    """The opcode of just this name, those of this number, or those whose name holds the words."""
    upper = wanted.upper()
    if upper in known:
        return [known[upper]]
    number = _number(wanted)
    if number is not None:
        return [opcode for opcode in known.values() if opcode.number == number]
    words = upper.replace(" ", "_")
    return sorted(
        (opcode for name, opcode in known.items() if words in name), key=lambda each: each.name
    )


def _number(text: str) -> int | None:
    try:
        return int(text, 0)
    except ValueError:
        return None


def _facts(opcode: Opcode) -> OpcodeFacts:
    prefix = opcode.name.partition("_")[0]
    direction = {"CMSG": "client to server", "SMSG": "server to client"}.get(prefix, "both")
    return OpcodeFacts(
        name=opcode.name,
        number=opcode.number,
        hexadecimal=None if opcode.number is None else f"0x{opcode.number:X}",
        direction=direction,
        status=opcode.status,
        processing=opcode.processing,
        handler=opcode.handler,
        packet=opcode.packet,
        defined_at=_line(opcode.defined),
        registered_at=_line(opcode.registered),
        packet_at=_line(opcode.packet_at),
    )


def _line(place: Place | None) -> SourceLine | None:
    return None if place is None else SourceLine(file=place.file, line=place.line)
