"""One member of a class, one definition outside of it, and the comments before them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from appliance.fulltext.declarations import Definition, Member

MOST_SIGNATURE = 400
MOST_DOC = 600
MOST_BYTES = 4000
"""Bytes of one comment, and of one declaration, that are looked at: what is longer is cut."""
_WRAPPERS = frozenset(("pointer_declarator", "reference_declarator"))
_FUNCTIONS = frozenset(("function_declarator", "operator_cast"))
_METHODS = frozenset(("field_declaration", "declaration", "function_definition"))
_PARAMETERS = frozenset(("parameter_declaration", "optional_parameter_declaration"))
_BEFORE = ("static", "virtual", "inline", "explicit", "constexpr", "friend")
_ASSIGNED = {"= 0": "pure", "= default": "default", "= delete": "delete"}


class Comments:
    """The comments just read: those that stand directly before a declaration are about it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines: list[str] = []
        self._end = -2
        self._taken = -1

    def add(self, node: Node) -> None:
        """Note a comment; one that is not next to the last begins anew, one behind a declaration
        is about that."""
        if node.start_point.row == self._taken:
            return
        if node.start_point.row > self._end + 1:
            self._lines = []
        text = self._source.between(
            node.start_byte, min(node.end_byte, node.start_byte + MOST_BYTES)
        )
        self._lines += [line.lstrip("/*!< \t").rstrip("/* \t\r") for line in text.split("\n")]
        self._end = node.end_point.row

    def before(self, node: Node) -> str:
        """The comment that ends on the line above `node`; each is given once."""
        lines, self._lines = self._lines, []
        self._taken = node.end_point.row
        if node.start_point.row != self._end + 1:
            return ""
        return " ".join(" ".join(lines).split()).strip("*/-= ")[:MOST_DOC]


class Source:
    """The text a tree was read from: cheaper to cut from than to ask the tree for it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def of(self, node: Node) -> str:
        """The node's source; of a name longer than any real one, its beginning."""
        return self.between(node.start_byte, min(node.end_byte, node.start_byte + MOST_SIGNATURE))

    def between(self, start: int, end: int) -> str:
        """The source between two places."""
        return self.data[start:end].decode(errors="replace")

    def line(self, start: int, end: int) -> str:
        """The source between two places, in one line."""
        text = self.between(start, min(end, start + MOST_BYTES))
        line = " ".join(text.split()).rstrip(" ;{,")
        return line if len(line) <= MOST_SIGNATURE else line[:MOST_SIGNATURE] + "…"


def member(
    source: Source,
    node: Node,
    owner: str,
    access: str,
    doc: str,
    *,
    whole: Node | None = None,
) -> Iterator[Member]:
    """What one node of the body of class `owner` declares; `whole` is the template around it."""
    line = node.start_point.row + 1
    if node.type == "enumerator":
        name = node.child_by_field_name("name")
        if name:
            yield Member(
                line,
                "value",
                source.of(name),
                "",
                source.line(node.start_byte, node.end_byte),
                access,
                doc=doc,
            )
        return
    if node.type not in _METHODS:
        return
    around, end = whole or node, _body_start(node)
    for declarator in node.children_by_field_name("declarator"):
        function = _function(declarator)
        if function is not None and _may_be_method(source, node, function, owner):
            yield _method(source, node, (around.start_byte, end), function, access, doc)
        elif (
            function is None
            and node.type == "field_declaration"
            and (named := _identifier(declarator))
        ):
            signature = source.line(around.start_byte, around.end_byte)
            flags = "static" if signature.startswith("static ") else ""
            yield Member(line, "field", source.of(named), "", signature, access, flags, doc)


def _may_be_method(source: Source, node: Node, function: Node, owner: str) -> bool:
    """Without a type it is a constructor, a destructor, a conversion, or the use of a macro."""
    name = source.of(function).lstrip("~ ")
    return node.child_by_field_name("type") is not None or name.startswith((owner, "operator"))


def _method(
    source: Source, node: Node, span: tuple[int, int], function: Node, access: str, doc: str
) -> Member:
    (start, end), (name, key) = span, _named(source, function)
    before = source.between(
        node.start_byte, min(function.start_byte, node.start_byte + MOST_SIGNATURE)
    ).split()
    behind = (
        source.between(max(function.start_byte, end - MOST_SIGNATURE), end)
        .rpartition(")")[2]
        .rstrip("; ")
    )
    words = behind.split()
    flags = [word for word in _BEFORE if word in before]
    flags += [word for word in ("const", "noexcept", "override", "final") if word in words]
    flags += [name for mark, name in _ASSIGNED.items() if behind.endswith(mark)]
    return Member(
        node.start_point.row + 1, "method", name, key, source.line(start, end), access,
        " ".join(flags), doc,
    )  # fmt: skip


def definition(source: Source, node: Node) -> Definition | None:
    """The method that `node` defines, if it is a function with a qualified name."""
    if node.type != "function_definition":
        return None
    function = _function(node.child_by_field_name("declarator"))
    if function is None:
        return None
    name, key = _named(source, function)
    owner, _, plain = name.rpartition("::")
    if not owner:
        return None
    owner = owner.partition("<")[0].rpartition("::")[2]
    return Definition(node.start_point.row + 1, owner, plain, key)


def _function(node: Node | None) -> Node | None:
    """The declarator of a function inside pointers and references; none for pointers to one."""
    while node is not None and node.type in _WRAPPERS:
        inside = (each for each in node.named_children
                  if "declarator" in each.type or each.type in _FUNCTIONS)  # fmt: skip
        node = next(inside, None)
    if node is None:
        return None
    if node.type == "qualified_identifier":  # Class::operator Type()
        inner = node.child_by_field_name("name")
        return node if inner is not None and inner.type == "operator_cast" else None
    if node.type not in _FUNCTIONS:
        return None
    inner = node.child_by_field_name("declarator")
    return None if inner is not None and inner.type == "parenthesized_declarator" else node


def _named(source: Source, function: Node) -> tuple[str, str]:
    """Name of a function, and what tells overloads apart: types of its parameters, and const."""
    named = function.child_by_field_name("declarator")
    parameters = function.child_by_field_name("parameters")
    if parameters is None:  # A conversion: its name is the type.
        return source.of(function).partition("(")[0].strip(), "()"
    types = [_type(source, each) for each in parameters.named_children if each.type in _PARAMETERS]
    const = source.between(parameters.end_byte, function.end_byte).split()[:1] == ["const"]
    name = " ".join(source.of(named).split()) if named else ""
    return name, f"({','.join(types)}){'const' if const else ''}"


def _type(source: Source, parameter: Node) -> str:
    """Type of a parameter without its name, its default and blanks."""
    start, end = parameter.start_byte, parameter.end_byte
    default = parameter.child_by_field_name("default_value")
    if default is not None:
        end = default.start_byte
    name = _identifier(parameter.child_by_field_name("declarator"))
    if name is None:
        text = source.between(start, end)
    else:
        text = source.between(start, name.start_byte) + source.between(name.end_byte, end)
    return "".join(text.split()).removesuffix("=" if default is not None else "\0")


def _identifier(node: Node | None) -> Node | None:
    """The name inside a declarator of pointers, references, arrays and functions."""
    while node is not None and node.type not in ("identifier", "field_identifier"):
        inner = node.child_by_field_name("declarator")
        node = inner or next(
            (
                each
                for each in node.named_children
                if "declarator" in each.type or each.type in ("identifier", "field_identifier")
            ),
            None,
        )
    return node


def _body_start(node: Node) -> int:
    for child in node.children:
        if child.type in ("compound_statement", "field_initializer_list", "try_statement"):
            return child.start_byte
    return node.end_byte
