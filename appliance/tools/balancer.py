"""Writes the names of the tools whose calls a balancer may send to a second replica.

A tool for development, like `appliance.tools.document`: `make docs` runs both. Only what reads the
game's or the realm's data is named: a balancer that does not know a name sends its call once.
`call-tool` may stand for any tool, so it is not among them.
"""

from __future__ import annotations

from pathlib import Path

from appliance.tools import DOMAINS
from appliance.tools.aliases import ALIASES
from appliance.tools.context import Scope
from appliance.tools.registry import Tools, collect

PACKAGING = Path(__file__).parents[2] / "packaging"
NGINX = PACKAGING / "nginx" / "trinitycore-mcp" / "reads.conf"
HAPROXY = PACKAGING / "haproxy" / "reads.lst"

_RETRIED = frozenset({Scope.GAME_READ, Scope.REALM_READ})
_HEAD = "# Written from the tools by `make docs`: calls that may be sent to a second replica.\n"


def retried(tools: Tools) -> list[str]:
    """The names a client may use, older ones too, of the tools that only read; sorted."""
    reads = {tool.name for tool in tools.values() if tool.read_only and tool.scope in _RETRIED}
    return sorted(reads | {old for old, new in ALIASES.items() if new in reads})


def documents() -> dict[Path, str]:
    """The text of each file."""
    names = retried(collect(DOMAINS))
    return {
        NGINX: _HEAD + "".join(f"{name} read;\n" for name in names),
        HAPROXY: _HEAD + "".join(f"{name}\n" for name in names),
    }


def main() -> None:
    """Write the files."""
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
