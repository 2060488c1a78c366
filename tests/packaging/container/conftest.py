"""The engine and the image, built once by whichever worker comes first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import containers
from tests.support.containers import Engine

IMAGE = "localhost/trinitycore-mcp:latest"
"""As build.sh names it, and as the compose files and the guide do."""


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Podman and Buildah in a storage of the tests' own."""
    with containers.engine() as found:
        yield found


@pytest.fixture(scope="session")
def image(engine: Engine) -> str:
    """The name of the product's image."""
    containers.ensure_image(engine, IMAGE)
    return IMAGE
