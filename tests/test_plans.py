"""What the settings mean for each part, and that nothing is loaded for what they do not ask for."""

from __future__ import annotations

import subprocess
import sys

DEMO = """
import sys
from appliance.app import build
from appliance.clock import SystemClock
from appliance.settings.model import Settings
import trio

async def main():
    build(Settings(), {}, SystemClock())

trio.run(main)
print(*(name for name in UNWANTED if name in sys.modules))
"""
UNWANTED = (
    "trio_mysql", "asyncmy", "cryptography", "obstore", "pyrage", "httpx2", "mcp.client", "yaml",
    "dotenv", "rapidfuzz", "tree_sitter",
)  # fmt: skip


def test_the_demo_realm_loads_no_driver_no_encryption_and_no_client() -> None:
    script = f"UNWANTED = {UNWANTED}{DEMO}"
    done = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
