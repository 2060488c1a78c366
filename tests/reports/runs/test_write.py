"""Every format that reports are asked in has a writer."""

from __future__ import annotations

import pytest

from appliance.reports.runs.model import Run
from appliance.reports.runs.write import WRITERS
from appliance.reports.runs.writing import Options


@pytest.mark.parametrize("form", ["json", "html", "markdown", "junit"])
def test_a_run_without_tests(form: str) -> None:
    assert "Nothing ran" in WRITERS[form](Run(()), Options(title="Nothing ran"))
