"""Opcodes as a source tree of TrinityCore defines them: numbers, handlers, packet classes.

Text is read by its own regular forms (an enumeration, two macros, constructors of packets); what
has another form is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import trio

from appliance.errors import Unavailable

PROTOCOL = Path("src/server/game/Server/Protocol")
PACKETS = Path("src/server/game/Server/Packets")
MOST_BYTES = 8 * 2**20
"""Of one file; TrinityCore's largest of these has 0.3 MB."""

_VALUE = re.compile(r"^\s*([CSU]?MSG_\w+)\s*=\s*(0x[0-9A-Fa-f]{1,8}|\d{1,10})\s*,?", re.ASCII)
_HANDLER = re.compile(
    r"DEFINE_(SERVER_OPCODE_)?HANDLER\(\s*(\w+)\s*,\s*(\w+)\s*(?:,\s*(\w+)\s*)?"
    r"(?:,\s*&?([\w:]+)\s*)?\)",
    re.ASCII,
)
_CLASS = re.compile(r"^\s*(?:class|struct)\s+(?:\w+_API\s+)?(\w+)\b[^;]*$", re.ASCII)
_PACKET = re.compile(r"\b(?:Client|Server)Packet\(\s*([CSU]?MSG_\w+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, by its path from the tree's root."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Opcode:
    """One opcode; what the tree does not say of it is None."""

    name: str
    number: int | None = None
    defined: Place | None = None
    status: str | None = None
    processing: str | None = None
    """How client packets are processed; of server packets the connection, on master."""
    handler: str | None = None
    registered: Place | None = None
    packet: str | None = None
    packet_at: Place | None = None


class SourceTree:
    """A configured source tree, or none."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root
        self._opcodes: tuple[object, Mapping[str, Opcode]] | None = None

    async def opcodes(self) -> Mapping[str, Opcode]:
        """Every opcode by name; read anew when a file changed.

        Raises:
            Unavailable: no tree is configured, or it has no Opcodes.h.
        """
        if self.root is None:
            raise Unavailable(
                "no TrinityCore source tree is configured",
                hint="set source_tree.path (TRINITY_ROOT) to the folder with src/server",
            )
        return await trio.to_thread.run_sync(self._load, self.root)

    def _load(self, root: Path) -> Mapping[str, Opcode]:
        paths = _files(root)
        stamp = tuple((path, path.stat().st_mtime_ns) for path in paths)
        if self._opcodes is None or self._opcodes[0] != stamp:
            self._opcodes = stamp, _read(root, paths)
        return self._opcodes[1]


def _files(root: Path) -> list[Path]:
    header, source = root / PROTOCOL / "Opcodes.h", root / PROTOCOL / "Opcodes.cpp"
    if not header.is_file():
        raise Unavailable(
            f"the source tree has no {PROTOCOL.as_posix()}/Opcodes.h",
            hint="source_tree.path (TRINITY_ROOT) is the folder with src/server",
        )
    packets = sorted((root / PACKETS).glob("*.h")) if (root / PACKETS).is_dir() else []
    return [path for path in (header, source, *packets) if path.is_file()]


def _read(root: Path, paths: list[Path]) -> dict[str, Opcode]:
    found: dict[str, Opcode] = {}
    for path in paths:
        name = path.relative_to(root).as_posix()
        with path.open("r", encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_BYTES)
        for opcode in read_opcodes(name, text):
            merged = found.get(opcode.name, Opcode(opcode.name))
            found[opcode.name] = replace(merged, **_said(opcode))
    return found


def _said(opcode: Opcode) -> dict[str, Any]:
    """The fields that are known."""
    return {
        field: value
        for field in Opcode.__slots__
        if field != "name" and (value := getattr(opcode, field)) is not None
    }


def read_opcodes(file: str, text: str) -> Iterator[Opcode]:
    """What one file says of opcodes, in its order."""
    packet_class = None
    for number, line in enumerate(text.splitlines(), start=1):
        if file.endswith("Opcodes.h") and (value := _VALUE.match(line)):
            yield Opcode(value[1], number=int(value[2], 0), defined=Place(file, number))
        elif handler := _HANDLER.search(line):
            yield Opcode(
                handler[2],
                status=handler[3],
                processing=handler[4],
                handler=handler[5],
                registered=Place(file, number),
            )
        elif packet := _PACKET.search(line):
            yield Opcode(packet[1], packet=packet_class, packet_at=Place(file, number))
        if declared := _CLASS.match(line):
            packet_class = declared[1]
