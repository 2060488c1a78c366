"""The settings' models are made without a look at their source, which the binary has not."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from collections.abc import Iterator
from pydantic import BaseModel
import appliance.app

def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from below(each)

asking = [each for each in below(BaseModel) if each.model_config.get("use_attribute_docstrings")]
print(*(each.__name__ for each in asking))
"""


def test_no_model_searches_for_its_source() -> None:
    done = subprocess.run(
        (sys.executable, "-c", SCRIPT), capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
