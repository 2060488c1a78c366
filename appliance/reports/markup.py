"""XML of strangers, read into a tree of bounded size; and text fit for markup.

A document type declaration may name its DTD, as Cobertura's reports do: nothing is fetched. It may
declare nothing itself: entities and default attributes are how small files become large ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from appliance.errors import InvalidArgument
from appliance.reports.bounds import MOST_BYTES

MOST_DEPTH = 64
"""Elements inside each other; reports need ten."""
MOST_ELEMENTS = 1_000_000
"""Elements of one document."""
MOST_ATTRIBUTES = 64
"""Attributes of one element; reports need twelve."""
MOST_TAG = 2**18
"""Bytes of one tag or comment, about. The parser takes one in a single step, during which nothing
else in the process moves, and looks at an unfinished one anew with every piece it is fed."""
PIECE = 2**16
"""Bytes fed at a time."""

_NOT_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _TooMuch(Exception):
    """The document goes beyond a bound."""


class _BoundedBuilder(TreeBuilder):
    """Builds the tree, up to the bounds."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH:
            raise _TooMuch(f"has elements more than {MOST_DEPTH} deep")
        if self._elements > MOST_ELEMENTS:
            raise _TooMuch(f"has more than {MOST_ELEMENTS} elements")
        if len(attrs) > MOST_ATTRIBUTES:
            raise _TooMuch(f"has an element with more than {MOST_ATTRIBUTES} attributes")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


class _Parser(DefusedXMLParser):
    """Refuses entities, external references and declarations inside the document."""

    def defused_start_doctype_decl(
        self, name: str, sysid: str | None, pubid: str | None, has_internal_subset: int
    ) -> None:
        if has_internal_subset:
            raise _TooMuch("declares entities or attributes of its own")


def read_xml(data: bytes, *, field: str) -> Element:
    """Return the root element of a document.

    Args:
        field: the argument the document comes from, as the caller spells it.

    Raises:
        InvalidArgument: it is no well-formed XML, or goes beyond what is accepted.
    """
    if len(data) > MOST_BYTES:
        raise InvalidArgument(f"`{field}` is larger than {MOST_BYTES} bytes")
    parser = _Parser(target=_BoundedBuilder(), forbid_dtd=True)
    try:
        for start in range(0, len(data), PIECE):
            parser.feed(data[start : start + PIECE])
            if start + PIECE - parser.parser.CurrentByteIndex > MOST_TAG + PIECE:
                raise _TooMuch(f"has a tag or comment of more than {MOST_TAG} bytes")
        root: Element = parser.close()
    except _TooMuch as error:
        raise InvalidArgument(f"`{field}` is XML that {error}") from None
    except DefusedXmlException:
        raise InvalidArgument(f"`{field}` is XML with entities, which are not accepted") from None
    except ParseError as error:
        line, column = error.position
        raise InvalidArgument(
            f"`{field}` is no well-formed XML: line {line}, column {column}"
        ) from None
    except (LookupError, ValueError):
        # What the codecs raise for an encoding that is unknown or not a text encoding.
        raise InvalidArgument(
            f"`{field}` is XML in an encoding that cannot be read", hint="use UTF-8"
        ) from None
    return root


def tag(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The elements directly in `element` that have this name."""
    return (child for child in element if tag(child) == name)


def plain(text: str) -> str:
    """Return `text` with line feeds as line ends and without what XML and HTML cannot hold."""
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
