"""The SDK is imported without what does not serve, and is whole to whoever asks for the rest."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from appliance.server.sdk import defer


def python(script: str) -> str:
    done = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_serves_is_loaded_without_the_client() -> None:
    unwanted = ("mcp.client", "mcp.server.mcpserver", "httpx2", "jsonschema")
    script = f"import sys, appliance.server.service; print(*{{*{unwanted}}} & {{*sys.modules}})"
    assert python(script).split() == []


def test_names_that_the_packages_gather_are_there_when_asked_for() -> None:
    script = """
import sys
import appliance.server.service
import mcp, mcp.client.client, mcp.server.mcpserver.server
assert "Client" not in vars(mcp)
from mcp import Client, types
from mcp.server import MCPServer
assert Client is mcp.client.client.Client
assert MCPServer is mcp.server.mcpserver.server.MCPServer
assert mcp.server.Server is sys.modules["mcp.server.lowlevel.server"].Server
assert types is mcp.types and not hasattr(mcp, "Nothing")
"""
    assert python(script) == ""


def test_types_of_the_protocol_are_built_when_they_are_used() -> None:
    script = """
import appliance.server.service
from mcp_types import CreateMessageRequest, Prompt
from pydantic import BaseModel
assert not CreateMessageRequest.__pydantic_complete__
assert Prompt.model_validate({"name": "a"}).name == "a"
assert Prompt.__pydantic_complete__
assert BaseModel.model_config == {}
class Later(BaseModel):
    number: int
assert Later.__pydantic_complete__
"""
    assert python(script) == ""


def test_a_package_that_was_imported_before_stays_as_it_is() -> None:
    script = """
import mcp, mcp.server, sys
found = mcp, mcp.server
import appliance.server
assert found == (sys.modules["mcp"], sys.modules["mcp.server"])
assert "Client" in vars(mcp)
"""
    assert python(script) == ""


def test_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'mcp\.nothing'"):
        defer("mcp.nothing")
    monkeypatch.setitem(sys.modules, "mcp.nothing", there := ModuleType("mcp.nothing"))
    defer("mcp.nothing")
    assert sys.modules["mcp.nothing"] is there
