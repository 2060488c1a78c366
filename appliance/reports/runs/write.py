"""The way out: a run in each format that reports are asked in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.reports.runs.html import write_html
from appliance.reports.runs.json_writer import write_json
from appliance.reports.runs.junit_writer import write_junit
from appliance.reports.runs.markdown import write_markdown
from appliance.reports.runs.model import Run
from appliance.reports.runs.writing import Options

WRITERS: Mapping[str, Callable[[Run, Options], str]] = {
    "json": write_json,
    "html": write_html,
    "markdown": write_markdown,
    "junit": write_junit,
}
