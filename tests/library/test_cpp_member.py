"""Members, overloads, comments and definitions elsewhere."""

from __future__ import annotations

import pytest

from appliance.fulltext.declarations import Member
from appliance.library.cpp import read_declarations
from appliance.library.cpp_member import MOST_SIGNATURE


def members(body: str) -> list[Member]:
    ((found,), _definitions) = read_declarations(f"struct A\n{{\n{body}\n}};")
    return list(found.members)


@pytest.mark.parametrize(
    ("text", "name", "key", "flags"),
    [
        ("virtual void Foo(uint32 a = 3, Item const* x = nullptr) const override;", "Foo",
         "(uint32,Itemconst*)const", "virtual const override"),
        ("static bool Is(uint8 b) { return b; }", "Is", "(uint8)", "static"),
        ("Item* Get(std::vector<int> const& v = {}) const;", "Get",
         "(std::vector<int>const&)const", "const"),
        ("Unit& operator[](int i);", "operator[]", "(int)", ""),
        ("operator bool() const { return true; }", "operator bool", "()", "const"),
        ("explicit A(Session* s) : b(s) { }", "A", "(Session*)", "explicit"),
        ("virtual ~A() = default;", "~A", "()", "virtual default"),
        ("A(A const&) = delete;", "A", "(Aconst&)", "delete"),
        ("virtual void P(int x[3]) = 0;", "P", "(int[3])", "virtual pure"),
        ("template<class T> void Tm(T& t);", "Tm", "(T&)", ""),
        ("[[nodiscard]] uint32 N() const noexcept;", "N", "()const", "const noexcept"),
    ],
)  # fmt: skip
def test_methods(text: str, name: str, key: str, flags: str) -> None:
    (found,) = members(text)
    assert (found.kind, found.name, found.key, found.flags) == ("method", name, key, flags)
    assert found.line == 3
    assert found.signature == text.partition(" { ")[0].partition(" :")[0].rstrip(";")


def test_fields_and_pointers_to_functions() -> None:
    found = members("uint32 m_a, *m_b;\nvoid (*fn)(int);\nstd::function<void(int)> cb;\n"
                    "static int count;\nfriend class X;\nusing Y = int;")  # fmt: skip
    assert [(each.kind, each.name) for each in found] == [
        ("field", "m_a"), ("field", "m_b"), ("field", "fn"), ("field", "cb"), ("field", "count"),
    ]  # fmt: skip
    assert found[-1].flags == "static"


def test_the_use_of_a_macro_is_no_method() -> None:
    assert [each.name for each in members("PrepareScript(A);\nA();\n~A();\noperator int();")] == [
        "A", "~A", "operator int",
    ]  # fmt: skip


def test_the_comment_directly_before_is_the_documentation() -> None:
    found = members("""/**
 * @brief Counts  them.
 */
int a();
// far away

int b();
int c(); // behind c
int d();
/// one
/// two
int e();
/*** Banner ***/ int f();""")
    assert [each.doc for each in found] == ["@brief Counts them.", "", "", "", "one two", ""]


def test_a_long_signature_is_cut() -> None:
    (found,) = members("void f(" + ", ".join(f"int a{n}" for n in range(500)) + ");")
    assert len(found.signature) == MOST_SIGNATURE + 1


def test_definitions_have_the_key_of_their_declaration() -> None:
    text = """struct A { Item* Get(uint8 a, int b = 3) const; A(int x); operator bool() const; };
Item*  A::Get(uint8 other, int) const { return nullptr; }
NS::A::A(int y) : z(y) { }
template<class T> void B<T>::Tm(T const& t) { }
A::operator bool() const { return true; }
void plain() { }
"""
    ((found,), definitions) = read_declarations(text)
    assert [(each.line, each.owner, each.name) for each in definitions] == [
        (2, "A", "Get"), (3, "A", "A"), (4, "B", "Tm"), (5, "A", "operator bool"),
    ]  # fmt: skip
    keys = {(each.name, each.key) for each in definitions}
    assert {(each.name, each.key) for each in found.members} <= keys
