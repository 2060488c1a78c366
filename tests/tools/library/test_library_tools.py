"""The tools on source and documents, over the demo's and over folders of the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.library.service import Library, LibraryPlan, demo_plan
from appliance.tools.context import Services, ToolContext
from appliance.tools.library import api, categories, documents, troubleshooting
from appliance.tools.registry import Tool
from tests.support.source_trees import write_tree

TOOLS: list[Tool[Any, Any]] = [
    api.get_trinity_api,
    api.get_api_reference,
    documents.search_wiki,
    documents.get_pattern,
    documents.get_guide,
    troubleshooting.get_troubleshooting,
    categories.list_categories,
]
BY_NAME = {tool.name: tool for tool in TOOLS}
UNASKED: Any = None
"""Realm and health: these tools ask for neither."""


async def ask(library: Library, name: str, **arguments: Any) -> Any:
    tool = BY_NAME[name]
    context = ToolContext(Services(UNASKED, UNASKED, library=library))
    return await tool.function(tool.input_type.model_validate(arguments), context)


async def said(library: Library, name: str, **arguments: Any) -> str:
    """The source of the answer, or the one line that refuses it."""
    try:
        source: str = (await ask(library, name, **arguments)).source
    except (NotFound, InvalidArgument) as error:
        return str(error)
    return source


@asynccontextmanager
async def running(plan: LibraryPlan) -> AsyncIterator[Library]:
    """A library whose indexes are whole."""
    library = Library(plan)
    async with trio.open_nursery() as nursery:
        await nursery.start(library.run)
        while True:
            try:
                state = await ask(library, "list-documentation-categories")
                if len(state.indexes) == bool(plan.source) + bool(plan.documents) and not any(
                    index.percent is not None for index in state.indexes
                ):
                    break
            except Unavailable:
                pass
            await trio.sleep(0.01)
        yield library
        nursery.cancel_scope.cancel()


@pytest.fixture
async def demo() -> AsyncIterator[Library]:
    async with running(demo_plan()) as library:
        yield library


async def test_overloads_with_their_lines(demo: Library) -> None:
    found = await ask(demo, "get-trinity-api", className="Unit", methodName="castspell")
    assert (found.source, found.kind, found.total) == ("demo", "class", 2)
    assert (found.bases, found.derived) == (["WorldObject"], ["Creature", "Player"])
    assert found.declared_at.file == "src/server/game/Entities/Unit/Unit.h"
    first = found.methods[0]
    assert first.signature == "bool CastSpell(Unit* target, uint32 spellId, bool triggered = false)"
    assert first.doc is not None
    assert first.defined_at.file.endswith("Unit.cpp")
    assert found.methods[1].defined_at.line > first.defined_at.line


async def test_a_method_that_is_inherited_is_found_in_its_base(demo: Library) -> None:
    found = await ask(demo, "get-trinity-api", className="player", methodName="gethealthpct")
    assert found.name == "Unit"
    assert "Player itself has no such method" in found.notes[0]


async def test_an_enum_shows_its_values(demo: Library) -> None:
    found = await ask(demo, "get-trinity-api", className="Powers")
    assert found.methods[0].name == "POWER_MANA"


async def test_members_come_in_pages(demo: Library) -> None:
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        found = await ask(demo, "get-trinity-api", className="Unit", limit=4, after=after)
        seen += [each.signature for each in found.methods]
        after = found.next_after
    assert len(seen) == len(set(seen)) == found.total
    beyond = await ask(demo, "get-trinity-api", className="Unit", after=1000)
    assert (beyond.methods, beyond.next_after) == ([], None)


async def test_what_is_not_there_is_said_with_what_is_like_it(demo: Library) -> None:
    with pytest.raises(NotFound, match="did you mean Player"):
        await ask(demo, "get-trinity-api", className="Plyer")
    with pytest.raises(NotFound, match=r"did you mean.*CastSpell"):
        await ask(demo, "get-trinity-api", className="Unit", methodName="CastSpel1")
    with pytest.raises(InvalidArgument, match="className"):
        await ask(demo, "get-trinity-api", className="::")


async def test_the_reference_groups_by_access_and_names_documents(demo: Library) -> None:
    found = await ask(demo, "get-api-reference", className="EventMap")
    assert [group.access for group in found.groups] == ["public", "private"]
    assert [each.name for each in found.groups[1].fields] == ["_now"]
    assert found.mentioned_in[0].id == "api_reference/events-and-timers"


async def test_documents_are_searched_first_and_source_when_they_say_nothing(
    demo: Library,
) -> None:
    found = await ask(demo, "search-playerbot-wiki", query="remember a unit by guid")
    assert found.scope == "documents"
    assert found.passages[0].id == "patterns/object-lifetime"
    assert found.passages[0].line > 0
    found = await ask(demo, "search-playerbot-wiki", query="DoCastVictim")
    assert (found.scope, found.passages[0].id) == ("source", None)
    assert "The source code was searched" in found.notes[0]
    found = await ask(demo, "search-playerbot-wiki", query="phase", scope="source")
    assert found.passages[0].file.endswith(".h")
    with pytest.raises(NotFound, match="nothing matches"):
        await ask(demo, "search-playerbot-wiki", query="NEAR(xylophone")


async def test_filters_of_a_search(demo: Library) -> None:
    query = {"query": "script", "scope": "documents"}
    found = await ask(demo, "search-playerbot-wiki", **query, difficulty="basic")
    assert {each.difficulty for each in found.passages} == {"basic"}
    found = await ask(demo, "search-playerbot-wiki", **query, category="troubleshooting")
    assert found.passages[0].category == "troubleshooting"
    found = await ask(demo, "search-playerbot-wiki", **query, limit=1)
    assert (len(found.passages), found.truncated) == (1, True)


@pytest.mark.parametrize("query", ['"', "*", "\0", "()", "^", "  ", "-"], ids=repr)
async def test_a_query_without_words_is_refused(demo: Library, query: str) -> None:
    for name in ("search-playerbot-wiki", "get-troubleshooting-guide"):
        with pytest.raises(InvalidArgument, match="query"):
            await ask(demo, name, query=query)


@pytest.mark.parametrize("query", ["script " * 1400, "a" * 10_000, 'x" OR body:* ' * 600])
async def test_long_queries_are_answered(demo: Library, query: str) -> None:
    for name in ("search-playerbot-wiki", "get-troubleshooting-guide"):
        assert len(await said(demo, name, query=query)) < 500


async def test_endless_arguments_are_refused(demo: Library) -> None:
    for name, field in {
        "search-playerbot-wiki": "query", "get-troubleshooting-guide": "query",
        "get-trinity-api": "className", "get-api-reference": "className",
        "get-playerbot-pattern": "patternId", "get-implementation-guide": "guideId",
    }.items():  # fmt: skip
        for text in ("", "x" * 10_000_000):
            with pytest.raises(ValidationError):
                await ask(demo, name, **{field: text})


async def test_a_document_is_read_in_pages(demo: Library) -> None:
    first = await ask(demo, "get-playerbot-pattern", patternId="patterns/combat-loop", limit=10)
    assert first.text.startswith("# A combat loop")
    assert (first.category, first.difficulty, first.truncated) == ("patterns", "intermediate", True)
    rest = await ask(
        demo, "get-implementation-guide", guideId="combat-loop", after=first.next_after
    )
    assert rest.first_line == first.last_line + 1
    assert (rest.last_line, rest.next_after) == (rest.total, None)
    with pytest.raises(NotFound, match="ends with line"):
        await ask(demo, "get-playerbot-pattern", patternId="combat-loop", after=10_000)


@pytest.mark.parametrize(
    "name",
    ["..", "../../../etc/passwd", "/etc/passwd", "patterns/../patterns/combat-loop", "a\0b", "%",
     "patterns/combat-loop.md/..", "~/x", "C:\\x", "patterns"],
)  # fmt: skip
async def test_an_id_never_leaves_the_index(demo: Library, name: str) -> None:
    for tool, field in {"get-playerbot-pattern": "patternId",
                        "get-implementation-guide": "guideId"}.items():  # fmt: skip
        with pytest.raises(NotFound, match="no document has that id"):
            await ask(demo, tool, **{field: name})


async def test_near_ids_are_offered(demo: Library) -> None:
    with pytest.raises(NotFound, match="did you mean getting_started/first-script"):
        await ask(demo, "get-implementation-guide", guideId="first-scrip")


async def test_log_lines_and_documents_explain_a_problem(demo: Library) -> None:
    line = (
        "SmartAIMgr::LoadSmartAIFromDB: Creature entry (7) is not using SmartAI, skipped loading."
    )
    found = await ask(demo, "get-troubleshooting-guide", query=line)
    assert found.diagnoses[0].problem == "SmartAI rows without SmartAI"
    assert found.diagnoses[0].matched == line
    assert found.passages[0].category == "troubleshooting"


async def test_counts_and_the_state_of_the_indexes(demo: Library) -> None:
    found = await ask(demo, "list-documentation-categories")
    assert sum(each.documents for each in found.categories) == found.documents > 7
    assert all(each.documents for each in found.categories)
    by_name = {index.name: index for index in found.indexes}
    assert by_name["source"].classes > 10
    assert by_name["source"].bytes > 4096
    assert by_name["documents"].classes is None


async def test_without_configuration_each_says_what_to_set() -> None:
    library = Library()
    for name, arguments, setting in (
        ("get-trinity-api", {"className": "Unit"}, r"source_tree\.path \(TRINITY_ROOT\)"),
        ("get-api-reference", {"className": "Unit"}, r"source_tree\.path \(TRINITY_ROOT\)"),
        ("search-playerbot-wiki", {"query": "x"}, r"library\.documents_path"),
        ("search-playerbot-wiki", {"query": "x", "scope": "source"}, "TRINITY_ROOT"),
        ("get-playerbot-pattern", {"patternId": "x"}, r"library\.documents_path"),
        ("get-implementation-guide", {"guideId": "x"}, r"library\.documents_path"),
        ("list-documentation-categories", {}, r"library\.documents_path"),
    ):
        with pytest.raises(Unavailable, match=setting):
            await ask(library, name, **arguments)  # type: ignore[arg-type]


async def test_known_messages_need_no_documents() -> None:
    found = await ask(Library(), "get-troubleshooting-guide", query="Too many open files")
    assert found.source == "trinitycore-mcp, known log messages"
    assert found.passages == []
    assert "library.documents_path" in found.notes[0]
    with pytest.raises(NotFound):
        await ask(Library(), "get-troubleshooting-guide", query="purple bananas")


async def test_source_alone_is_searched_and_said(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", {"src/A.h": "class A { int Howl(); };"})
    async with running(LibraryPlan(source=tree, index=tmp_path / "index")) as library:
        found = await ask(library, "search-playerbot-wiki", query="howl", category="patterns")
        assert (found.source, found.scope) == ("TrinityCore source", "source")
        assert any("library.documents_path" in each for each in found.notes)
        assert "Source code has neither category nor difficulty." in found.notes
        reference = await ask(library, "get-api-reference", className="A")
        assert "Documents were not looked at" in reference.notes[0]
        listed = await ask(library, "list-documentation-categories")
        assert (listed.documents, len(listed.indexes)) == (0, 1)


async def test_links_to_documents_outside_are_not_documents(tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret.md": "secret", "docs/a.md": "plain"})
    (tmp_path / "docs" / "b.md").symlink_to(tmp_path / "secret.md")
    plan = LibraryPlan(documents=tmp_path / "docs", index=tmp_path / "index")
    async with running(plan) as library:
        with pytest.raises(NotFound):
            await ask(library, "get-playerbot-pattern", patternId="b")
        assert (await ask(library, "get-playerbot-pattern", patternId="a")).text == "plain"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=200))
def test_any_text_is_answered_or_refused(text: str) -> None:
    async def try_all() -> None:
        async with running(demo_plan()) as library:
            for name, field in {
                "search-playerbot-wiki": "query", "get-troubleshooting-guide": "query",
                "get-trinity-api": "className", "get-playerbot-pattern": "patternId",
            }.items():  # fmt: skip
                assert await said(library, name, **{field: text})

    trio.run(try_all)
