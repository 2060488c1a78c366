"""`trinitycore-mcp reload`: what is printed of a server's answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.cli import reload
from appliance.cli.cluster import asking
from tests.cli.conftest import Ran
from tests.support.servers import free_port

Main = Callable[[list[str]], Ran]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, dict[str, object]], None]:
    """Let the server answer so."""

    def answer(code: int, found: dict[str, object]) -> None:
        def ask(url: str, path: str, *, method: str, body: object, timeout_s: float) -> object:
            assert (url, path, method, body) == ("http://127.0.0.1:9090", "/reload", "POST", {})
            assert timeout_s == reload.PATIENCE_S
            return code, found

        monkeypatch.setattr(asking, "ask", ask)

    return answer


def test_what_is_in_use_and_what_has_to_wait(
    run_main: Main, answered: Callable[[int, dict[str, object]], None]
) -> None:
    waits = [{"key": "server.port", "stays": "3000"}]
    found = {"reloaded": True, "changed": ["log.level"], "needsRestart": waits, "notes": ["odd"]}
    answered(200, found)
    ran = run_main(["reload"])
    assert ran.out.splitlines() == [
        "reloaded, 1 changed",
        "  log.level",
        "server.port needs a restart: 3000 stays",
        "note: odd",
    ]
    assert ran.code == 0
    assert run_main(["reload", "--json"]).data == found
    answered(200, {"reloaded": True, "changed": [], "needsRestart": [], "notes": []})
    assert run_main(["reload"]).out == "reloaded, nothing changed\n"


def test_every_reason_of_a_refusal(
    run_main: Main, answered: Callable[[int, dict[str, object]], None]
) -> None:
    answered(422, {"reloaded": False, "problems": ["one", "two"]})
    ran = run_main(["reload"])
    assert (ran.code, ran.out) == (1, "refused, all stays as it was:\n  one\n  two\n")
    answered(404, {})
    assert "the server answers with status 404" in run_main(["reload"]).out


def test_a_broken_configuration_is_told_without_asking(run_main: Main, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[log]\nlevel = 3\n")
    ran = run_main(["reload", "--config", "a.toml"])
    assert ran.code == 1
    assert "a.toml:2: log.level" in ran.err


def test_a_port_that_was_changed_is_thought_of(run_main: Main) -> None:
    ran = run_main(["reload", "--url", f"http://127.0.0.1:{free_port()}"])
    assert ran.code == 1
    assert "no answer from the operations port" in ran.err
    assert "one that was changed in the configuration needs a restart" in ran.err
