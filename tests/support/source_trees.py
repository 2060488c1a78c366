"""Source trees and documents for tests: a few files written out, or a whole tree of any size.

`write_tree` is for tests that look at single declarations. `write_large_tree` invents a tree of
TrinityCore's shape and size for measurements: the same seed gives the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ra",
    "ter",
    "van",
    "sol",
    "dun",
    "bri",
    "gal",
    "nor",
    "eth",
    "ash",
    "mor",
    "tal",
    "wyn",
    "fen",
    "kor",
    "zul",
    "var",
]
VERBS = [
    "Get",
    "Set",
    "Has",
    "Is",
    "Can",
    "Add",
    "Remove",
    "Update",
    "Send",
    "Handle",
    "Load",
    "Save",
    "Find",
    "Apply",
    "Cast",
    "On",
]
TYPES = ("uint32", "int32", "bool", "float", "void", "std::string", "ObjectGuid", "Unit*")
COMMON = [
    "Player",
    "Unit",
    "Creature",
    "Spell",
    "Item",
    "Quest",
    "Guid",
    "Health",
    "Aura",
    "Map",
    "Group",
    "Target",
    "Timer",
]
FOLDERS = ("game/Entities", "game/Spells", "game/Server", "scripts/World", "shared", "game/AI")


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (path below `root` → content) and return `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def write_large_tree(
    root: Path, *, files: int = 5000, size: int = 70_000_000, seed: int = 1
) -> int:
    """Invent `files` headers and sources of `size` bytes in all below root/src/server.

    Three of ten files are headers with a fifth of the bytes; the largest header has 300 kB, as
    TrinityCore's own largest ones do. Returns the bytes that were written.
    """
    rng = random.Random(seed)
    words = [_word(rng) for _ in range(3000)] + COMMON * 40
    headers = files * 3 // 10
    header_size, source_size = size // 5 // headers, size * 4 // 5 // (files - headers)
    classes, written = [rng.choice(words) + rng.choice(words) for _ in range(headers)], 0
    for number in range(files):
        name = classes[number % headers]
        stem = f"{name}{number}"
        folder = root / "src/server" / FOLDERS[number % len(FOLDERS)] / f"Part{number % 40}"
        folder.mkdir(parents=True, exist_ok=True)
        if number < headers:
            wanted = 300_000 if number == 0 else round(rng.uniform(0.2, 1.8) * header_size)
            text = _header(rng, words, stem, rng.choice(classes), wanted)
            path = folder / f"{stem}.h"
        else:
            wanted = round(rng.uniform(0.2, 1.8) * source_size)
            text, path = _source(rng, words, name, wanted), folder / f"{stem}.cpp"
        written += path.write_bytes(text.encode())
    return written


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).capitalize()


def _method(rng: random.Random, words: list[str]) -> str:
    return rng.choice(VERBS) + rng.choice(words) + rng.choice(words)


def _parameters(rng: random.Random, words: list[str]) -> str:
    return ", ".join(
        f"{rng.choice(TYPES[:4])} {rng.choice(words).lower()}" for _ in range(rng.randint(0, 4))
    )


def _header(rng: random.Random, words: list[str], name: str, base: str, size: int) -> str:
    lines = [f"#ifndef {name}_h__", f"#define {name}_h__", '#include "Define.h"', ""]
    length, number = 0, 0
    while length < size:
        lines.append(f"class TC_GAME_API {name}{number or ''} : public {base}\n{{\n    public:")
        for _ in range(80):
            method = f"{rng.choice(TYPES)} {_method(rng, words)}({_parameters(rng, words)})"
            kind = rng.random()
            if kind < 0.2:
                lines.append(f"        /// {' '.join(rng.choices(words, k=6)).lower()}")
            if kind < 0.3:
                lines.append(f"        {method} const {{ return m_{rng.choice(words)}; }}")
            elif kind < 0.4:
                lines.append(f"        virtual {method} = 0;")
            else:
                lines.append(f"        {method};")
        lines.append("    private:")
        lines.extend(f"        uint32 m_{rng.choice(words)};" for _ in range(15))
        lines.append("};\n")
        length, number = sum(map(len, lines[-110:])) + length, number + 1
    lines.append("#endif")
    return "\n".join(lines)


def _source(rng: random.Random, words: list[str], name: str, size: int) -> str:
    lines, length = [f'#include "{name}.h"', ""], 0
    while length < size:
        block = [
            f"{rng.choice(TYPES)} {name}::{_method(rng, words)}({_parameters(rng, words)})\n{{"
        ]
        block += [
            f"    if ({rng.choice(COMMON).lower()}->{_method(rng, words)}())\n"
            f"        {_method(rng, words)}({rng.choice(words).lower()}, "
            f"{rng.choice(words).upper()}_{rng.choice(words).upper()}); "
            f"// {' '.join(rng.choices(words, k=4)).lower()}"
            for _ in range(rng.randint(4, 25))
        ]
        block.append("}\n")
        length += sum(map(len, block))
        lines += block
    return "\n".join(lines)
