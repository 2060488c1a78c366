"""The tools that show a class of the TrinityCore source tree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.fulltext import declarations, texts
from appliance.fulltext.declarations import Known, KnownMember
from appliance.fulltext.store import Index
from appliance.tools.context import Scope, ToolContext
from appliance.tools.library.places import Passage, SourceLine, passage
from appliance.tools.models import Page, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

MOST_DERIVED = 30
MOST_OTHERS = 10
MOST_MENTIONS = 5
_SOURCES = Sources(wrath="source tree: src/**", master="source tree: src/**")
ClassName = Annotated[str, Field(min_length=1, max_length=200, description="Player, Outer::Inner.")]
Limit = Annotated[int, Field(ge=1, le=200)]
After = Annotated[int, Field(ge=0, le=100_000, description="`nextAfter` of the answer before.")]


class GetTrinityApi(ToolInput):
    """Which class, and which of its methods."""

    class_name: ClassName
    method_name: Annotated[
        str | None, Field(min_length=1, max_length=200, description="Part of a method's name.")
    ] = None
    limit: Limit = 50
    after: After = 0


class GetApiReference(ToolInput):
    """Which class."""

    class_name: ClassName
    limit: Limit = 100
    after: After = 0


class MemberFacts(ToolOutput):
    """A method, field or enumerator."""

    name: str
    signature: str
    access: str | None = None
    flags: Annotated[list[str] | None, Field(description="static, virtual, const …")] = None
    doc: str | None = None
    line: Annotated[int, Field(description="In the file of its class.")]
    defined_at: SourceLine | None = None


class ClassFacts(Page):
    """A class and, a page at a time, what it declares."""

    name: str
    kind: Annotated[str, Field(description="class, struct, union or enum.")]
    declaration: str
    doc: str | None = None
    declared_at: SourceLine
    bases: list[str]
    derived: list[str]
    derived_total: int
    others: Annotated[list[SourceLine], Field(description="Other classes of this name.")]
    notes: list[str]


class TrinityApi(ClassFacts):
    """A class and its methods; of an enum its values."""

    methods: list[MemberFacts]


class AccessGroup(ToolOutput):
    """What a class declares under one word of access."""

    access: str
    methods: list[MemberFacts]
    fields: list[MemberFacts]
    values: list[MemberFacts]


class ApiReference(ClassFacts):
    """A class as a page of a manual."""

    groups: list[AccessGroup]
    mentioned_in: Annotated[list[Passage], Field(description="Documents that speak of it.")]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the index says of a class."""

    known: Known
    others: list[Known]
    derived: list[str]
    derived_total: int
    members: list[KnownMember]
    total: int
    inherited_by: Known | None = None


@tool(
    "get-trinity-api", title="C++ class", scope=Scope.GAME_READ, read_only=True, timeout_s=15,
    sources=_SOURCES,
)  # fmt: skip
async def get_trinity_api(query: GetTrinityApi, context: ToolContext) -> TrinityApi:
    """Show a C++ class of the configured TrinityCore source tree: bases, derived classes and its
    methods (or those whose name holds `methodName`, inherited ones too) with file and line."""
    shelf = context.services.library.source()
    shown, notes = await shelf.ask(
        partial(_show, name=query.class_name, part=query.method_name or "", every_kind=False,
                after=query.after, limit=query.limit)
    )  # fmt: skip
    if shown.inherited_by is not None:
        notes.append(f"{shown.inherited_by.name} itself has no such method; {shown.known.name}, "
                     "from which it derives, does.")  # fmt: skip
    return TrinityApi(
        **_facts(shown, query.after, shelf.source),
        methods=[_member(each) for each in shown.members],
        notes=notes,
    )


@tool(
    "get-api-reference", title="C++ reference", scope=Scope.GAME_READ, read_only=True,
    timeout_s=15, sources=_SOURCES,
)  # fmt: skip
async def get_api_reference(query: GetApiReference, context: ToolContext) -> ApiReference:
    """Show a C++ class of the source tree like a page of a manual: methods, fields and values by
    access with their comments, and the documents that speak of the class."""
    shelf = context.services.library.source()
    shown, notes = await shelf.ask(
        partial(_show, name=query.class_name, part="", every_kind=True,
                after=query.after, limit=query.limit)
    )  # fmt: skip
    mentions: list[Passage] = []
    try:
        found, _notes = await context.services.library.documents().ask(
            partial(texts.search, text=shown.known.name.rpartition("::")[2], limit=MOST_MENTIONS)
        )
        # Some of the words of its name are not the class.
        mentions = [] if found.any_word else [passage(hit) for hit in found.hits]
    except Unavailable as error:
        notes.append(f"Documents were not looked at: {error}")
    return ApiReference(
        **_facts(shown, query.after, shelf.source),
        groups=_grouped(shown.members),
        mentioned_in=mentions,
        notes=notes,
    )


def _show(
    index: Index,
    *,
    name: str,
    part: str,
    every_kind: bool,
    after: int,
    limit: int,
) -> _Shown:
    """Look up a class and a page of its members; a method that it only inherits, in its bases."""
    if not name.strip(": "):
        raise InvalidArgument("className is no name of a class")
    classes = declarations.find(index, name.strip())
    if not classes:
        raise NotFound(
            "the source tree has no class of that name with a body",
            hint=_did_you_mean(declarations.nearest(index, name)),
        )
    known, *others = classes
    shown = _Shown(known, others[:MOST_OTHERS], *_derived(index, known), [], 0)
    for each in (known, *(declarations.ancestors(index, known) if part else ())):
        kind = None if every_kind else "value" if each.kind == "enum" else "method"
        found, total = declarations.members(
            index, each, kind=kind, part=part, after=after, limit=limit
        )
        if total:
            if each is known:
                return replace(shown, members=found, total=total)
            return _Shown(each, [], *_derived(index, each), found, total, inherited_by=known)
    if part:
        near = declarations.nearest_members(index, known, part)
        raise NotFound(
            f"neither {known.name} nor its bases have a method with that in its name",
            hint=_did_you_mean(near),
        )
    return shown


def _derived(index: Index, known: Known) -> tuple[list[str], int]:
    return declarations.derived(index, known.name.rpartition("::")[2], MOST_DERIVED)


def _did_you_mean(names: list[str]) -> str:
    return f"did you mean {', '.join(names)}?" if names else ""


def _facts(shown: _Shown, after: int, source: str) -> dict[str, object]:
    known, end = shown.known, after + len(shown.members)
    more = bool(shown.members) and end < shown.total
    return {
        "source": source,
        "total": shown.total,
        "truncated": len(shown.members) < shown.total,
        "next_after": end if more else None,
        "name": known.name,
        "kind": known.kind,
        "declaration": known.declaration,
        "doc": known.doc or None,
        "declared_at": SourceLine(file=known.path, line=known.line),
        "bases": list(known.bases),
        "derived": shown.derived,
        "derived_total": shown.derived_total,
        "others": [
            SourceLine(name=each.name, file=each.path, line=each.line) for each in shown.others
        ],
    }


def _member(member: KnownMember) -> MemberFacts:
    defined = member.defined
    return MemberFacts(
        name=member.name,
        signature=member.signature,
        access=member.access if member.kind != "value" else None,
        flags=member.flags.split() or None,
        doc=member.doc or None,
        line=member.line,
        defined_at=SourceLine(file=defined[0], line=defined[1]) if defined else None,
    )


def _grouped(members: list[KnownMember]) -> list[AccessGroup]:
    found = []
    for access in ("public", "protected", "private"):
        of_kind = {
            kind: [_member(each) for each in members if (each.access, each.kind) == (access, kind)]
            for kind in ("method", "field", "value")
        }
        if any(of_kind.values()):
            found.append(AccessGroup(access=access, methods=of_kind["method"],
                                     fields=of_kind["field"], values=of_kind["value"]))  # fmt: skip
    return found
