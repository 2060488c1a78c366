"""YAML: its values and the line of each key.

Scalars are read by the rules of YAML 1.2: only true and false are booleans, only decimal digits
are numbers. Under the older rules a schema called `no` or a password of digits and colons would
silently become something else.
"""

from __future__ import annotations

import re

import yaml

from appliance.errors import SettingsError
from appliance.settings.documents import Document

_TAG = "tag:yaml.org,2002:"
_MERGE = _TAG + "merge"
_STRING = _TAG + "str"
_UNDERSTOOD = {
    _TAG + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "map", "seq")
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}


def parse(text: str, name: str) -> Document:
    """Read the text of the YAML file `name`.

    Raises:
        SettingsError: the text is not YAML, sets a key twice, or is not made of sections.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return _Reader(name).document(root)
    except RecursionError as error:
        raise SettingsError(f"{name}: not valid YAML: nested too deeply") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else name
        raise SettingsError(f"{place}: not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"{name}: not valid YAML: {reason}") from error


class _Reader:
    """Turns the nodes of one file into plain values; sections are two levels deep at most."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[tuple[str, ...], int] = {}

    def document(self, root: yaml.Node | None) -> Document:
        if root is None or (isinstance(root, yaml.ScalarNode) and self._scalar(root) is None):
            return Document(self._name, {}, {})
        if not isinstance(root, yaml.MappingNode):
            raise SettingsError(f"{self._name}: expected sections with keys, found a single value")
        return Document(self._name, self._mapping(root, ()), self._lines)

    def _mapping(self, node: yaml.MappingNode, path: tuple[str, ...]) -> dict[str, object]:
        values = self._merged(node, path)
        own: set[str] = set()
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._error(key_node, "a key must be a plain word")
            key = str(key_node.value)
            if key in own:
                raise self._error(key_node, f"{'.'.join((*path, key))} is set twice")
            own.add(key)
            self._lines[*path, key] = key_node.start_mark.line + 1
            values[key] = self._value(value_node, (*path, key))
        return values

    def _merged(self, node: yaml.MappingNode, path: tuple[str, ...]) -> dict[str, object]:
        """What `<<` brings in; the mapping's own keys win over it."""
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            if key_node.tag != _MERGE:
                continue
            is_list = isinstance(value_node, yaml.SequenceNode)
            for source in value_node.value if is_list else [value_node]:
                if not isinstance(source, yaml.MappingNode):
                    raise self._error(key_node, "<< takes a section")
                values = {**self._mapping(source, path), **values}
        return values

    def _value(self, node: yaml.Node, path: tuple[str, ...]) -> object:
        if node.tag not in _UNDERSTOOD:
            raise self._error(node, f"the tag {node.tag} is not understood here")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path) if len(path) < 2 else {}
        # What a list holds besides scalars is wrong whatever it is: no need to look inside.
        return [
            self._scalar(item) if isinstance(item, yaml.ScalarNode) else {} for item in node.value
        ]

    def _scalar(self, node: yaml.ScalarNode) -> object:
        text = str(node.value)
        is_text = node.style is not None or node.tag == _STRING  # a style: quoted, or a block
        return text if is_text else _plain(text)

    def _error(self, node: yaml.Node, message: str) -> SettingsError:
        return SettingsError(f"{self._name}:{node.start_mark.line + 1}: {message}")


def _plain(text: str) -> object:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
