"""Writes `config/appliance.toml` and `docs/reference/settings.md` from the settings tree.

A tool for development: it needs the model's source, which the single binary does not have.
Run it with `python -m appliance.settings.document`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import tomli_w
from pydantic import SecretStr

from appliance.settings import legacy
from appliance.settings.keys import KEYS, Key, Kind, section_models
from appliance.settings.reload import Part, owner_of
from appliance.settings.section import Section

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config" / "appliance.toml"
REFERENCE = ROOT / "docs" / "reference" / "settings.md"

_WIDTH = 98
_CHANGES = {Part.RESTART: "restart", Part.NOBODY: "-"}

_CONFIG_HEAD = """\
Configuration of trinitycore-mcp: every key with its default. Start with it by
`trinitycore-mcp serve --config appliance.toml`. A line that starts with "#" and a key is that
key's default: remove the "#" to change it. Environment variables, .env and flags win over this
file; docs/reference/settings.md lists their names. Times are in seconds, sizes in bytes. Relative
paths start from the folder of this file. An empty text means: not set.
"""

_REFERENCE_HEAD = """\
# Settings

Every setting has a default; `trinitycore-mcp serve` needs none of them. `trinitycore-mcp config
show` prints every value with the source it came from, `trinitycore-mcp config check` says
everything that is wrong, one line each.

## Sources

Later ones win:

1. the defaults below;
2. the configuration file, TOML or YAML by its suffix: `--config FILE`, or
   `TRINITYCORE_MCP_CONFIG` in the environment. [config/appliance.toml](../../config/appliance.toml)
   lists every key;
3. systemd credentials: a file `<section>.<key>` in `$CREDENTIALS_DIRECTORY`, for example
   `LoadCredential=database.password:/etc/trinitycore-mcp/password`, or a folder of such files:
   `LoadCredential=settings:/etc/trinitycore-mcp/appliance.credentials`. For a key that takes a path
   the credential itself is the file;
4. `.env` in the working directory, or the file named by `--env-file`;
5. environment variables;
6. flags: `--set section.key=value`, `--host`, `--port`, `--demo`.

Everything that is written is checked, also a value that a later source replaces. A key that does
not exist is refused with its place and the nearest spelling.

In files a value has its own type: `port = "3000"` is refused. YAML follows the rules of YAML 1.2:
only `true` and `false` are booleans. In variables and flags `true`, `yes`, `on`, `1` and `false`,
`no`, `off`, `0` are understood, lists are separated by commas, and `none` empties a key that may be
empty. An empty variable counts as not set. Nothing expands `${NAME}`; a value that contains it is
refused.

Relative paths start from the folder of the file that names them; in environment variables and
flags from the working directory.

Secrets belong into files: `database.password_file` and its like are read at the start and at each
reload, without one trailing line break, or into systemd credentials. A secret and its file together
are refused.

## Changing them

`trinitycore-mcp reload` and SIGHUP read all sources again: files, credentials, `.env` and secrets
as they are now, environment and flags as at the start. The column "change" below says what becomes
of a key that is different then: with *reload* it is in use at once and no call is dropped, with
*restart* the old value stays and the answer, the log and `/readyz?verbose` say so. A configuration
with anything wrong in it is refused and changes nothing.
[DEPLOYMENT_GUIDE.md](../DEPLOYMENT_GUIDE.md) tells the rest.

## Coming from version 1.4

The variables of version 1.4 keep working; they stand in the last column. With any `TRINITY_DB_*`
variable set and no host, the database is on `localhost`, as it was; without any database setting
the embedded demo realm is served. New: `.env` is read, and `TRINITY_ROOT` is used.
The placeholder passwords of the old template are refused.
"""


def config() -> str:
    """The text of `config/appliance.toml`."""
    parts = [_comment(" ".join(_CONFIG_HEAD.split()))]
    for section, model in section_models().items():
        said = descriptions(model)
        parts.append(f"\n{_comment(_one_line(model.__doc__))}[{section}]\n")
        parts.extend(
            f"\n{_comment(said[key.name])}#{_assignment(key)}\n"
            for key in KEYS.values()
            if key.section == section
        )
    return "".join(parts)


def reference() -> str:
    """The text of `docs/reference/settings.md`."""
    parts = [_REFERENCE_HEAD, "\n## Keys\n"]
    for section, model in section_models().items():
        said = descriptions(model)
        parts.append(f"\n### {section}\n\n{_one_line(model.__doc__)}\n\n")
        parts.append("| key | default | value | meaning | change | environment |\n")
        parts.append("|---|---|---|---|---|---|\n")
        parts.extend(_row(key, said[key.name]) for key in KEYS.values() if key.section == section)
    return "".join(parts)


def descriptions(model: type[Section]) -> Mapping[str, str]:
    """What stands below each field in the model's source, on one line."""
    (tree,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for field, below in pairwise(tree.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                found[name] = _one_line(text)
    return found


def main() -> None:
    """Write both files."""
    for path, text in ((CONFIG, config()), (REFERENCE, reference())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, _WIDTH))


def _assignment(key: Key) -> str:
    return tomli_w.dumps({key.name: _as_toml(key.default)}).strip()


def _as_toml(value: object) -> object:
    match value:
        case None:
            return ""
        case SecretStr():
            return value.get_secret_value()
        case StrEnum():
            return value.value
        case Path():
            return str(value)
        case tuple():
            return list(value)
    return value


def _row(key: Key, meaning: str) -> str:
    default = _assignment(key).partition(" = ")[2]
    names = ", ".join(f"`{name}`" for name in (key.variable, *legacy.names_of(key.dotted)))
    change = _CHANGES.get(owner_of(key.dotted), "reload")
    cells = (f"`{key.name}`", _default_cell(default), _value_cell(key), meaning, change, names)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _default_cell(default: str) -> str:
    return "empty" if default in ('""', "[]") else f"`{default}`"


def _value_cell(key: Key) -> str:
    words = ", ".join(f"`{choice}`" for choice in key.choices) or key.expected
    if key.kind is Kind.SECRET:
        words += ", secret"
    return words + (", or empty" if key.optional else "")


if __name__ == "__main__":
    main()
