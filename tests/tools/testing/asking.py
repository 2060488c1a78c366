"""Calls of the tools about tests, through the spine that every transport goes through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from appliance.server.dispatch import CallAnswer, Dispatcher
from appliance.settings.workspace import WorkspaceSettings
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import LOCAL_CALLER, Services
from appliance.tools.registry import collect
from appliance.tools.testing import coverage, report, runs
from appliance.workspace.folder import Workspace
from tests.support.mcp_server import RealmAway, check_health

TOOLS = collect((coverage, report, runs))


async def call(name: str, arguments: dict[str, Any], **workspace: Any) -> CallAnswer:
    """Call a tool; `workspace` are settings of that section, none configured without them."""
    settings = WorkspaceSettings(**workspace)
    services = Services(RealmAway(), check_health, workspace=Workspace(settings))
    dispatcher = Dispatcher(TOOLS, services, Metrics())
    return await dispatcher.call(name, arguments, caller=LOCAL_CALLER, request_id="r")


async def ask(name: str, arguments: dict[str, Any], **workspace: Any) -> Any:
    """The answer of a call that has to have one."""
    answer = await call(name, arguments, **workspace)
    assert answer.error is None, answer.error
    return json.loads(answer.body)


async def refusal(name: str, arguments: dict[str, Any], **workspace: Any) -> str:
    """The error of a call that has to have one, in a line."""
    answer = await call(name, arguments, **workspace)
    assert answer.error is not None, answer.body
    assert "internal error" not in answer.error
    assert "\n" not in answer.error
    return answer.error


def outside(root: Path) -> list[str]:
    """Paths that must lead nowhere; makes links that would lead out of `root`."""
    secret = root.parent / "outside"
    secret.mkdir(exist_ok=True)
    (secret / "secret.json").write_text('{"tests": [{"name": "secret", "status": "ok"}]}')
    link, folder = root / "link.json", root / "linked"
    if not link.is_symlink():
        link.symlink_to(secret / "secret.json")
        folder.symlink_to(secret)
    return [
        "../outside/secret.json",
        "sub/../../outside/secret.json",
        str(secret / "secret.json"),
        "link.json",
        "linked/secret.json",
        f"{root}/../outside/secret.json",
        "/etc/passwd",
        "/dev/zero",
        "secret.json\x00",
        "a\nb",
        ".",
        "a" * 600 + "/" + "b" * 400,
    ]


def held(folder: Path) -> list[str]:
    """The names of what is in `folder`."""
    return sorted(each.name for each in folder.iterdir())
