"""`trinitycore-mcp cluster`: what is printed of a node's answers, and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from appliance.cli.cluster import asking, command
from appliance.console.cluster import cluster_data
from appliance.errors import ClusterError
from appliance.failover.certificates import problems
from appliance.failover.plan import TlsFiles
from tests.cli.conftest import Ran
from tests.support.paper_cluster import NOW
from tests.support.statuses import FOLLOWING, LEADING, LOST

Answers = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Answers:
    """Let the next question be answered so; what was asked."""
    monkeypatch.chdir(tmp_path)  # where no .env is

    def answer(code: int, found: object) -> list[tuple[Any, ...]]:
        asked: list[tuple[Any, ...]] = []

        def ask(
            url: str, path: str, *, method: str = "GET", body: object = None, timeout_s: float
        ) -> object:
            asked.append((url, path, method, body))
            if isinstance(found, Exception):
                raise found
            return code, json.loads(json.dumps(found))

        monkeypatch.setattr(asking, "ask", ask)
        return asked

    return answer


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_status_says_who_leads_and_how_all_are(answers: Answers) -> None:
    asked = answers(200, cluster_data(LEADING))
    done = run("status", "--set", "console.port=9191")
    assert asked == [("http://127.0.0.1:9191", "/cluster", "GET", None)]
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "cluster test, elected by peers",
        "leader a in term 4",
        "this node, a, may act for 312.3 ms more",
        "2 of 3 voters heard, 2 are a majority",
        "",
        "NODE  ROLE      TERM  HEARD        ROUND TRIP  VERSION  HEALTH  READY  ADDRESS",
        "a     leader    4     0.0 ms ago   -           2.0.0    ok      yes    -",
        "b     follower  4     50.0 ms ago  1.2 ms      2.1.0    ok      yes    b:3004",
        "c     away      -     12.3 s ago   -           -        -       -      c:3004",
        "",
        "last changes of the leader:",
        f"{NOW.isoformat(timespec='milliseconds')}  term 4: c -> a "
        "(leader silent, 612.3 ms without a leader)",
    ]


def test_nobody_leads_is_an_exit_code_of_its_own(answers: Answers) -> None:
    answers(200, cluster_data(LOST))
    done = run("status", "--url", "http://node:1")
    assert done.exit_code == 2
    assert "leader nobody in term 5" in done.output


def test_json_is_what_the_node_said(answers: Answers) -> None:
    answers(200, cluster_data(FOLLOWING))
    done = run("status", "--json")
    assert json.loads(done.output) == json.loads(json.dumps(cluster_data(FOLLOWING)))


def test_members_are_one_line_each(answers: Answers) -> None:
    answers(200, cluster_data(LEADING))
    assert len(run("members").output.splitlines()) == 4
    answers(200, cluster_data(LEADING))
    assert [m["node"] for m in json.loads(run("members", "--json").output)["members"]] == [*"abc"]


def test_step_down_passes_its_reason_on(answers: Answers) -> None:
    asked = answers(200, {"steppedDown": True, "leader": "b", "term": 5})
    done = run("step-down", "--reason", "update", "--url", "http://[::1]:9")
    assert asked == [("http://[::1]:9", "/cluster/step-down", "POST", {"reason": "update"})]
    assert (done.exit_code, done.output) == (0, "this node no longer leads\n")


@pytest.mark.parametrize(
    ("code", "found", "words"),
    [
        (409, {"steppedDown": False, "leader": "b"}, "this node does not lead; b does"),
        (409, {"steppedDown": False, "leader": None}, "this node does not lead; nobody does"),
        (409, {"steppedDown": False, "error": "nobody else", "leader": "a"}, "refused: nobody"),
        (403, {"steppedDown": False, "error": "only from this machine"}, "refused: only from"),
    ],
)
def test_step_down_elsewhere_is_refused(
    answers: Answers, code: int, found: dict[str, Any], words: str
) -> None:
    answers(code, found)
    done = run("step-down")
    assert done.exit_code == 1
    assert words in done.output


def test_a_node_that_is_down_is_one_line_or_one_object(
    answers: Answers, run_main: Callable[[list[str]], Ran]
) -> None:
    error = ClusterError("no answer", hint="start it")
    answers(0, error)
    assert run("status").exception is error
    answers(0, error)
    done = run_main(["cluster", "status", "--json"])
    assert done.code == 1
    assert done.data["error"] == {
        "kind": "ClusterError",
        "message": "no answer",
        "hint": "start it",
    }


def test_an_older_node_answers_otherwise(answers: Answers) -> None:
    answers(404, {})
    for name in ("status", "members"):
        assert run(name).exit_code == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1"])
def test_the_port_is_asked_from_this_machine(answers: Answers, host: str) -> None:
    asked = answers(200, cluster_data(LEADING))
    run("status", "--set", f"console.host={host}", "--set", "console.allow_unauthenticated=true")
    assert asked[0][0] == ("http://127.0.0.1:9090" if host == "0.0.0.0" else "http://[::1]:9090")


@pytest.mark.parametrize(
    ("noted", "asked_at"),
    [
        ("http://0.0.0.0:9191", "http://127.0.0.1:9191"),
        ("http://[::]:9191", "http://[::1]:9191"),
        ("http://192.0.2.1:9191", "http://192.0.2.1:9191"),
    ],
)
def test_a_command_of_the_service_asks_it_by_the_loopback(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, noted: str, asked_at: str
) -> None:
    """Only under that name does the port let anybody change something."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    (tmp_path / "operations.url").write_text(noted)
    asked = answers(200, cluster_data(LEADING))
    run("status", "--set", "console.port=1")
    assert asked[0][0] == asked_at


def test_init_makes_certificates_that_are_good(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    done = CliRunner().invoke(command, ["init", str(folder), "a=127.0.0.1,localhost", "b=10.0.0.2"])
    assert done.exit_code == 0
    assert f"written: {folder / 'a.pem'}" in done.output
    assert 'ha.tls_certificate = "a.pem"' in done.output
    files = TlsFiles(folder / "ca.pem", folder / "b.pem", folder / "b.key")
    assert problems(files, "b", now=datetime.now(UTC)) == []


def test_init_says_what_does_not_fit(tmp_path: Path, run_main: Callable[[list[str]], Ran]) -> None:
    done = CliRunner().invoke(command, ["init", str(tmp_path), "a"])
    assert done.exit_code == 2
    assert "'a' is not of the form name=host[,host]" in done.output
    done = CliRunner().invoke(command, ["init", str(tmp_path), "a=host", "a=other"])
    assert done.exit_code == 2
    assert "a node is named twice" in done.output
    refused = run_main(["cluster", "init", str(tmp_path), "ca=host", "--json"])
    assert refused.code == 1
    assert "cannot be the name of a node" in refused.data["error"]["message"]
