"""THIRD_PARTY_LICENSES.txt: the terms of everything of others in the built program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from inventory import Part

INTRODUCTION = """\
Terms of the software of others in this program
===============================================

The program itself is under the GNU General Public License, version 2 or later; its text is in
the file LICENSE. It is built with PyInstaller, whose start program and modules it contains: their
exception allows any terms for the whole.

Below stands everything of others that the built program contains: first a list, then the terms
as they came with each part. A part written in Rust contains crates, which are listed under it as
its makers list them. Terms that came without a text are named in the list.

Not contained: the C library, libgcc_s and libstdc++. They are the system's.
"""
RULE = "=" * 80


def document(parts: Sequence[Part]) -> str:
    """The whole text."""
    blocks = [INTRODUCTION, "\n".join(map(entry, parts)) + "\n"]
    for part in parts:
        blocks.extend(
            f"{RULE}\n{part.name} {part.version}: {name}\n{RULE}\n\n{text.strip()}\n"
            for name, text in sorted(part.texts.items())
        )
        listed = sorted(set(crates(part)))
        if listed:
            blocks.append(
                f"{RULE}\n{part.name} {part.version}: crates compiled into it\n{RULE}\n\n"
                + "".join(f"{line}\n" for line in listed)
            )
    return "\n".join(blocks)


def entry(part: Part) -> str:
    """A part's line in the list."""
    where = "Debian package" if part.kind == "deb" else "Python package"
    terms = part.licence or ("see below" if part.texts else "its makers name no terms")
    return f"- {part.name} {part.version} ({where}): {terms}"


def crates(part: Part) -> Iterator[str]:
    """What is compiled into a part: name, version and terms of each."""
    for path in part.crates:
        for each in json.loads(path.read_text()).get("components", ()):
            yield f"{each['name']} {each.get('version', '')}: {terms_of(each)}"


def terms_of(component: dict[str, object]) -> str:
    """The terms that a CycloneDX component names."""
    named = []
    for each in component.get("licenses") or ():  # type: ignore[attr-defined]
        licence = each.get("license", {})
        named.append(each.get("expression") or licence.get("id") or licence.get("name"))
    return ", ".join(filter(None, named)) or "not named"
