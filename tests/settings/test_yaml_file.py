"""YAML files: strict scalars, anchors, lines, and one line for everything that is not YAML."""

from __future__ import annotations

import pytest

from appliance.errors import SettingsError
from appliance.settings.yaml_file import parse


def values(text: str) -> dict[str, object]:
    return dict(parse(text, "a.yaml").data)


def test_every_key_has_its_line() -> None:
    document = parse("# head\nserver:\n  port: 1\n\n  host: x\nlog: {level: info}\n", "a.yaml")
    assert dict(document.lines) == {
        ("server",): 2,
        ("server", "port"): 3,
        ("server", "host"): 5,
        ("log",): 6,
        ("log", "level"): 6,
    }


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("off", "off"),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        (".5", 0.5),
        ("0755", "0755"),
        ("22:30", "22:30"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("2024-01-02", "2024-01-02"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("", None),
        ("~", None),
        ("null", None),
        ("word", "word"),
        ("[1, a, {b: c}]", [1, "a", {}]),
        ("{x: y}", {}),
    ],
)
def test_scalars_follow_yaml_1_2(scalar: str, value: object) -> None:
    assert values(f"a:\n  b: {scalar}\n") == {"a": {"b": value}}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~\n"])
def test_an_empty_file_is_an_empty_configuration(text: str) -> None:
    assert values(text) == {}


def test_anchors_are_understood() -> None:
    text = (
        "server: &both\n  host: &name x\n  port: 1\n"
        "console:\n  <<: *both\n  port: 2\n"
        "redis:\n  host: *name\n"
    )
    assert values(text) == {
        "server": {"host": "x", "port": 1},
        "console": {"host": "x", "port": 2},
        "redis": {"host": "x"},
    }


def test_the_first_of_several_merged_sections_wins() -> None:
    text = "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc:\n  <<: [*a, *b]\n"
    assert values(text)["c"] == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server:\n  port: 1\n  port: 2\n", "a.yaml:3: server.port is set twice"),
        ("log: {}\nlog: {}\n", "a.yaml:2: log is set twice"),
        ("- a\n- b\n", "a.yaml: expected sections with keys"),
        ("word\n", "a.yaml: expected sections with keys"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: not valid YAML: "),
        ("a:\n\tb: 1\n", "a.yaml:2: not valid YAML: found character"),
        ("a: *nowhere\n", "a.yaml:1: not valid YAML: found undefined alias"),
        ("a:\n  b: !!python/object:os.system x\n", "a.yaml:2: the tag tag:yaml.org,2002:python"),
        ("a:\n  b: !secret x\n", "a.yaml:2: the tag !secret is not understood"),
        ("a:\n  [b]: 1\n", "a.yaml:2: a key must be a plain word"),
        ("a:\n  <<: 3\n", "a.yaml:2: << takes a section"),
        ("a: &a\n  <<: *a\n", "a.yaml: not valid YAML: nested too deeply"),
        ("a: " + "[" * 5000, "a.yaml: not valid YAML: nested too deeply"),
        ("a: \x07\n", "a.yaml: not valid YAML: unacceptable character"),
    ],
)
def test_what_does_not_fit_is_one_line(text: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(text, "a.yaml")
    assert caught.value.message.startswith(expected)
    assert "\n" not in caught.value.message
