"""A configuration file after parsing: from sections and lines to values for known keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.settings.keys import KEYS, SECTIONS, did_you_mean, nearest
from appliance.settings.sources import Findings, Given, Layer, Source


@dataclass(frozen=True)
class Document:
    """The values of one file and the line of each path of keys, as far as known."""

    name: str
    data: Mapping[str, object]
    lines: Mapping[tuple[str, ...], int]

    def source(self, *path: str) -> Source:
        """Where `path` is set; an inline table has one line for all of its keys."""
        number = self.lines.get(path) or self.lines.get(path[:1])
        return Source(Layer.FILE, f"{self.name}:{number}" if number else self.name)


def givens(document: Document, base: Path, findings: Findings) -> Iterator[Given]:
    """Yield the values for known keys; unknown keys and sections become problems."""
    for section, content in document.data.items():
        source = document.source(section)
        if section not in SECTIONS:
            findings.problem(source, section, _unknown_section(section))
        elif isinstance(content, Mapping):
            yield from _section(document, section, content, base, findings)
        elif content is not None:  # in YAML a section with every key commented out is empty
            findings.problem(source, section, "expected a section with keys, not a value")


def _section(
    document: Document,
    section: str,
    content: Mapping[str, object],
    base: Path,
    findings: Findings,
) -> Iterator[Given]:
    for name, value in content.items():
        dotted = f"{section}.{name}"
        source = document.source(section, name)
        if dotted in KEYS:
            yield Given(dotted, value, source, base)
        else:
            findings.problem(source, dotted, unknown_key(dotted))


def unknown_key(dotted: str) -> str:
    """What is wrong with a key nobody knows: where it belongs, or the nearest spelling."""
    section, _, name = dotted.partition(".")
    if section not in SECTIONS:
        return "unknown key" + did_you_mean(dotted, KEYS)
    homes = [key.dotted for key in KEYS.values() if key.name == name]
    if homes:
        return f"unknown key; did you mean {' or '.join(homes)}?"
    near = nearest(name, (key.name for key in KEYS.values() if key.section == section))
    return "unknown key" + (f"; did you mean {section}.{near}?" if near else "")


def _unknown_section(name: str) -> str:
    homes = [key for key in KEYS.values() if key.name == name]
    if homes:
        places = " or ".join(f"[{key.section}]" for key in homes)
        return f"unknown section; the key {name} belongs in {places}"
    return "unknown section" + did_you_mean(name, SECTIONS)
