"""Secrets in files: read once, one line break dropped, permissions judged, never both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.settings import secret_files
from appliance.settings.load import load
from tests.support.settings import load_env, load_file, problems_of_env, problems_of_file

DATABASE = "[database]\nhost = 'db'\n"


def secret(content: bytes, mode: int = 0o600) -> Path:
    path = Path("secret")
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (b"hunter2", "hunter2"),
        (b"hunter2\n", "hunter2"),
        (b"hunter2\r\n", "hunter2"),
        (b"hunter2\n\n", "hunter2\n"),
        (b" hunter2 \n", " hunter2 "),
        (b"your_password\n", "your_password"),
    ],
)
def test_one_line_break_at_the_end_is_dropped(content: bytes, password: str) -> None:
    path = secret(content)
    loaded = load_file(DATABASE + "password_file = 'secret'\n")
    assert loaded.settings.database.password.get_secret_value() == password
    assert str(loaded.sources["database.password"]) == f"database.password_file {path.absolute()}"
    assert loaded.warnings == ()


def test_the_file_is_found_beside_the_one_that_names_it(folder: Path) -> None:
    (folder / "etc").mkdir()
    (folder / "etc" / "a.yaml").write_text("auth: {jwt_secret_file: secret}\n")
    (folder / "etc" / "secret").write_text("hunter2")
    (folder / "etc" / "secret").chmod(0o600)
    loaded = load(Path("etc/a.yaml"), environ={})
    assert loaded.settings.auth.jwt_secret.get_secret_value() == "hunter2"


@pytest.mark.parametrize(
    ("mode", "who"), [(0o644, "everyone"), (0o604, "everyone"), (0o640, "its group")]
)
def test_a_file_that_others_can_read_is_warned_of(mode: int, who: str) -> None:
    path = secret(b"hunter2", mode).absolute()
    loaded = load_file(DATABASE + "password_file = 'secret'\n")
    assert loaded.warnings == (
        f"appliance.toml:3: database.password_file: {path}: {who} on this machine can read it: "
        f"chmod 600 {path}",
    )


def test_a_secret_that_was_mounted_into_a_container_is_nobody_elses(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_files, "MOUNTED", (folder / "run",))
    (folder / "run").mkdir()
    (folder / "run" / "password").write_text("hunter2")
    loaded = load_file(DATABASE + "password_file = 'run/password'\n")
    assert loaded.settings.database.password.get_secret_value() == "hunter2"
    assert loaded.warnings == ()


def test_a_secret_and_its_file_together_are_refused() -> None:
    secret(b"hunter2")
    assert problems_of_file(
        DATABASE + "password_file = 'secret'\n", TRINITY_DB_PASSWORD="hunter3"
    ) == (
        "appliance.toml:3: database.password_file: database.password is set too "
        "(environment TRINITY_DB_PASSWORD): give one of them",
    )


def test_an_empty_secret_beside_its_file_does_not_count() -> None:
    secret(b"hunter2")
    loaded = load_file(DATABASE + "password = ''\npassword_file = 'secret'\n")
    assert loaded.settings.database.password.get_secret_value() == "hunter2"


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "is empty"), (b"\n", "is empty"), (b"\xff\xfe\xfd", "not UTF-8")]
)
def test_a_file_without_a_secret_is_refused(content: bytes, message: str) -> None:
    secret(content)
    (problem,) = problems_of_file(DATABASE + "password_file = 'secret'\n")
    assert problem.startswith("appliance.toml:3: database.password_file: ")
    assert message in problem


def test_a_missing_file_is_refused() -> None:
    (problem,) = problems_of_env(
        TRINITY_DB_HOST="db", TRINITYCORE_MCP_DATABASE__PASSWORD_FILE="nowhere"
    )
    assert problem.startswith("environment TRINITYCORE_MCP_DATABASE__PASSWORD_FILE: ")
    assert problem.endswith("nowhere: cannot be read: No such file or directory")


def test_the_demo_realm_needs_no_password_file() -> None:
    overrides = {"database.host": None, "database.socket": None}
    environ = {"TRINITY_DB_HOST": "db", "TRINITYCORE_MCP_DATABASE__PASSWORD_FILE": "nowhere"}
    assert load(None, environ=environ, overrides=overrides).settings.demo


def test_a_credential_may_be_the_file_and_is_not_judged(folder: Path) -> None:
    (folder / "database.password_file").write_text("hunter2\n")
    loaded = load_env(CREDENTIALS_DIRECTORY=str(folder), TRINITY_DB_HOST="db")
    assert loaded.settings.database.password.get_secret_value() == "hunter2"
    assert loaded.warnings == ()
