"""The bill of materials: CycloneDX, of the packages that the build took and of what is in them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from inventory import Part

Component = dict[str, Any]


def document(python: Path, pyproject: Path, parts: Sequence[Part], version: str) -> str:
    """The bill as JSON.

    Packages of the build environment of which nothing is in the program are left out; crates are
    components of the package that they are compiled into.
    """
    made = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible",
         "--spec-version", "1.6", "--pyproject", pyproject, python],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    bill: dict[str, Any] = json.loads(made.stdout)
    inside = {canonical(part.name): part for part in parts if part.kind == "pypi"}
    kept = [each for each in bill["components"] if canonical(each["name"]) in inside]
    for each in kept:
        each.pop("externalReferences", None)
        crates = list(_crates(inside[canonical(each["name"])], each["bom-ref"]))
        if crates:
            each["components"] = crates
    kept.extend(_debian(part) for part in parts if part.kind == "deb")
    bill["components"] = sorted(kept, key=lambda each: str(each["bom-ref"]))
    bill["metadata"]["component"]["version"] = version
    references = {each["bom-ref"] for each in kept} | {bill["metadata"]["component"]["bom-ref"]}
    bill["dependencies"] = [
        each | {"dependsOn": [ref for ref in each.get("dependsOn", ()) if ref in references]}
        for each in bill.get("dependencies", ())
        if each["ref"] in references
    ]
    return json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def canonical(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _crates(part: Part, owner: str) -> Iterator[Component]:
    seen = set()
    for path in part.crates:
        for each in json.loads(path.read_text()).get("components", ()):
            reference = f"{owner}/{each['name']}@{each.get('version', '')}"
            if reference not in seen:
                seen.add(reference)
                kept = {key: each[key] for key in ("name", "version", "licenses") if key in each}
                package = str(each.get("purl", "")).partition("?")[0]
                yield (
                    {"type": "library", "bom-ref": reference}
                    | kept
                    | ({"purl": package} if package else {})
                )


def _debian(part: Part) -> Component:
    package = f"pkg:deb/debian/{part.name}@{quote(part.version, safe='~')}"
    return {
        "type": "library",
        "bom-ref": package,
        "name": part.name,
        "version": part.version,
        "purl": package,
    }
