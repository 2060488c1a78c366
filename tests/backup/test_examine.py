"""What `check` says of the configuration of backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage
import pytest

from appliance.backup.examine import examine
from appliance.backup.site import open_site
from appliance.clock import SystemClock
from appliance.settings.backup import BackupSettings
from appliance.settings.model import Settings
from appliance.telemetry.health import Check, Status
from tests.support.servers import SqlServer, running_mariadb
from tests.support.small_realm import OWNER, PROVER, create_realm, settings_of


async def found(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in await examine(settings, SystemClock())}


async def test_without_a_repository_it_says_how_to_have_one() -> None:
    (check,) = await examine(Settings(), SystemClock())
    assert check.status is Status.OK
    assert "backup.repository" in check.message


async def test_a_good_configuration(mariadb: SqlServer, tmp_path: Path) -> None:
    settings = settings_of(mariadb, tmp_path / "b", create_realm(mariadb, "see_"))
    checks = await found(settings)
    assert checks["backup"].status is Status.WARNING
    assert "no such folder" in checks["backup"].message
    assert checks["backup:account"].status is checks["backup:proof"].status is Status.OK
    await open_site(settings, SystemClock(), create=True)
    checks = await found(settings)
    assert {check.status for check in checks.values()} == {Status.OK}, checks
    assert checks["backup"].message == f"0 backups in {tmp_path / 'b'}"


async def test_proofs_that_would_be_logged(tmp_path: Path) -> None:
    with running_mariadb("--log-bin=log", "--server-id=7") as server:
        settings = settings_of(server, tmp_path / "b", create_realm(server))
        check = (await found(settings))["backup:proof"]
        assert check.status is Status.WARNING
        assert "GRANT BINLOG ADMIN ON *.* TO it" in check.message
        server.run(f"GRANT BINLOG ADMIN ON *.* TO {PROVER}@'%'")
        check = (await found(settings))["backup:proof"]
        assert check.status is Status.OK, check


@pytest.mark.parametrize(
    ("more", "name", "status", "message"),
    [
        ({"schedule": "whenever"}, "backup", Status.FAILED, "backup.schedule"),
        ({"encrypt_to": ("age1nonsense",)}, "backup", Status.FAILED, "not an age recipient"),
        ({"scratch_user": None}, "backup:proof", Status.WARNING, "backup.scratch_user"),
        ({"scratch_user": OWNER}, "backup:proof", Status.WARNING, "more than proofs need"),
        ({"scratch_user": "nobody"}, "backup:proof", Status.WARNING, "nobody"),
        ({"user": "prover"}, "backup:account", Status.WARNING, "not to be seen"),
    ],
)
async def test_what_is_wrong(
    mariadb: SqlServer,
    tmp_path: Path,
    more: dict[str, Any],
    name: str,
    status: Status,
    message: str,
) -> None:
    names = create_realm(mariadb, "see_")
    await open_site(settings_of(mariadb, tmp_path / "b", names), SystemClock(), create=True)
    if more.get("user"):
        more |= {"password": "a 'secret'"}
    settings = settings_of(mariadb, tmp_path / "b", names, **more)
    check = (await found(settings))[name]
    assert check.status is status
    assert message in check.message


async def test_a_key_that_others_can_read_and_one_that_fits_nothing(
    mariadb: SqlServer, tmp_path: Path
) -> None:
    names = create_realm(mariadb, "see_")
    await open_site(settings_of(mariadb, tmp_path / "b", names), SystemClock(), create=True)
    key = tmp_path / "key"
    key.write_text(str(pyrage.x25519.Identity.generate()))
    key.chmod(0o644)
    other = str(pyrage.x25519.Identity.generate().to_public())
    settings = settings_of(mariadb, tmp_path / "b", names, encrypt_to=(other,), identity_file=key)
    checks = await found(settings)
    assert "chmod 600" in checks["backup:key"].message
    assert "backup.identity_file" in checks["backup:proof"].message


async def test_the_demo_realm(tmp_path: Path) -> None:
    settings = Settings(backup=BackupSettings(repository=str(tmp_path)))
    checks = await found(settings)
    assert {check.status for check in checks.values()} == {Status.OK}
    assert checks["backup:proof"].message == "engine sqlite: the demo realm is SQLite"
