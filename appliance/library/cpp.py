"""C++ declarations of one file, read with tree-sitter: what a header offers, where it is defined.

The grammar forgives what it does not understand, so macros cost a line and not the file. The
parser tells its progress to Python, and thereby lets other threads run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import mmap
from threading import Lock

import tree_sitter_cpp
from tree_sitter import Language, Node, Parser, Tree

from appliance.fulltext.declarations import Class, Definition, Member
from appliance.library.cpp_member import Comments, Source, definition, member

MOST_SOURCE = 4 * 2**20
"""Bytes of a file's text as UTF-8."""
BUDGET = 2000
BYTES_PER_STEP = 40
"""Ordinary source takes a step of the parser's for 150 bytes; what takes far more is no C++."""
MOST_DEPTH = 32
MOST_BASES = 50
"""Of one class: nobody derives from more by hand."""
_LOCK = Lock()
_TEXT = memoryview(mmap(-1, MOST_SOURCE))
"""What is being parsed. tree-sitter 0.26 never lets go of what its read function returned, so that
is always a view of this. Only as much of it as the longest text filled takes memory."""
_LANGUAGE = Language(tree_sitter_cpp.language())
_EXPORT = re.compile(rb"\b[A-Z][A-Z0-9_]*_API\b")
_CLASSES = {
    "class_specifier": "class",
    "struct_specifier": "struct",
    "union_specifier": "union",
    "enum_specifier": "enum",
}
_AROUND = frozenset(
    ("translation_unit", "declaration_list", "linkage_specification", "preproc_if",
     "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef", "ERROR")
)  # fmt: skip
"""Nodes that only hold others."""
_HOLDERS = frozenset(("declaration", "field_declaration", "type_definition"))
_NAMES = frozenset(
    ("type_identifier", "qualified_identifier", "template_type", "namespace_identifier")
)


class TooHard(Exception):
    """The parser gave up: it is no C++, or built to be slow."""


def read_declarations(text: str) -> tuple[list[Class], list[Definition]]:
    """Classes with a body and methods defined outside their class, in the file's order.

    Raises:
        TooHard: the text is not worth the parser's time.
    """
    source = _EXPORT.sub(lambda match: b" " * len(match[0]), text.encode())
    reader = _Reader(source)
    reader.walk(_parse(source).root_node, (), 0)
    return reader.classes, reader.definitions


def _parse(source: bytes) -> Tree:
    left = BUDGET + len(source) // BYTES_PER_STEP

    def over_budget(*_state: object) -> bool:
        nonlocal left
        left -= 1
        return left < 0

    if len(source) > MOST_SOURCE:
        raise TooHard("too long")
    with _LOCK:
        _TEXT[: len(source)] = source
        whole = _TEXT[: len(source)]
        try:
            return Parser(_LANGUAGE).parse(
                lambda offset, _point: whole if offset == 0 else b"",
                progress_callback=over_budget,
            )
        except ValueError as error:
            raise TooHard(str(error)) from None


class _Reader:
    """Gathers what a tree declares."""

    def __init__(self, source: bytes) -> None:
        self.source = Source(source)
        self.classes: list[Class] = []
        self.definitions: list[Definition] = []

    def walk(self, node: Node, scope: tuple[str, ...], depth: int) -> None:
        """Look at everything outside of classes."""
        comments = Comments(self.source)
        for child in node.children:
            if child.type == "comment":
                comments.add(child)
            elif child.type == "namespace_definition" and depth < MOST_DEPTH:
                name, body = child.child_by_field_name("name"), child.child_by_field_name("body")
                inner = (*scope, *self.source.of(name).split("::")) if name else scope
                if body:
                    self.walk(body, inner, depth + 1)
            elif child.type in _AROUND and depth < MOST_DEPTH:
                self.walk(child, scope, depth + 1)
            else:
                doc = comments.before(child)
                templated = child.type == "template_declaration"
                for part in child.named_children if templated else (child,):
                    if found := definition(self.source, part):
                        self.definitions.append(found)
                    else:
                        self.class_in(part, scope, doc, depth)

    def class_in(self, node: Node, scope: tuple[str, ...], doc: str, depth: int) -> bool:
        """Take up the class that `node` declares, if it has a body; say whether it does."""
        if node.type in _HOLDERS:
            declared = node.child_by_field_name("type")
            return declared is not None and self.class_in(declared, scope, doc, depth)
        body = node.child_by_field_name("body")
        name = node.child_by_field_name("name")
        if node.type not in _CLASSES or body is None or name is None or depth >= MOST_DEPTH:
            return False
        plain = self.source.of(name).rpartition("::")[2].partition("<")[0].strip()
        path = (*scope, plain)
        at = len(self.classes)
        members = list(self.members(body, path, _CLASSES[node.type], depth + 1))
        found = Class(
            node.start_point.row + 1,
            plain,
            "::".join(path),
            _CLASSES[node.type],
            self.source.line(node.start_byte, body.start_byte),
            doc,
            self.bases(node),
            members,
        )
        self.classes.insert(at, found)  # Before the classes inside of it.
        return True

    def members(
        self, body: Node, path: tuple[str, ...], kind: str, depth: int, access: str = ""
    ) -> Iterator[Member]:
        """What the body of a class or enum declares."""
        access, comments = (
            access or ("private" if kind == "class" else "public"),
            Comments(self.source),
        )
        for child in body.children:
            if child.type == "comment":
                comments.add(child)
            elif child.type == "access_specifier":
                access = self.source.of(child).split(":")[0].strip()
            elif child.type.startswith(("preproc_if", "preproc_el")) and depth < MOST_DEPTH:
                yield from self.members(child, path, kind, depth + 1, access)
            elif child.type == "template_declaration":
                doc = comments.before(child)
                for inner in child.named_children:
                    if not self.class_in(inner, path, doc, depth):
                        yield from member(self.source, inner, path[-1], access, doc, whole=child)
            elif child.is_named:
                doc = comments.before(child)
                if not self.class_in(child, path, doc, depth):
                    yield from member(self.source, child, path[-1], access, doc)

    def bases(self, node: Node) -> tuple[str, ...]:
        """Names of the classes that `node` is derived from, without their template arguments."""
        found = []
        for clause in node.children:
            if clause.type == "base_class_clause":
                found += [
                    self.source.of(each).partition("<")[0].strip()
                    for each in clause.named_children
                    if each.type in _NAMES
                ]
        return tuple(found[:MOST_BASES])
