"""Classes, their kin and their members, out of C++ as TrinityCore writes it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.fulltext.declarations import Class
from appliance.library.cpp import MOST_SOURCE, TooHard, read_declarations


def classes(text: str) -> dict[str, Class]:
    return {found.qualified: found for found in read_declarations(text)[0]}


def test_a_class_behind_an_export_macro() -> None:
    text = (
        "/// Plays.\nclass TC_GAME_API Player final : public Unit, public NS::Grid<Player>\n{\n};\n"
    )
    found = classes(text)["Player"]
    assert (found.line, found.kind, found.doc) == (2, "class", "Plays.")
    assert found.declaration == "class Player final : public Unit, public NS::Grid<Player>"
    assert found.bases == ("Unit", "NS::Grid")


def test_scopes_and_kinds() -> None:
    text = """namespace A::B { struct C { class D {}; union U { int x; }; }; }
namespace { enum class E : uint8 { One = 1, Two }; }
extern "C" { struct F {}; }
#ifdef X
template<class T> class G : H<T> {};
#else
struct I {};
#endif
typedef struct J { int a; } J;
class Forward;
"""
    found = classes(text)
    assert {name: each.kind for name, each in found.items()} == {
        "A::B::C": "struct", "A::B::C::D": "class", "A::B::C::U": "union", "E": "enum",
        "F": "struct", "G": "class", "I": "struct", "J": "struct",
    }  # fmt: skip
    assert found["G"].bases == ("H",)
    assert [(each.kind, each.name) for each in found["E"].members] == [
        ("value", "One"), ("value", "Two"),
    ]  # fmt: skip


def test_access_follows_the_words_and_the_kind() -> None:
    text = """class A { int a; public: int b; protected:
#ifdef X
 int c;
#endif
 int d; private: int e; };
struct B { int f; };"""
    found = classes(text)
    assert [each.access for each in found["A"].members] == [
        "private", "public", "protected", "protected", "private",
    ]  # fmt: skip
    assert found["B"].members[0].access == "public"


def test_templates_and_both_branches_of_a_condition() -> None:
    text = """/// Of things.
template<class T> class List { public:
#ifdef X
 void a();
#else
 void b();
#endif
};"""
    found = classes(text)["List"]
    assert found.doc == "Of things."
    assert [each.name for each in found.members] == ["a", "b"]


def test_scripts_hold_classes_in_classes() -> None:
    text = """class boss : public CreatureScript { public: boss() : CreatureScript("boss") { }
    struct boss_ai : public BossAI { void UpdateAI(uint32 diff) override { if (diff) { } } }; };"""
    found = classes(text)
    assert [each.name for each in found["boss"].members] == ["boss"]
    assert found["boss::boss_ai"].members[0].flags == "override"


def test_damage_costs_what_is_damaged() -> None:
    text = "class A { void f( }; \n%%% garbage (((\nclass B { public: void g(); };\n"
    assert "B" in classes(text)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "namespace a { " * 20_000,
        "class A { " * 20_000,
        "A" * 500_000,
        "/*" + " " * 500_000 + "x*/ class A {};",
        "class A { void " + ",".join(f"f{n}()" for n in range(5000)) + "; };",
    ],
    ids=["braces", "namespaces", "classes", "word", "comment", "declarators"],
)
def test_hostile_text_ends_soon(text: str) -> None:
    read_declarations(text)


@pytest.mark.parametrize("text", ["a<" * 400_000, "x" * (MOST_SOURCE + 1)], ids=["angles", "long"])
def test_what_is_too_hard_is_given_up(text: str) -> None:
    with pytest.raises(TooHard):
        read_declarations(text)
    assert classes("class A {};")  # The next file is read as ever.


@settings(max_examples=50)
@given(st.text(alphabet="class A{};:()<>~*&,=0 \n/\"'#é\0", max_size=200))
def test_any_text_is_read(text: str) -> None:
    read_declarations(text)
