"""The manual page: what groff and mandoc have to say of it, and that it says everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from appliance.cli import manual, reference
from tests.support.process import CHECKOUT, environment
from tests.support.shells import need

EPOCH = "1790000000"


def lint(page: str) -> str:
    """What mandoc complains of, questions of style too."""
    done = subprocess.run(
        (need("mandoc"), "-T", "lint"), input=page, capture_output=True, text=True, check=False
    )
    return done.stdout


def shown(source: str) -> str:
    """What groff makes of it, on one line."""
    done = subprocess.run(
        (need("groff"), "-man", "-Tutf8", "-ww", "-rLL=4000m", "-P-cbou"), input=source,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


def test_mandoc_finds_nothing() -> None:
    page = manual.page(date=manual.date_of({"SOURCE_DATE_EPOCH": EPOCH}))
    assert lint(page) == ""
    assert re.findall("WARNING: .*", lint(manual.page())) == ['WARNING: missing date, using "": TH']


def test_groff_finds_nothing_and_shows_everything() -> None:
    text = " ".join(shown(manual.page()).split())
    for entry in reference.entries():
        assert f" {entry.line} " in text
        for name, _ in entry.options:
            assert f" {' '.join(name.split())} " in text
    for name, meaning in (*reference.EXIT_CODES, *reference.FILES, *reference.ENVIRONMENT):
        assert f" {name} {meaning} ".replace("`", "") in f"{text} "
    for line, _ in reference.EXAMPLES:
        assert f" trinitycore-mcp {line} " in text


def test_the_page_is_the_same_without_docstrings_and_dated_by_its_source() -> None:
    def printed(*flags: str, **environ: str) -> str:
        return subprocess.run(
            (sys.executable, *flags, "-m", "appliance.cli.manual"), cwd=CHECKOUT, check=True,
            env=environment(**environ), capture_output=True, text=True, timeout=60,
        ).stdout  # fmt: skip

    page = printed("-OO", SOURCE_DATE_EPOCH=EPOCH, PYTHONHASHSEED="1")
    day = datetime.fromtimestamp(int(EPOCH), UTC)
    assert page == manual.page(date=f"{day:%F}")
    assert f'1 "{day:%F}" "' in page.splitlines()[0]
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert manual.date_of({}) == ""


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_no_letter_is_a_request_or_an_escape(word: str) -> None:
    """Whatever a help says, the page says it: nothing in it becomes roff."""
    text = f"{word} and {word}".replace("`", "'")
    lines = list(manual.filled(text))
    assert all(line.isascii() for line in lines)
    assert not any(line.startswith((".", "'")) for line in lines)
    back = re.sub(r"\\\[u([0-9A-F]+)\]", lambda found: chr(int(found[1], 16)), " ".join(lines))
    names = {r"\(aq": "'", r"\(ga": "`", r"\(ha": "^", r"\(ti": "~", r"\-": "-", r"\&": ""}
    for escape, letter in names.items():
        back = back.replace(escape, letter)
    assert back.replace(r"\e", "\\") == text


def test_what_is_code_is_bold_over_the_end_of_a_line() -> None:
    text = "see `trinitycore-mcp config show` " * 6
    assert " ".join(manual.filled(text)).count(r"\fBtrinitycore\-mcp config show\fR") == 6
