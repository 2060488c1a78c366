"""What hostile files may cost: they are bounded, and the next file is read as ever."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from appliance.fulltext import declarations, documents, texts
from appliance.fulltext.terms import compound_parts
from appliance.library import scan
from appliance.library.cpp import MOST_BASES, read_declarations
from appliance.library.cpp_member import MOST_SIGNATURE
from appliance.library.service import DOCUMENTS, SOURCE
from appliance.library.shelf import Shelf
from tests.support.source_trees import write_tree

WORD = "aB_" * 600_000
SPACES = "# " + " " * 1_900_000 + "x"


@pytest.mark.parametrize("text", [WORD, SPACES, "_" * 10**6, "aB " * 10**5, "A_" * 10**5 + "b"])
def test_words_of_any_length_come_apart_in_linear_time(text: str) -> None:
    assert len(compound_parts(text)) <= len(text)


def test_names_and_bases_beyond_reason_are_cut() -> None:
    bases = ", ".join(f"B{number}" for number in range(10_000))
    long = "x" * 100_000
    (found,), _definitions = read_declarations(f"class {long} : {bases} {{ void {long}(); }};")
    (member,) = found.members
    assert {len(found.name), len(found.qualified), len(member.name)} == {MOST_SIGNATURE}
    assert len(found.bases) == MOST_BASES


async def test_a_tree_full_of_traps(tmp_path: Path) -> None:
    tree = write_tree(
        tmp_path / "tree",
        {
            "src/word.h": WORD,
            "src/comment.h": "/*" + " " * 1_900_000 + "x*/ class Behind {};",
            "src/angles.h": "a<" * 400_000,
            "src/deep/" + "d/" * 100 + "x.h": "class Deep {};",
            "src/latin.h": b"class L\xe4rm { }; class Plain { };",
            "src/Unit.h": "class Unit { };",
        },
    )
    os.mkfifo(tree / "src/pipe.h")
    (tree / "src/loop").symlink_to(tree)
    (tree / "src/passwd.h").symlink_to("/etc/passwd")
    source = Shelf(SOURCE, tree, tmp_path / "index", "test")
    await source.refresh()
    known, _notes = await source.ask(texts.known)
    assert len(known) == 6
    for name in ("Unit", "Deep", "Behind", "Plain"):
        assert len((await source.ask(partial(declarations.find, name=name)))[0]) == 1, name
    source.close()


async def test_documents_full_of_traps(tmp_path: Path) -> None:
    folder = write_tree(
        tmp_path / "docs",
        {
            "spaces.md": SPACES,
            "marks.md": "#" * 1_900_000,
            "rule.rst": "x\n" + "=" * 1_900_000 + " x",
            "front.md": "---\n" + "a" * 1_900_000,
            "fences.md": "```\n" * 100_000,
            "plain.md": "# A\nwolf",
        },
    )
    shelf = Shelf(DOCUMENTS, folder, tmp_path / "index", "test")
    await shelf.refresh()
    found, _notes = await shelf.ask(partial(documents.read, name="plain", after=0, limit=9))
    assert found is not None
    long, _notes = await shelf.ask(partial(documents.read, name="marks", after=0, limit=9))
    assert long is not None
    assert len(long.text) == documents.MOST_LETTERS
    shelf.close()


def test_a_file_that_shrinks_while_it_is_read_is_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tree(tmp_path, {"a.h": "x" * 1000}) / "a.h"
    plain = os.fstat

    def shrinks(number: int) -> os.stat_result:
        found = plain(number)
        path.write_text("short")
        return found

    monkeypatch.setattr(os, "fstat", shrinks)
    stamp, text = scan.read(tmp_path, "a.h")
    assert (stamp.size, text) == (1000, "short")
