"""Pages: nothing of the data is markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from appliance.reports.page import bar, page, table, told


class Reader(HTMLParser):
    """Collects the tags and the texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_texts_are_only_text(text: str) -> None:
    reader = Reader()
    reader.feed(table(["<b>"], [[told(text)]]))
    reader.close()
    assert reader.tags == ["table", "thead", "tr", "th", "tbody", "tr", "td"]


def test_a_page_may_run_and_fetch_nothing() -> None:
    made = page("<script>alert(1)</script>", ["<p>body</p>"])
    assert "default-src 'none'" in made
    reader = Reader()
    reader.feed(made)
    assert "script" not in reader.tags
    assert reader.tags[-2:] == ["h1", "p"]


def test_bars_share_their_width() -> None:
    drawn = bar((("passed", 3), ("failed", 1), ("skipped", 0)), 'a "b"')
    assert 'x="0.000" width="75.000"' in drawn
    assert 'x="75.000" width="25.000"' in drawn
    assert 'aria-label="a &quot;b&quot;"' in drawn


def test_a_bar_of_nothing() -> None:
    assert 'width="0.000"' in bar((("passed", 0),), "nothing")
