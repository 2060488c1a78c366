"""The command line as a whole: lazy, one line for an expected failure, a traceback for a bug."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from appliance import __version__, cli
from appliance.errors import ApplianceError, SettingsError, StartError

COMMAND = (sys.executable, "-m", "appliance")

HEAVY = ("pydantic", "trio", "mcp", "mcp_types", "yaml", "structlog", "trio_mysql", "hypercorn")

LIST_MODULES = """
import atexit, sys
atexit.register(lambda: print("loaded:", *(n for n in {heavy!r} if n in sys.modules)))
from appliance.cli import main
sys.argv = ["trinitycore-mcp", {argument!r}]
main()
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*COMMAND, *arguments), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_import_nothing_heavy(argument: str) -> None:
    script = LIST_MODULES.format(heavy=HEAVY, argument=argument)
    done = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]
    assert ("Commands:" in done.stdout) is (argument == "--help")


def test_the_version_is_printed() -> None:
    done = run("--version")
    assert (done.stdout, done.stderr) == (f"trinitycore-mcp {__version__}\n", "")


def test_help_names_every_command_with_its_own_first_line() -> None:
    shown = CliRunner().invoke(cli.cli, ["-h"]).output
    for name, (module, line) in cli.COMMANDS.items():
        assert f"  {name} " in shown
        command = import_module(module).command
        assert command.name == name
        assert (command.help or "").splitlines()[0] == line


def test_help_survives_a_build_without_docstrings() -> None:
    done = subprocess.run(
        (sys.executable, "-OO", "-m", "appliance", "config", "check", "--help"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Say everything that is wrong with the configuration, one line each." in done.stdout
    assert "--config FILE" in done.stdout


def test_an_unknown_command_is_a_usage_error() -> None:
    result = CliRunner().invoke(cli.cli, ["sreve"])
    assert result.exit_code == 2
    assert "No such command 'sreve'" in result.output


@pytest.mark.parametrize(
    ("line", "message", "place"),
    [
        ("backup list --json --stat x", "No such option '--stat'", "backup list"),
        ("backup verify --json", "Missing argument 'ID'.", "backup verify"),
        ("backup hold x --until yesterday --json", "Invalid value for '--until'", "backup hold"),
        ("backup verfy x --json", "No such command 'verfy'.", "backup"),
        ("cluster status --set=x --json", "Invalid value for --set", "cluster status"),
        ("drill --rounds 0 --json", "Invalid value for '--rounds'", "drill"),
        ("sreve --json", "No such command 'sreve'.", ""),
    ],
)
def test_a_wrong_usage_is_json_for_who_asks_for_json(line: str, message: str, place: str) -> None:
    result = CliRunner().invoke(cli.cli, line.split(), prog_name="trinitycore-mcp")
    assert result.exit_code == 2
    assert result.stderr == ""
    error = json.loads(result.stdout)["error"]
    assert error["kind"] == "UsageError"
    assert error["message"].startswith(message)
    assert error["hint"] == f"trinitycore-mcp {place} --help".replace("  ", " ")


@pytest.mark.parametrize("line", ["backup verify", "backup prune -- --json"])
def test_a_wrong_usage_is_text_for_everybody_else(line: str) -> None:
    result = CliRunner().invoke(cli.cli, line.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


def test_an_expected_failure_is_json_for_who_asks_for_json() -> None:
    done = run("config", "show", "--set", "server.hots=x", "--set", "server.port=x", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    error = json.loads(done.stdout)["error"]
    assert error["kind"] == "SettingsError"
    assert ["hots" in each for each in error["problems"]] == [True, False]


def test_an_expected_failure_is_one_line_each() -> None:
    done = run("config", "show", "--set", "server.hots=x", "--set", "server.port=x")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "trinitycore-mcp: command line: server.hots: unknown key; did you mean server.host?\n"
        "trinitycore-mcp: command line: server.port: expected a whole number from 0 to 65535, "
        'not "x"\n'
    )


def test_a_reader_that_stops_reading_is_no_error() -> None:
    process = subprocess.Popen(
        (*COMMAND, "config", "show"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == ""
    process.wait(timeout=60)


class TestMain:
    """What `main` makes of the errors that leave a command."""

    @staticmethod
    def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
        """Install a command `fail` that raises `error`, and name it on the command line."""

        @click.command("fail")
        def command() -> None:
            raise error

        module = ModuleType("appliance.cli.fail")
        module.command = command  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(cli, "COMMANDS", {"fail": (module.__name__, "Fail.")})
        monkeypatch.setattr(sys, "argv", ["trinitycore-mcp", "fail"])

    def test_message_and_hint(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.fail_with(StartError("the port is taken", hint="take another"), monkeypatch)
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert caught.value.code == 1
        assert capsys.readouterr() == (
            "",
            "trinitycore-mcp: the port is taken\n  hint: take another\n",
        )

    def test_errors_in_groups_of_groups(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        class Worse(ApplianceError):
            exit_code = 4

        inner = ExceptionGroup(
            "inner", [StartError("one"), SettingsError("two", problems=("a", "b"))]
        )
        self.fail_with(ExceptionGroup("outer", [inner, Worse("three")]), monkeypatch)
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert caught.value.code == 4
        assert capsys.readouterr().err.splitlines() == [
            "trinitycore-mcp: one",
            "trinitycore-mcp: a",
            "trinitycore-mcp: b",
            "trinitycore-mcp: three",
        ]

    def test_a_bug_keeps_its_traceback_and_has_a_code_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.fail_with(ZeroDivisionError("bug"), monkeypatch)
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert caught.value.code == cli.BUG
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("Traceback (most recent call last):\n")
        assert err.endswith("\nZeroDivisionError: bug\n")

    def test_the_journal_hears_of_errors_as_such(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        for error, last in (
            (StartError("taken", hint="another"), "<3>  hint: another"),
            (ZeroDivisionError("bug"), "<3>ZeroDivisionError: bug"),
        ):
            self.fail_with(error, monkeypatch)
            with (tmp_path / "journal").open("w+") as stream:
                status = os.fstat(stream.fileno())
                monkeypatch.setenv("JOURNAL_STREAM", f"{status.st_dev}:{status.st_ino}")
                monkeypatch.setattr(sys, "stderr", stream)
                with pytest.raises(SystemExit):
                    cli.main()
                lines = (tmp_path / "journal").read_text().splitlines()
            assert all(line.startswith("<3>") for line in lines)
            assert lines[-1] == last

    def test_a_bug_beside_an_expected_failure_keeps_it_too(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        both = ExceptionGroup("both", [StartError("the port is taken"), ZeroDivisionError("bug")])
        self.fail_with(both, monkeypatch)
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert caught.value.code == cli.BUG
        err = capsys.readouterr().err
        assert "trinitycore-mcp: the port is taken" in err
        assert "ZeroDivisionError: bug" in err
