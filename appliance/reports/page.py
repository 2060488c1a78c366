"""A page of HTML in one file: no script, nothing fetched, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from appliance.reports.markup import plain

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1f2328; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border-bottom: 1px solid #d1d9e0; padding: .3rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
pre { background: #f6f8fa; padding: .8rem; overflow: auto; max-height: 30rem; }
.passed { color: #1a7f37; } .failed, .error { color: #b3261e; } .skipped, .note { color: #59636e; }
.bar { display: block; width: 100%; height: 1.2rem; }
"""
COLOURS = {"passed": "#2da44e", "failed": "#cf222e", "error": "#8250df", "skipped": "#afb8c1"}


def page(title: str, body: Iterable[str]) -> str:
    """A whole page around `body`, which is markup."""
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            # Were anything ever not escaped, the browser would still run and fetch nothing.
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{told(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f"<h1>{told(title)}</h1>",
            *body,
            "</body>\n</html>\n",
        )
    )


def told(text: str) -> str:
    """`text` as text of HTML, in an element or a quoted attribute."""
    return escape(plain(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells of `rows` are markup, those of `head` text."""
    cells = "".join(f"<th>{told(each)}</th>" for each in head)
    lines = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"


def bar(parts: Sequence[tuple[str, int]], label: str) -> str:
    """A bar of coloured parts as SVG; a part is its kind (a key of COLOURS) and its size."""
    whole = sum(size for _kind, size in parts)
    drawn, left = [], 0.0
    for kind, size in parts:
        width = 100 * size / whole if whole else 0.0
        drawn.append(
            f'<rect x="{left:.3f}" width="{width:.3f}" height="10" fill="{COLOURS[kind]}"/>'
        )
        left += width
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{told(label)}">{"".join(drawn)}</svg>'
    )
