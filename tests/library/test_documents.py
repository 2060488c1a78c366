"""What a document says of itself, and its sections."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.fulltext.texts import Stamp
from appliance.library.documents import Category, Difficulty, front_matter, read_document, sections

STAMP = Stamp(1, 1)


def headings(text: str, name: str = "a.md") -> list[tuple[int, str]]:
    return [(chunk.line, chunk.title) for chunk in read_document(name, STAMP, text).chunks]


def test_the_front_matter_wins() -> None:
    text = (
        "---\ntitle: 'A wolf'\ncategory: Patterns\ndifficulty: Advanced\ntags: [a, b]\n---\n# H\nx"
    )
    found = read_document("examples/basic-x.md", STAMP, text)
    assert (found.title, found.category, found.difficulty) == ("A wolf", "patterns", "advanced")
    assert (found.name, found.tags, found.lines) == ("examples/basic-x", "a, b", 8)
    assert [(chunk.line, chunk.body) for chunk in found.chunks] == [(7, "# H\nx")]


@pytest.mark.parametrize(
    ("path", "category", "difficulty"),
    [
        ("patterns/combat.md", Category.PATTERNS, Difficulty.INTERMEDIATE),
        ("docs/getting-started.rst", Category.GETTING_STARTED, Difficulty.BASIC),
        ("troubleshooting/api.md", Category.API_REFERENCE, Difficulty.INTERMEDIATE),
        ("troubleshooting/login.txt", Category.TROUBLESHOOTING, Difficulty.INTERMEDIATE),
        ("Advanced/threads.md", Category.ADVANCED, Difficulty.ADVANCED),
        ("examples/basic-boss.md", Category.EXAMPLES, Difficulty.BASIC),
        ("notes.md", Category.WORKFLOWS, Difficulty.INTERMEDIATE),
        ("README.md", Category.GETTING_STARTED, Difficulty.BASIC),
    ],
)
def test_folders_and_names_speak_for_a_category(
    path: str, category: Category, difficulty: Difficulty
) -> None:
    found = read_document(path, STAMP, "text")
    assert (found.category, found.difficulty) == (category, difficulty)


def test_headings_of_markdown() -> None:
    text = "intro\n\n# One #\na\n## Two\nb\n\nThree\n-----\nc\n#NoHeading\n"
    assert headings(text) == [(1, "One"), (3, "One"), (5, "Two"), (8, "Three")]


def test_fenced_code_has_no_headings() -> None:
    text = (
        "# One\n```cpp\n# define X\n~~~\n# no\n```\n# Two\n~~~~\n# no\n~~~\n# no\n~~~~\n# Three\nx"
    )
    assert headings(text) == [(1, "One"), (7, "Two"), (13, "Three")]


def test_a_fence_that_never_ends_hides_the_rest() -> None:
    assert headings("# One\n```\n# no\n# no") == [(1, "One")]


def test_headings_of_restructured_text() -> None:
    text = "Title\n=====\n\na\n\nPart\n~~~~\nb\n# no\n"
    assert headings(text, "a.rst") == [(1, "Title"), (6, "Part")]


def test_tables_and_rules_are_no_headings() -> None:
    text = "# One\n| a | b |\n|---|---|\n\n---\n\npara one\npara two\n---\nx"
    assert headings(text) == [(1, "One")]


def test_front_matter_that_does_not_end_is_text() -> None:
    assert front_matter(["---", "a: b"]) == ({}, 0)
    assert front_matter([]) == ({}, 0)


@given(
    lines=st.lists(
        st.sampled_from(["# A", "text", "", "---", "===", "```", "~~~", "B", "## C", "a: b"]),
        max_size=40,
    ),
    markdown=st.booleans(),
)
def test_sections_are_the_whole_document_in_order(lines: list[str], markdown: bool) -> None:
    found = list(sections(lines, 0, markdown=markdown))
    assert [line for _at, _heading, part in found for line in part] == lines
    at = 1
    for begin, _heading, part in found:
        assert begin == at
        at += len(part)


@given(st.text(max_size=400))
def test_any_text_is_a_document(text: str) -> None:
    found = read_document("a/b.md", STAMP, text)
    assert found.category in Category.__members__.values()
    assert found.title
