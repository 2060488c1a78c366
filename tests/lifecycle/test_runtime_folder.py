"""What a running service leaves for commands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import StartError
from appliance.lifecycle.runtime_folder import leave_operations_url, operations_url

URL = "http://127.0.0.1:9090"


def test_a_command_of_the_service_finds_the_server(tmp_path: Path) -> None:
    environ = {"RUNTIME_DIRECTORY": f"{tmp_path}:/elsewhere"}
    assert operations_url(environ) is None
    leave_operations_url(URL, environ)
    assert operations_url(environ) == URL


def test_outside_of_a_service_nothing_is_left() -> None:
    leave_operations_url(URL, {})
    assert operations_url({}) is None


def test_a_folder_that_cannot_be_written_forbids_the_start(tmp_path: Path) -> None:
    environ = {"RUNTIME_DIRECTORY": str(tmp_path / "gone")}
    with pytest.raises(StartError, match=r"operations\.url: No such file"):
        leave_operations_url(URL, environ)
    assert operations_url(environ) is None
