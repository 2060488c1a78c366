"""MCP completions: names for what resources and prompts are about."""

from __future__ import annotations

from typing import Any

from mcp.server.context import ServerRequestContext
from mcp_types import (
    CompleteRequestParams,
    CompleteResult,
    Completion,
    PromptReference,
    ResourceTemplateReference,
)
from pydantic_core import from_json

from appliance.server.dispatch import Dispatcher
from appliance.server.exchange import Exchange, exchange_of
from appliance.server.prompts import LOCALE, argument_of, scripts
from appliance.server.references import completions
from appliance.server.resources import BY_NAME, BY_TEMPLATE, Kind
from appliance.tools.models import Locale

MOST_VALUES = 100
"""The protocol allows no more."""

Context = ServerRequestContext[Any, Any]


class Completions:
    """The handler of completion/complete. What cannot be completed has no completions."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def complete(self, context: Context, params: CompleteRequestParams) -> CompleteResult:
        """What the value may become, best first."""
        text, exchange = params.argument.value, exchange_of(context.request)
        if params.argument.name == LOCALE:
            values = [locale.value for locale in Locale if locale.lower().startswith(text.lower())]
        elif (kind := _kind(params.ref, params.argument.name)) is None:
            values = []
        elif kind.entity:
            finder = self._dispatcher.services.finder
            values = await completions(finder, kind.name, text, MOST_VALUES + 1)
        else:
            values = await self._tables(kind, text.lower(), exchange)
        # Of names one more than can be shown is asked for: how many there are is not known.
        more = len(values) > MOST_VALUES
        return CompleteResult(
            completion=Completion(
                values=values[:MOST_VALUES], total=None if more else len(values), has_more=more
            )
        )

    async def _tables(self, kind: Kind, part: str, exchange: Exchange) -> list[str]:
        """Names of tables that contain `part`, those that begin with it first."""
        if kind.name == "gametable":
            names = await self._ask("list-gametables", "tables", exchange)
        else:
            names = await self._ask("get-schema-overview", "tables", exchange)
        found = [name for name in names if part in name.lower()]
        return sorted(found, key=lambda name: (not name.lower().startswith(part), name))

    async def _ask(self, tool: str, field: str, exchange: Exchange) -> list[str]:
        answer = await self._dispatcher.call(
            tool, {}, caller=exchange.caller, request_id=exchange.request_id
        )
        if answer.error is not None:
            return []
        return [each["name"] for each in from_json(answer.body)[field]]


def _kind(ref: PromptReference | ResourceTemplateReference, argument: str) -> Kind | None:
    """The kind of resource that an argument names."""
    if isinstance(ref, ResourceTemplateReference):
        kind = BY_TEMPLATE.get(ref.uri)
        return kind if kind is not None and kind.variable == argument else None
    script = scripts().get(ref.name)
    if script is None or script.about is None or argument_of(script) != argument:
        return None
    return BY_NAME[script.about]
