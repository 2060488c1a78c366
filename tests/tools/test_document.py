"""The committed reference of the tools is what the registry says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.tools import DOMAINS, document
from appliance.tools.aliases import ALIASES
from appliance.tools.registry import Sources, collect

TOOLS = collect(DOMAINS)


def test_the_committed_file_is_the_generated_one() -> None:
    assert document.PATH.read_text(encoding="utf-8") == document.document(), "run `make docs`"


def test_every_tool_argument_and_answer_is_in_it() -> None:
    text = document.document()
    for name, tool in TOOLS.items():
        section = text.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        assert tool.description in section
        for argument in tool.input_schema.get("properties", {}):
            assert f"| `{argument}` |" in section
        for field in tool.output_outline["properties"]:
            assert f"`{field}`" in section
    for old, new in ALIASES.items():
        assert (f"`{old}` → `{new}`" in text) == (new in TOOLS)


@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_says_what_it_reads_on_each_branch(name: str) -> None:
    sources = TOOLS[name].sources
    assert isinstance(sources, Sources)
    assert sources.wrath or sources.master


def test_the_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "PATH", tmp_path / "TOOLS.md")
    document.main()
    assert (tmp_path / "TOOLS.md").read_text(encoding="utf-8") == document.document()
