"""Runs for Hypothesis: any text anywhere."""

from __future__ import annotations

from hypothesis import strategies as st

from appliance.reports.markup import plain
from appliance.reports.runs.model import Case, Run, Status, Suite

TEXTS = st.text(max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", "a|b`c`", "]]>", "\x1b[31m\x00", "```\n# x", "&amp;", "\r\n a \t"]
)
CLEAN = TEXTS.map(plain).map(str.strip)
TIMES = st.none() | st.integers(0, 10**9).map(lambda ms: ms / 1000)


@st.composite
def cases(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Case:
    """A case; only one that did not pass has a message, and then it has one."""
    status = draw(st.sampled_from(Status))
    passed = status is Status.PASSED
    return Case(
        name=draw(texts),
        status=status,
        classname=draw(texts),
        time_s=draw(TIMES),
        message="" if passed else draw(texts.map(lambda text: text.strip() or "why")),
        details="" if passed else draw(texts),
        output=draw(texts),
        file=draw(texts),
        line=draw(st.none() | st.integers(0, 10**8)),
    )


def runs(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Run]:
    """Runs of a few suites, none of them empty."""
    suites = st.builds(
        Suite,
        name=texts,
        cases=st.lists(cases(texts), min_size=1, max_size=4).map(tuple),
        timestamp=texts,
    )
    return st.builds(Run, st.lists(suites, max_size=3).map(tuple))
