"""A booted Debian in which the service is installed as the deployment guide says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.booted_debian import Machine, booted
from tests.support.pages import Chapter, sections
from tests.support.process import CHECKOUT

SOURCE = "/usr/src/trinitycore-mcp"
ONE = "trinitycore-mcp"
INSTALL = "Install without a package"
DEMO_REALM = CHECKOUT / "appliance" / "database" / "demo_realm"
SCHEMAS = ("world", "characters", "auth")


@pytest.fixture(scope="session")
def guide() -> dict[str, Chapter]:
    """The code of the chapter, by its headings."""
    return sections("DEPLOYMENT_GUIDE.md", "systemd")


@pytest.fixture(scope="module")
def machine(
    tmp_path_factory: pytest.TempPathFactory, guide: dict[str, Chapter]
) -> Iterator[Machine]:
    """The machine, with the service installed and not started, and the demo realm in MariaDB."""
    program = CHECKOUT / "dist" / "trinitycore-mcp" / "trinitycore-mcp"
    if not program.exists():
        pytest.fail(f"{program} is not there: run `make binary`")
    mounted = {CHECKOUT / part: f"{SOURCE}/{part}" for part in ("dist", "systemd", "config")}
    folder: Path = tmp_path_factory.mktemp("machine") / "root"
    folder.mkdir(mode=0o755)
    with booted(folder, mounted) as found:
        for script in guide[INSTALL]["sh"]:
            found.run(f"cd {SOURCE}\n{script}")
        for schema in SCHEMAS:
            found.sql(f"CREATE DATABASE {schema}")
            files = sorted((DEMO_REALM / schema).glob("*.sql"))
            found.sql("\n".join(file.read_text() for file in files), schema)
        yield found
