"""Writes `appliance/cli/setting_keys.py` and `docs/reference/cli.md` from the commands.

A tool for development. Run it with `python -m appliance.cli.document`.
"""

from __future__ import annotations

from pathlib import Path

from appliance.settings.keys import KEYS, Kind

ROOT = Path(__file__).parents[2]
SETTING_KEYS = Path(__file__).with_name("setting_keys.py")

_KEYS_HEAD = '''\
"""The settings' keys, each with the values that can be listed. Written by `make docs`.

Completion reads them here: loading the settings' model takes longer than a person waits for a Tab.
"""

from collections.abc import Mapping

VALUES: Mapping[str, tuple[str, ...]] = {
'''


def setting_keys() -> str:
    """The text of `appliance/cli/setting_keys.py`."""
    lines = [_KEYS_HEAD]
    for dotted, key in KEYS.items():
        values = ("true", "false") if key.kind is Kind.BOOLEAN else key.choices
        listed = ", ".join(f'"{value}"' for value in values) + ("," if len(values) == 1 else "")
        lines.append(f'    "{dotted}": ({listed}),\n')
    return "".join([*lines, "}\n"])
