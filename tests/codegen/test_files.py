"""Templates are strict on both sides."""

from __future__ import annotations

from importlib import resources

import pytest

from appliance.codegen.files import fill, names_in

TEMPLATES = sorted(
    each.name
    for each in resources.files("appliance.codegen.templates").iterdir()
    if each.name.endswith(".txt")
)


def test_a_template_gets_just_its_values() -> None:
    text = fill("packet.cpp.txt", header="a.h", namespace="A", bodies="B")
    assert text == '#include "a.h"\n\nnamespace A\n{\nB\n}\n'
    with pytest.raises(ValueError, match=r"packet\.cpp\.txt wants"):
        fill("packet.cpp.txt", header="a.h", namespace="A")
    with pytest.raises(ValueError, match=r"packet\.cpp\.txt wants"):
        fill("packet.cpp.txt", header="a.h", namespace="A", bodies="B", more="C")


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_are_plain_and_tidy(template: str) -> None:
    text = (
        resources.files("appliance.codegen.templates")
        .joinpath(template)
        .read_text(encoding="ascii")
    )
    assert text.endswith("\n")
    assert not any(line != line.rstrip() or "\t" in line for line in text.splitlines())


def test_names_of_a_template_are_those_of_its_code() -> None:
    names = names_in("state_manager.h.txt")
    assert {"State", "Snapshot", "Listener", "Player", "bot"} <= names
    assert not {"class_name", "namespace_", "functional", "milliseconds", "Define"} & names
