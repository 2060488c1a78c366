"""The index of names."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import Unavailable
from appliance.fulltext import names as module
from appliance.fulltext.names import Name, NameIndex
from appliance.fulltext.names_folding import fold

KINDS = ("creature", "item", "quest")
LOCALES = ("enUS", "deDE", "ruRU", "zhCN", "koKR")
NAMES = (
    Name("creature", 448, "enUS", "Hogger"),
    Name("creature", 448, "deDE", "Hogger"),
    Name("creature", 448, "zhCN", "霍格"),
    Name("item", 1934, "enUS", "Hogger's Trousers"),
    Name("item", 1934, "deDE", "Hoggers Beinkleider"),
    Name("quest", 176, "enUS", 'Wanted: "Hogger"'),
    Name("creature", 1, "enUS", "Kel'Thuzad"),
    Name("creature", 1, "ruRU", "Кел'Тузад"),
    Name("creature", 299, "enUS", "Grey Wolf"),
    Name("creature", 299, "zhCN", "灰狼"),
    Name("creature", 299, "koKR", "회색 늑대"),
    Name("creature", 300, "enUS", "Grey Wolf"),
    Name("item", 300, "enUS", "Grey Wolf"),
    Name("creature", 7, "enUS", "???"),
    Name("creature", 8, "enUS", "Anvil"),
    Name("item", 9, "enUS", "Ox"),
)
ANY = st.one_of(st.text(max_size=150), st.text('"*^():-+{} ANDORNEAR hogge', max_size=40))


def made(names: Sequence[Name]) -> NameIndex:
    index = NameIndex(KINDS, LOCALES)
    index.add(names)
    for step in index.steps():
        step()
    return index


@pytest.fixture(scope="module")
def index() -> Iterator[NameIndex]:
    made_index = made(NAMES)
    yield made_index
    made_index.close()


def find(index: NameIndex, text: str, **over: object) -> list[tuple[str, int]]:
    asked = {"kinds": None, "locale": "enUS", "limit": 10} | over
    found = index.search(text, **asked)  # type: ignore[arg-type]
    return [(each.kind, each.id) for each in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("hogger", ("creature", 448)),
        ("HOGER", ("creature", 448)),
        ("hgoger", ("creature", 448)),
        ("霍格", ("creature", 448)),
        ("格", ("creature", 448)),
        ("hoggers trou", ("item", 1934)),
        ("trousers", ("item", 1934)),
        ("tousers", ("item", 1934)),
        ("beinkleider hoggers", ("item", 1934)),
        ("wanted hogger", ("quest", 176)),
        ("kelthuzad", ("creature", 1)),
        ("kel thuzad", ("creature", 1)),
        ("Kél’Thüzad", ("creature", 1)),
        ("кел'тузат", ("creature", 1)),
        ("gray wolf", ("creature", 299)),
        ("wolf grey", ("creature", 299)),
        ("狼", ("creature", 299)),
        ("늑대", ("creature", 299)),
        ("anivl", ("creature", 8)),
        ("???", ("creature", 7)),
        ("o", ("item", 9)),
        ("ox", ("item", 9)),
        ("gr", ("creature", 299)),
    ],
)
def test_the_best_answer_is_first(index: NameIndex, text: str, first: tuple[str, int]) -> None:
    assert find(index, text)[0] == first


def test_whole_name_then_beginning_then_words_inside(index: NameIndex) -> None:
    assert find(index, "hogger") == [("creature", 448), ("item", 1934), ("quest", 176)]


def test_equal_names_come_by_kind_and_id(index: NameIndex) -> None:
    wolves = [("creature", 299), ("creature", 300), ("item", 300)]
    assert find(index, "grey wolf") == wolves
    assert find(index, "grey wolf", limit=2) == wolves[:2]


def test_only_the_kinds_asked_for(index: NameIndex) -> None:
    assert find(index, "hogger", kinds=["quest", "item"]) == [("item", 1934), ("quest", 176)]
    assert find(index, "hogger", kinds=[]) == []
    with pytest.raises(KeyError):
        find(index, "hogger", kinds=["spell"])


def test_names_are_shown_in_the_language_asked_for(index: NameIndex) -> None:
    (found,) = index.search("灰狼", kinds=None, locale="koKR", limit=5)
    assert found == ("creature", 299, "회색 늑대", "灰狼", "zhCN", 1.0)
    assert found.exact
    found = index.search("灰狼", kinds=None, locale="ruRU", limit=5)[0]
    assert (found.name, found.matched, found.locale) == ("Grey Wolf", "灰狼", "zhCN")


def test_a_translation_that_says_the_same_is_not_kept(index: NameIndex) -> None:
    found = index.search("hogger", kinds=["creature"], locale="deDE", limit=5)[0]
    assert (found.name, found.locale) == ("Hogger", "enUS")
    assert index.size().names == len(NAMES) - 1
    assert index.size().texts == len({name.text for name in NAMES})
    assert index.size().bytes > 4096


def test_an_index_of_any_size_is_made_without_a_file() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        index = made([Name("item", n, "enUS", f"{n:x} sword of {n * n:x}") for n in range(60_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert index.size().names == 60_000
    index.close()


def test_what_is_read_later_wins() -> None:
    index = made([Name("item", 1, "enUS", "Old Sword"), Name("item", 1, "enUS", "New Sword")])
    assert [each.name for each in index.search("sword", kinds=None, locale="", limit=5)] == [
        "New Sword"
    ]
    index.close()


def test_things_by_id(index: NameIndex) -> None:
    found = index.by_id(300, kinds=None, locale="zhCN")
    assert [(each.kind, each.name, each.locale) for each in found] == [
        ("creature", "Grey Wolf", "enUS"),
        ("item", "Grey Wolf", "enUS"),
    ]
    assert index.by_id(299, kinds=["creature"], locale="zhCN")[0].name == "灰狼"
    assert index.by_id(299, kinds=["item"], locale="zhCN") == []


def test_an_index_of_nothing_answers_nothing() -> None:
    index = made([])
    assert find(index, "hogger") == []
    assert index.size()[:2] == (0, 0)
    index.close()


def test_an_sqlite_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sql, "TABLES", module.sql.TABLES.replace("'trigram ", "'none "))
    with pytest.raises(Unavailable, match=r"cannot index names.*needs SQLite 3\.34"):
        NameIndex(KINDS, LOCALES)


def test_names_no_one_can_see_are_left_out() -> None:
    index = NameIndex(KINDS, LOCALES)
    assert index.add([Name("item", 1, "enUS", " \x00 "), Name("item", 2, "enUS", "Ox")]) == 1
    index.close()


def test_many_names_of_one_kind_do_not_hide_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CANDIDATES", 20)
    many = [Name("creature", number, "enUS", f"Wolf {number}") for number in range(1, 500)]
    index = made([*many, Name("quest", 5, "enUS", "Of the Old Wolf and his Pack")])
    assert find(index, "wolf", kinds=["quest"]) == [("quest", 5)]
    assert find(index, "wolf 321")[0] == ("creature", 321)
    assert len(find(index, "wolf", limit=15)) == 15
    index.close()


def test_a_costly_query_looks_at_the_rarest_trigrams_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POSTINGS", 10)
    many = [Name("creature", number, "enUS", f"The Guard {number}") for number in range(100)]
    index = made([*many, Name("item", 5, "enUS", "The Guard's Zweihander")])
    assert find(index, "the guards zweihandr")[0] == ("item", 5)
    index.close()


@given(ANY)
def test_any_text_is_a_query(index: NameIndex, text: str) -> None:
    found = index.search(text, kinds=None, locale="deDE", limit=5)
    assert len(found) <= 5
    assert len({(each.kind, each.id) for each in found}) == len(found)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(ANY.filter(lambda text: 0 < len(fold(text)) <= 100), min_size=1, max_size=30))
def test_an_exact_name_is_first(texts: list[str]) -> None:
    names = [Name(KINDS[n % 3], n, LOCALES[n % 5], text) for n, text in enumerate(texts)]
    index = made(names)
    for name in names:
        if len(name.text) <= module.MOST_QUERY:
            found = index.search(name.text, kinds=None, locale=name.locale, limit=1)
            assert found[0].exact
            assert fold(found[0].matched) == fold(name.text)
    index.close()
