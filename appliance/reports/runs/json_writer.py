"""A run as JSON, in the form `plain_list` reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from appliance.reports.markup import plain
from appliance.reports.runs.model import Case, Run, totals
from appliance.reports.runs.writing import Options


def write_json(run: Run, options: Options) -> str:
    """Return `run` as JSON with two spaces of indentation. Texts have no control characters."""
    counted = totals(run)
    report = {
        "title": plain(options.title),
        "metadata": {plain(name): plain(value) for name, value in options.metadata.items()},
        "summary": {
            "tests": counted.tests,
            "passed": counted.passed,
            "failed": counted.failed,
            "errors": counted.errors,
            "skipped": counted.skipped,
            "timeS": counted.time_s,
            "passedPercent": counted.passed_percent,
        },
        "notes": [*run.notes, *filter(None, [options.left_out()])],
        "suites": [
            {
                "name": plain(suite.name),
                "timestamp": plain(suite.timestamp),
                "tests": [_case(case) for case in suite.cases],
            }
            for suite in options.shown(run).suites
        ],
    }
    return orjson.dumps(report, option=orjson.OPT_INDENT_2).decode()


def _case(case: Case) -> dict[str, Any]:
    fields = asdict(case)
    fields["timeS"] = fields.pop("time_s")
    return {
        name: plain(value) if isinstance(value, str) else value
        for name, value in fields.items()
        if value not in ("", None)
    }
