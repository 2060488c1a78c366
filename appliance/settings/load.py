"""Loads the settings: gathers values from every source, checks each and all together.

Precedence, later wins: defaults, configuration file, systemd credentials, `.env`, environment,
flags. Everything that is written is checked, also a value that a stronger source replaces.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from appliance.errors import SettingsError
from appliance.settings import environment, legacy, relations, secret_files, values
from appliance.settings.documents import givens, unknown_key
from appliance.settings.files import read_document
from appliance.settings.ground import Ground
from appliance.settings.keys import KEYS, SECTIONS
from appliance.settings.model import Settings
from appliance.settings.sources import DEFAULT, Findings, Given, Layer, Source, printable

DEFAULT_ENV_FILE = Path(".env")


@dataclass(frozen=True)
class Loaded:
    """The settings, where each value came from (by dotted key), and what looks odd."""

    settings: Settings
    sources: Mapping[str, Source]
    warnings: tuple[str, ...]


@dataclass
class _Chosen:
    """The strongest value of each key so far.

    `broken` keys were given a value that does not fit; `implied_by` is where one of version 1.4's
    database variables was set; `is_whole` turns false when a source could not be read.
    """

    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=lambda: dict.fromkeys(KEYS, DEFAULT))
    broken: set[str] = field(default_factory=set)
    implied_by: Source | None = None
    is_whole: bool = True


def load(
    config_file: Path | None,
    *,
    environ: Mapping[str, str],
    env_file: Path | None = None,
    overrides: Mapping[str, object] = MappingProxyType({}),
) -> Loaded:
    """Return the settings that all sources together make.

    Args:
        config_file: TOML or YAML by its suffix; None for none.
        environ: the process environment.
        env_file: None means `.env` in the working directory, if there is one.
        overrides: flags by dotted key; texts are read like variables, None empties a key.

    Raises:
        SettingsError: something is wrong; `problems` has everything that is, one line each.
    """
    try:
        os.getcwd()
    except OSError as error:  # relative paths would mean nothing
        raise SettingsError(
            f"the working directory cannot be used: {error.strerror}",
            hint="change to a folder that is there",
        ) from error
    findings = Findings()
    chosen = _Chosen()
    readers: list[Callable[[], Iterable[Given]]] = [
        lambda: _from_config_file(config_file, findings),
        lambda: environment.from_credentials(environ, findings),
        lambda: _from_env_file(env_file, findings),
        lambda: environment.from_environ(environ, findings),
    ]
    for reader in readers:
        try:
            given = list(reader())
        except SettingsError as error:
            findings.problems.extend(error.problems)
            chosen.is_whole = False
            continue
        _choose(given, chosen, findings)
    _imply_host(chosen)
    _choose(_from_flags(overrides, findings), chosen, findings)
    return _finish(chosen, findings)


def _from_config_file(path: Path | None, findings: Findings) -> Iterable[Given]:
    if path is None:
        return ()
    # Not resolved: Kubernetes mounts files as links into folders with changing names.
    return givens(read_document(path), path.absolute().parent, findings)


def _from_env_file(path: Path | None, findings: Findings) -> Iterable[Given]:
    if path is None:
        # A folder of that name is somebody's virtual environment. A working directory that may not
        # be looked into, such as root's after `sudo -u`, has none.
        if not os.path.exists(DEFAULT_ENV_FILE) or os.path.isdir(DEFAULT_ENV_FILE):
            return ()
        path = DEFAULT_ENV_FILE
    return environment.from_env_file(path, findings)


def _from_flags(overrides: Mapping[str, object], findings: Findings) -> Iterator[Given]:
    source = Source(Layer.FLAG, "command line")
    for key, value in overrides.items():
        if key in KEYS:
            is_text = isinstance(value, str | Path)
            yield Given(key, value, source, Path.cwd(), is_text=is_text)
        else:
            findings.problem(source, key, unknown_key(key))


def _choose(given: Iterable[Given], chosen: _Chosen, findings: Findings) -> None:
    for item in given:
        key = KEYS[item.key]
        if item.source.variable in legacy.DATABASE_VARIABLES:
            chosen.implied_by = chosen.implied_by or item.source
        try:
            if item.is_text:
                value = values.from_text(key, str(item.value), item.base)
            else:
                value = values.from_file(key, item.value, item.base)
        except ValueError as error:
            findings.problem(item.source, item.key, str(error))
            chosen.broken.add(item.key)
        else:
            chosen.values[item.key] = value
            chosen.sources[item.key] = item.source


def _imply_host(chosen: _Chosen) -> None:
    """Keep version 1.4's meaning: with any of its variables set the database is on localhost."""
    host, by = chosen.sources["database.host"], chosen.implied_by
    is_cleared = host.layer in (Layer.ENV_FILE, Layer.ENVIRONMENT)  # in so many words
    if by is None or is_cleared or _has_database(chosen):
        return
    chosen.values["database.host"] = legacy.DEFAULT_HOST
    chosen.sources["database.host"] = Source(
        by.layer, f"implied as in version 1.4 by {by.variable} ({by})"
    )


def _has_database(chosen: _Chosen) -> bool:
    return bool(chosen.values.get("database.host") or chosen.values.get("database.socket"))


def _finish(chosen: _Chosen, findings: Findings) -> Loaded:
    # Nobody logs in to the demo realm: a password that cannot be read must not stop it.
    unused = () if _has_database(chosen) else ("database.password",)
    secret_files.read(chosen.values, chosen.sources, findings, unused=unused)
    tree: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for dotted, value in chosen.values.items():
        key = KEYS[dotted]
        tree[key.section][key.name] = value
    settings = Settings.model_validate(tree)
    sources = MappingProxyType(chosen.sources)
    if chosen.is_whole:  # else what is missing could be just what makes the rest fit
        relations.check(Ground(settings, sources, frozenset(chosen.broken), findings))
    if findings.problems:
        problems = tuple(printable(problem) for problem in findings.problems)
        raise SettingsError("; ".join(problems), problems=problems)
    return Loaded(settings, sources, tuple(printable(warning) for warning in findings.warnings))
