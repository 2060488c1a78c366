"""Values from environment variables, from the `.env` file and from systemd's credentials.

An empty variable counts as not set, because container tools pass on names without a value.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.errors import SettingsError
from appliance.settings import legacy
from appliance.settings.documents import unknown_key
from appliance.settings.files import read_text
from appliance.settings.keys import (
    GENERIC_VARIABLES,
    KEYS,
    SECTIONS,
    VARIABLE_PREFIX,
    Key,
    Kind,
    nearest,
)
from appliance.settings.sources import Findings, Given, Layer, Source

CONFIG_VARIABLE = VARIABLE_PREFIX + "CONFIG"
"""Names the configuration file; whoever calls `load` reads it."""

CREDENTIALS_PREFIX = "settings_"
"""systemd puts this before the names of a folder: LoadCredential=settings:/folder."""

_TEST_PREFIX = VARIABLE_PREFIX + "TEST_"
# Kubernetes and Docker links describe every service near by in variables of these forms. A service
# called "trinitycore-mcp", "mcp" or "redis" hits our names.
_SERVICE_NAME = re.compile(r"_SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP|SCTP)")
_SERVICE_URL = re.compile(r"(tcp|udp|sctp)://")
_TRAILING_COMMENT = re.compile(r"\s+#.*$")


@dataclass(frozen=True)
class Variable:
    """One variable; `is_plain` when its source knows neither quotes nor comments."""

    text: str
    source: Source
    base: Path
    is_plain: bool

    @property
    def name(self) -> str:
        """The variable's name."""
        return self.source.variable


def from_environ(environ: Mapping[str, str], findings: Findings) -> Iterator[Given]:
    """Yield the values that the process environment gives."""
    here = Path.cwd()
    yield from _givens(
        [
            Variable(text, Source(Layer.ENVIRONMENT, f"environment {name}", name), here, True)
            for name, text in environ.items()
            if text.strip()
        ],
        findings,
    )


def from_env_file(path: Path, findings: Findings) -> Iterator[Given]:
    """Yield the values that a `.env` file gives; of a name set twice the last one counts.

    Raises:
        SettingsError: the file cannot be read.
    """
    from dotenv.parser import parse_stream  # takes 10 ms; most have no such file

    variables: dict[str, Variable] = {}
    for binding in parse_stream(io.StringIO(read_text(path))):
        original, name = binding.original, binding.key
        blank = original.string[: len(original.string) - len(original.string.lstrip())]
        place = f"{path}:{original.line + blank.count(chr(10))}"
        if binding.error:
            findings.problems.append(f"{place}: expected NAME=value; are the quotes closed?")
        elif name is not None and (binding.value or "").strip():
            source = Source(Layer.ENV_FILE, place, name)
            if name in variables and _is_ours(name):
                findings.warn(source, name, "set twice; this line counts")
            base = path.absolute().parent
            variables[name] = Variable(binding.value or "", source, base, is_plain=False)
    if CONFIG_VARIABLE in variables:
        source = variables.pop(CONFIG_VARIABLE).source
        findings.warn(source, CONFIG_VARIABLE, "has no effect here; set it in the environment")
    yield from _givens(variables.values(), findings)


def from_credentials(environ: Mapping[str, str], findings: Findings) -> Iterator[Given]:
    """Yield the values of systemd's credentials: files `<section>.<key>` in one folder.

    Each may have been loaded by itself or with a folder.

    For a key that takes a path the credential itself is the file.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return
    try:
        files = sorted(Path(folder).iterdir())
    except OSError as error:
        raise SettingsError(f"{folder}: credentials cannot be read: {error.strerror}") from error
    for file in files:
        name = file.name.removeprefix(CREDENTIALS_PREFIX)
        source = Source(Layer.CREDENTIAL, f"credential {name}")
        key = KEYS.get(name)
        if key is None:
            # Credentials for other programs of the unit may lie here too.
            if name.partition(".")[0] in SECTIONS and "." in name:
                findings.problem(source, name, unknown_key(name))
        elif key.kind is Kind.PATH:
            yield Given(key.dotted, str(file), source, file.parent, is_text=True)
        else:
            text = read_text(file).removesuffix("\n")
            yield Given(key.dotted, text, source, file.parent, is_text=True)


def _is_ours(name: str) -> bool:
    return name in legacy.VARIABLES or name.startswith(VARIABLE_PREFIX)


def _givens(variables: Iterable[Variable], findings: Findings) -> Iterator[Given]:
    """Old names first, so that the new name of a key wins when both are set."""
    new: dict[str, Given] = {}
    old: list[Given] = []
    for variable in variables:
        name = variable.name
        if _is_service_link(variable):
            if name in legacy.VARIABLES:
                findings.warn(variable.source, name, "describes a service near by; ignored")
        elif name in legacy.VARIABLES:
            old.append(_given(KEYS[legacy.VARIABLES[name]], variable, findings))
        elif name in GENERIC_VARIABLES:
            key = GENERIC_VARIABLES[name]
            new[key.dotted] = _given(key, variable, findings)
        else:
            _judge_unknown(variable, findings)
    for given in old:
        other = new.get(given.key)
        if other is not None and other.value != given.value:
            findings.warn(given.source, given.key, f"{other.source} is set too and wins")
    yield from old
    yield from new.values()


def _is_service_link(variable: Variable) -> bool:
    if variable.name.endswith("_PORT") and _SERVICE_URL.match(variable.text):
        return True
    return bool(_SERVICE_NAME.search(variable.name))


def _judge_unknown(variable: Variable, findings: Findings) -> None:
    """Refuse unknown names of ours; warn about old names that do nothing, and near misses."""
    name, source = variable.name, variable.source
    if name.startswith(VARIABLE_PREFIX):
        if name != CONFIG_VARIABLE and not name.startswith(_TEST_PREFIX):
            findings.problem(source, name, _unknown(name, VARIABLE_PREFIX, GENERIC_VARIABLES))
    elif name in legacy.WITHOUT_EFFECT:
        findings.warn(source, name, legacy.WITHOUT_EFFECT[name])
    elif name.startswith("TRINITY_DB_"):
        findings.warn(source, name, _unknown(name, "TRINITY_DB_", legacy.DATABASE_VARIABLES))


def _unknown(name: str, prefix: str, known: Iterable[str]) -> str:
    """The nearest spelling is looked for behind the `prefix` that all of them share."""
    near = nearest(name.removeprefix(prefix), (other.removeprefix(prefix) for other in known))
    return "unknown variable" + (f"; did you mean {prefix}{near}?" if near else "")


def _given(key: Key, variable: Variable, findings: Findings) -> Given:
    if variable.is_plain:
        variable = _without_leftovers(key, variable, findings)
    return Given(key.dotted, variable.text, variable.source, variable.base, is_text=True)


def _without_leftovers(key: Key, variable: Variable, findings: Findings) -> Variable:
    """Drop what `docker --env-file` and systemd leave in a value: quotes, a comment at the end.

    A secret is kept as it is, since all of that may belong to it.
    """
    text, found = variable.text.strip(), []
    if not _is_wrapped(text) and (uncommented := _TRAILING_COMMENT.sub("", text)) != text:
        text, found = uncommented, ["a comment"]
    if _is_wrapped(text):
        text, found = text[1:-1].strip(), ["quotes", *found]
    if not found:
        return variable if key.kind is Kind.SECRET else replace(variable, text=text)
    words = " and ".join(found)
    if key.kind is Kind.SECRET:
        findings.warn(variable.source, key.dotted, f"{words} here would be part of the secret")
        return variable
    findings.warn(variable.source, key.dotted, f"{words} here are ignored; remove them")
    return replace(variable, text=text)


def _is_wrapped(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
