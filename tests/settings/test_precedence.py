"""Any values in any subset of the sources: the strongest source of each key wins, intact."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomli_w
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.settings.keys import KEYS, Key, Kind
from appliance.settings.load import Loaded, load
from appliance.settings.secret_files import SECRET_FILES
from appliance.settings.sources import Layer
from tests.support.settings import load_env

RELATED = {
    *("server.host", "server.port", "console.host", "console.port"),
    *("database.host", "database.socket", "database.tls_mode", "auth.enabled", "ha.enabled"),
    *SECRET_FILES.values(),
    *(key for key in KEYS if key.endswith(("tls_key", "tls_certificate"))),
}
"""Keys whose values must fit others; every other key can be set to anything by itself."""

FREE = [key for dotted, key in KEYS.items() if dotted not in RELATED]

WORD = st.text("abcXYZ019_-./:*@", min_size=1, max_size=12).filter(
    lambda word: word.lower() != "none"
)


def value_of(key: Key) -> st.SearchStrategy[object]:
    """Valid values of a key as a file holds them."""
    match key.kind:
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.INTEGER:
            return st.integers(int(key.least or 0), int(key.most or 0))
        case Kind.NUMBER:
            least = int(1000 * (key.above or 0)) + 1 if key.least is None else 1000 * key.least
            most = int(1000 * (key.most or 0))
            return st.integers(int(least), most).map(lambda milliseconds: milliseconds / 1000)
        case Kind.CHOICE:
            return st.sampled_from(key.choices)
        case Kind.LIST:
            return st.lists(WORD, min_size=1, max_size=3)
        case Kind.PATH:
            return WORD.map(lambda word: str(Path("/" + word)))
        case Kind.TEXT | Kind.SECRET:
            return WORD


def text_of(value: object) -> str:
    """The same value as a variable holds it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value)
    return str(value)


def plain(loaded: Loaded, dotted: str) -> object:
    """A loaded value as a file would hold it."""
    key = KEYS[dotted]
    value = getattr(getattr(loaded.settings, key.section), key.name)
    match key.kind:
        case Kind.SECRET:
            return value.get_secret_value()
        case Kind.PATH:
            return None if value is None else str(value)
        case Kind.LIST:
            return list(value)
    return value


def nested(flat: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Sections with keys, as files hold them."""
    tree: dict[str, dict[str, object]] = {}
    for dotted, value in flat.items():
        section, _, name = dotted.partition(".")
        tree.setdefault(section, {})[name] = value
    return tree


@dataclass
class Sources:
    """What each source gives, by dotted key; a weaker source comes first."""

    file: dict[str, object]
    credential: dict[str, object]
    env_file: dict[str, object]
    environment: dict[str, object]
    flag: dict[str, object]

    def load(self, folder: Path, suffix: str) -> Loaded:
        """Write every source as an operator would, and load."""
        config = folder / f"appliance.{suffix}"
        dump = tomli_w.dumps if suffix == "toml" else yaml.safe_dump
        config.write_text(dump(nested(self.file)), encoding="utf-8")
        credentials = folder / "credentials"
        credentials.mkdir()
        for dotted, value in self.credential.items():
            (credentials / dotted).write_text(text_of(value) + "\n", encoding="utf-8")
        env_file = folder / "variables"
        lines = [f"{KEYS[k].variable}={text_of(v)}\n" for k, v in self.env_file.items()]
        env_file.write_text("".join(lines), encoding="utf-8")
        environ = {KEYS[k].variable: text_of(v) for k, v in self.environment.items()}
        environ["CREDENTIALS_DIRECTORY"] = str(credentials)
        flags: dict[str, object] = {k: text_of(v) for k, v in self.flag.items()}
        return load(config, environ=environ, env_file=env_file, overrides=flags)


def some_values(keys: list[Key]) -> st.SearchStrategy[dict[str, object]]:
    """Values for any subset of the keys."""
    return st.fixed_dictionaries({}, optional={key.dotted: value_of(key) for key in keys})


# A credential for a path is the file itself, which its own test covers.
SOURCES = st.builds(
    Sources,
    file=some_values(FREE),
    credential=some_values([key for key in FREE if key.kind is not Kind.PATH]),
    env_file=some_values(FREE),
    environment=some_values(FREE),
    flag=some_values(FREE),
)


@settings(max_examples=60, deadline=None)
@given(sources=SOURCES, suffix=st.sampled_from(["toml", "yaml"]))
def test_the_strongest_source_of_each_key_wins(sources: Sources, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        loaded = sources.load(Path(folder), suffix)
    layers = {
        Layer.FLAG: sources.flag,
        Layer.ENVIRONMENT: sources.environment,
        Layer.ENV_FILE: sources.env_file,
        Layer.CREDENTIAL: sources.credential,
        Layer.FILE: sources.file,
    }
    defaults = load_env()
    for key in FREE:
        for layer, values in layers.items():
            if key.dotted in values:
                assert plain(loaded, key.dotted) == values[key.dotted]
                assert loaded.sources[key.dotted].layer is layer
                break
        else:
            assert plain(loaded, key.dotted) == plain(defaults, key.dotted)
            assert loaded.sources[key.dotted].layer is Layer.DEFAULT
