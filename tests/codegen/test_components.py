"""Generated parts of bots: a real compiler takes them, and their own tests pass."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appliance.codegen.components import Component, ComponentType, Role, bot_component
from appliance.codegen.files import File
from appliance.errors import InvalidArgument
from tests.support.cpp import by_path, compile_all, put, run_tests


def wanted(**changed: object) -> Component:
    """A component with some values of one's own."""
    values = {
        "component_type": ComponentType.AI_STRATEGY,
        "class_name": "FrostBot",
        "role": Role.DPS,
        "namespace": "Playerbot",
        "tests": True,
    }
    return Component(**(values | changed))  # type: ignore[arg-type]


def every_variant() -> tuple[list[File], list[File]]:
    """Every kind for every role: headers and their sources in one file, and the tests."""
    headers, tests, sources = [], [], []
    for kind, role in product(ComponentType, Role):
        name = f"My_{kind}_{role}"
        component = wanted(component_type=kind, role=role, class_name=name, namespace=f"In{name}")
        header, source, test = bot_component(component)
        headers.append(header)
        sources.append(source.text)
        tests.append(test)
    return [*headers, File("sources.cpp", "\n".join(sources))], tests


@pytest.mark.sweep
def test_every_variant_compiles_without_a_warning_and_its_tests_pass(tmp_path: Path) -> None:
    code, tests = every_variant()
    put(tmp_path, [*code, *tests])
    assert "18 cases" in run_tests(tmp_path)


@pytest.mark.sweep
def test_every_variant_compiles_on_the_older_branch(tmp_path: Path) -> None:
    put(tmp_path, every_variant()[0])
    compile_all(tmp_path, defines=["TRINITY_WRATH"])


@pytest.mark.parametrize("kind", ComponentType)
def test_roles_differ(kind: ComponentType) -> None:
    sources = {
        by_path(bot_component(wanted(component_type=kind, role=role)))["FrostBot.cpp"]
        for role in Role
    }
    assert len(sources) == len(Role)


def test_files_and_names() -> None:
    files = by_path(bot_component(wanted(namespace="A::Bots", stem="frost", tests=False)))
    assert sorted(files) == ["frost.cpp", "frost.h"]
    assert files["frost.h"].startswith("#ifndef A_BOTS_FROST_H\n#define A_BOTS_FROST_H\n")
    assert '#include "frost.h"\n' in files["frost.cpp"]
    assert "namespace A::Bots\n{" in files["frost.h"]


@pytest.mark.parametrize("kind", ComponentType)
@pytest.mark.parametrize("role", Role)
def test_texts_are_tidy(kind: ComponentType, role: Role) -> None:
    for file in bot_component(wanted(component_type=kind, role=role)):
        assert "$" not in file.text
        assert file.text.endswith("\n")
        assert not file.text.endswith("\n\n")
        for line in file.text.splitlines():
            assert line == line.rstrip()
            assert len(line) <= 100, line


@pytest.mark.parametrize(
    "name",
    [
        "",
        "class",
        "Größe",
        "1Bot",
        "A-B",
        "A B",
        "_Bot",
        "A__B",
        "NULL",
        "Player",
        "Candidate",
        "std",
        "and",
        "X;int y",
        "X\n",
        "A" * 65,
        "$guard",
    ],
)
def test_class_names_that_are_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^className"):
        bot_component(wanted(class_name=name))


@pytest.mark.parametrize(
    "name", ["", "::", "A::", "A:B", "std", "A::std", "A::Player", "A b", "FrostBot"]
)
def test_namespaces_that_are_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^namespace"):
        bot_component(wanted(namespace=name))


@pytest.mark.parametrize("stem", ['a"b', "a b", "a\nb", "-a", "../a", "a" * 101])
def test_file_names_that_are_refused(stem: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^outputPath"):
        bot_component(wanted(stem=stem))


def test_descriptions_stay_comments(tmp_path: Path) -> None:
    descriptions = [
        "*/ int broken( /*",
        "ends with a backslash \\",
        "trigraph ??/",
        "line\nint broken(;\r\u2028int broken(;\x85int broken(;",
        "\u202e right to left \u2066",
        "\\" * 300,
        "x" * 500,
        'R"( \' " ${class_name} $$ %s',
    ]
    for number, description in enumerate(descriptions):
        component = wanted(class_name=f"Frost{number}", description=description)
        put(tmp_path, [bot_component(component)[0]])
    includes = [f'#include "Frost{number}.h"' for number in range(len(descriptions))]
    put(tmp_path, [File("all.cpp", "\n".join(includes))])
    compile_all(tmp_path)


NAMES = st.one_of(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,12}", fullmatch=True),
    st.sampled_from(["bot", "Update", "Events", "near", "EventType", "Inbox", "SIGHT", "seen"]),
)


@pytest.mark.sweep
@given(
    names=st.lists(
        st.tuples(NAMES, NAMES, st.sampled_from(list(ComponentType))), min_size=6, max_size=6
    ),
    description=st.text(max_size=200),
)
@settings(
    max_examples=10,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_names_are_refused_or_compile(
    names: list[tuple[str, str, ComponentType]],
    description: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("names")
    accepted = False
    for number, (class_name, namespace, kind) in enumerate(names):
        component = wanted(
            class_name=class_name,
            namespace=namespace,
            component_type=kind,
            description=description,
            stem=f"file{number}",
        )
        try:
            files = bot_component(component)
        except InvalidArgument:
            continue
        put(folder / str(number), files)
        accepted = True
    if accepted:
        compile_all(folder)
