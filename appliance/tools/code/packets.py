"""The tool that writes C++ for a network packet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated

from pydantic import Field

from appliance.codegen.names import MOST_LETTERS
from appliance.codegen.packet_fields import parse_field
from appliance.codegen.packets import MOST_FIELDS, Direction, Packet, packet_handler
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.enums import opcodes
from appliance.gamedata.realm import Branch
from appliance.sourcetree.opcodes import Opcode
from appliance.tools.code.output import (
    SOURCE,
    Generated,
    OutputPath,
    Overwrite,
    deliver,
    shown,
    stem_of,
)
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_PREFIXES = {
    Direction.CLIENT: ("CMSG_", "MSG_"),
    Direction.SERVER: ("SMSG_", "MSG_"),
    Direction.BIDIRECTIONAL: ("MSG_",),
}
_NO_HANDLERS = (None, "Handle_NULL", "Handle_ServerSide", "Handle_EarlyProccess")
_NO_STATUS = (None, "STATUS_NEVER", "STATUS_UNHANDLED")
_OPCODE = re.compile(r"[CSU]?MSG_[A-Z0-9_]{1,90}", re.ASCII)

FieldText = str | dict[str, str | int | bool | None]


class GeneratePacketHandler(ToolInput):
    """What to write."""

    handler_name: Annotated[str, Field(max_length=MOST_LETTERS, description="Packet class.")]
    opcode: Annotated[str, Field(max_length=100)]
    direction: Annotated[Direction, Field(strict=False)]
    fields: Annotated[
        list[FieldText],
        Field(
            max_length=MOST_FIELDS,
            description='"uint32 SpellId", "string<6> Name", "guid[] Targets", or {name, type, '
            "size, array, bits}; in wire order.",
        ),
    ]
    output_path: OutputPath = None
    overwrite: Overwrite = False
    namespace: Annotated[str, Field(max_length=500)] = "Playerbot::Packets"
    allow_unknown_opcode: Annotated[bool, Field(description="For an opcode of your own.")] = False


class AddedLine(ToolOutput):
    """A line to add by hand."""

    file: str
    text: str


class GeneratedPacket(Generated):
    """A packet's files, and the lines that make the server use them."""

    registration: Annotated[list[AddedLine], Field(description="Lines to add by hand.")]


@tool(
    "generate-packet-handler",
    title="C++ of a packet and its handler",
    scope=Scope.WORKSPACE,
    read_only=False,
    timeout_s=20,
    sources=Sources(
        wrath="own templates; opcodes of the source tree, or an own list",
        master="own templates; opcodes of the source tree, or an own list (build 9.2)",
    ),
)
async def generate_packet_handler(
    query: GeneratePacketHandler, context: ToolContext
) -> GeneratedPacket:
    """Write C++ that reads or writes a network packet as TrinityCore does: packet class, handler
    and the lines that register them. Writes files only with outputPath."""
    known, branch, notes = await _opcodes(context)
    opcode = _opcode(query, known, branch)
    fields = [
        parse_field(written, f"fields[{number}]") for number, written in enumerate(query.fields)
    ]
    if opcode.handler not in _NO_HANDLERS:
        notes.append(f"{opcode.name} has a handler already, {opcode.handler}: replace its line.")
    server = opcode.name.startswith("SMSG_")
    packet = Packet(
        query.handler_name,
        opcode.name,
        query.direction,
        query.namespace,
        fields,
        bit_packed=branch is Branch.MASTER,
        status="STATUS_LOGGEDIN" if opcode.status in _NO_STATUS else opcode.status or "",
        processing=(None if server else opcode.processing) or "PROCESS_THREADUNSAFE",
        connection=(opcode.processing if server else None) or "CONNECTION_TYPE_DEFAULT",
        stem=stem_of(query.output_path),
    )
    files, lines = packet_handler(packet)
    if branch is Branch.MASTER:
        notes.append("Adjacent bool, bits and string lengths share bytes; string data follows.")
    else:
        notes.append("3.3.5 has no bit fields: bool and bits take bytes, strings end with zero.")
    return GeneratedPacket(
        source=SOURCE,
        files=shown(files),
        registration=[AddedLine(file=line.file, text=line.text) for line in lines],
        written=await deliver(context, files, query.output_path, query.overwrite),
        notes=notes,
    )


async def _opcodes(context: ToolContext) -> tuple[Mapping[str, Opcode], Branch, list[str]]:
    """The opcodes there are, the branch they are of, and a note that says so."""
    try:
        known = await context.services.source_tree.opcodes()
    except Unavailable:
        branch = _realm_branch(context)
        note = f"Written for {branch.value}; opcodes are of an own list, no source tree is set."
        return {name: Opcode(name) for name in opcodes(branch)}, branch, [note]
    # Only 3.3.5 has opcodes that go both ways.
    wrath = any(name.startswith("MSG_") for name in known)
    branch = Branch.WRATH if wrath else _realm_branch(context)
    return known, branch, [f"Written for {branch.value}, as the source tree is."]


def _realm_branch(context: ToolContext) -> Branch:
    try:
        return context.realm.branch
    except Unavailable:
        return Branch.MASTER


def _opcode(query: GeneratePacketHandler, known: Mapping[str, Opcode], branch: Branch) -> Opcode:
    name = query.opcode.strip().upper()
    if not _OPCODE.fullmatch(name):
        raise InvalidArgument("opcode is a name like CMSG_PING or SMSG_PONG")
    if not name.startswith(_PREFIXES[query.direction]):
        wanted = " or ".join(f"{prefix}…" for prefix in _PREFIXES[query.direction])
        raise InvalidArgument(f"direction {query.direction} goes with an opcode {wanted}")
    if name.startswith("MSG_") and branch is Branch.MASTER:
        raise InvalidArgument(
            "opcode: master has none that goes both ways; ask for the CMSG_ and the SMSG_ apart"
        )
    if name in known:
        return known[name]
    if query.allow_unknown_opcode:
        return Opcode(name)
    near = get_close_matches(name, known, n=3)
    raise NotFound(
        f"{branch.value} has no opcode of that name",
        hint=f"did you mean {', '.join(near)}?" if near else "allowUnknownOpcode for your own",
    )
