"""MCP resources: the realm's entities and tables by address.

Reading one is a call of the tool that knows it, through the same spine: right, deadline, metrics
and log line are the tool's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from appliance.errors import InvalidArgument, ToolError, UnknownTool
from appliance.server.dispatch import Dispatcher
from appliance.server.exchange import Exchange, exchange_of
from appliance.server.references import entry_of, locale_of

JSON = "application/json"
MOST_CHARACTERS = 1500
"""Of an address; a letter of a name may take twelve, quoted."""

Context = ServerRequestContext[Any, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource: `trinity://<name>/<argument>`.

    `tool` answers; `argument` is the tool's. `entity` says that it is a number or a name of
    something the index of names knows, and that the answer has names in a language.
    """

    name: str
    variable: str
    tool: str
    argument: str
    title: str
    description: str
    entity: bool = True
    more: Mapping[str, Any] | None = None

    @property
    def template(self) -> str:
        """The address with its variable."""
        return f"trinity://{self.name}/{{{self.variable}}}"


KINDS = (
    Kind(
        "creature",
        "entry",
        "get-creature-full-info",
        "entry",
        "Creature",
        "All about a creature: scripts in words, loot, spawns. By entry or name; ?locale=deDE.",
        more={"includeLoot": True},
    ),
    Kind(
        "item",
        "entry",
        "get-item-info",
        "itemId",
        "Item",
        "All about an item and where it comes from. By entry or name; ?locale=deDE.",
    ),
    Kind(
        "quest",
        "id",
        "get-quest-info",
        "questId",
        "Quest",
        "All about a quest and its chain. By id or title; ?locale=deDE.",
    ),
    Kind(
        "spell",
        "id",
        "get-spell-info",
        "spellId",
        "Spell",
        "All about a spell and who uses it. By id or name; ?locale=deDE.",
    ),
    Kind(
        "gametable",
        "name",
        "query-gametable",
        "tableName",
        "GameTable",
        "The first rows of a GameTable.",
        entity=False,
    ),
    Kind(
        "schema",
        "table",
        "get-schema-overview",
        "table",
        "Tables",
        "Columns of the tables with this in their name.",
        entity=False,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_TEMPLATE = {kind.template: kind for kind in KINDS}
WHOLE = {
    "trinity://schema": ("get-schema-overview", "Database schema", "Branch and tables."),
    "trinity://gametables": ("list-gametables", "GameTables", "The GameTables that are there."),
}
"""Resources without a variable: the tool that answers, title and description."""


class Resources:
    """The handlers of resources/…"""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def list(
        self, _context: Context, _params: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        """The few without a variable; the others are by the thousand, see the templates."""
        return ListResourcesResult(
            resources=[
                Resource(
                    uri=uri,
                    name=uri.removeprefix("trinity://"),
                    title=title,
                    description=description,
                    mime_type=JSON,
                )
                for uri, (_tool, title, description) in WHOLE.items()
            ]
        )

    async def templates(
        self, _context: Context, _params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        """Every kind of address."""
        return ListResourceTemplatesResult(
            resource_templates=[
                ResourceTemplate(
                    uri_template=kind.template,
                    name=kind.name,
                    title=kind.title,
                    description=kind.description,
                    mime_type=JSON,
                )
                for kind in KINDS
            ]
        )

    async def read(self, context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        """What is at an address."""
        found = await self.contents(str(params.uri), exchange_of(context.request))
        return ReadResourceResult(contents=[found])

    async def contents(self, uri: str, exchange: Exchange) -> TextResourceContents:
        """The JSON at an address.

        Raises:
            MCPError: nothing is there, or it cannot be told now; says why.
        """
        try:
            tool, arguments = await self._call_for(uri)
            answer = await self._dispatcher.call(
                tool, arguments, caller=exchange.caller, request_id=exchange.request_id
            )
        except (ToolError, UnknownTool) as error:
            raise _not_there(str(error), uri) from None
        if answer.error is not None:
            raise _not_there(answer.error, uri)
        return TextResourceContents(uri=uri, mime_type=JSON, text=answer.body.decode())

    async def _call_for(self, uri: str) -> tuple[str, dict[str, Any]]:
        """The tool behind an address and what it gets."""
        if len(uri) > MOST_CHARACTERS:
            raise InvalidArgument("the address is too long")
        try:
            parts = urlsplit(uri)
        except ValueError:
            raise InvalidArgument("this is no address") from None
        whole = WHOLE.get(f"{parts.scheme}://{parts.netloc}") if not parts.path.strip("/") else None
        if whole is not None:
            return whole[0], {}
        kind, value = BY_NAME.get(parts.netloc), unquote(parts.path.removeprefix("/"))
        if parts.scheme != "trinity" or kind is None or not value:
            known = ", ".join(BY_TEMPLATE)
            raise InvalidArgument("there is no such resource", hint=f"addresses are {known}")
        if not kind.entity:
            return kind.tool, {kind.argument: value}
        entry = await entry_of(self._dispatcher.services.finder, kind.name, value)
        locale = locale_of(dict(parse_qsl(parts.query)).get("locale"))
        return kind.tool, {kind.argument: entry, "locale": locale, **(kind.more or {})}


def _not_there(reason: str, uri: str) -> MCPError:
    """Since 2026-07-28 a resource that is not found is a wrong parameter."""
    return MCPError(INVALID_PARAMS, f"Resource not found: {reason}", {"uri": uri})
