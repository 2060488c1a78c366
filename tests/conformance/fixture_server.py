"""The server the conformance suite expects, behind the product's own endpoint and HTTP driver.

`python -m tests.conformance.fixture_server` prints its address and serves until SIGTERM.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import mcp_types as types
import trio
from mcp.server.caching import CacheHint
from mcp.server.lowlevel.server import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.server.subscriptions import (
    InMemorySubscriptionBus,
    ListenHandler,
    PromptsListChanged,
    ToolsListChanged,
)
from mcp.shared.exceptions import MCPError

from appliance.lifecycle.signals import watch_signals
from appliance.server.endpoint import Endpoint
from appliance.server.http import service as http
from appliance.server.kernel import Kernel
from appliance.settings.model import ServerSettings
from appliance.telemetry import logs
from appliance.telemetry.metrics import Metrics
from tests.conformance.fixture_answers import (
    CONTENTS,
    FIXED_TOOLS,
    PROMPTS,
    RESOURCES,
    SCHEMAS,
    TEMPLATES,
    Json,
    complete,
    prompt,
    text,
)
from tests.conformance.fixture_inputs import (
    DIRECT_TOOLS,
    INPUT_TOOLS,
    Context,
    ask_directly,
    prompt_with_context,
)

TALKING_TOOLS = (
    "test_tool_with_progress",
    "test_tool_with_logging",
    "test_logging_tool",
    "test_reconnection",
    "test_trigger_tool_change",
    "test_trigger_prompt_change",
)
TOOLS = sorted({*FIXED_TOOLS, *INPUT_TOOLS, *DIRECT_TOOLS, *TALKING_TOOLS})
STREAMED = frozenset({"test_tool_with_logging", "test_logging_tool", "test_reconnection"})
"""Tools that say something before they answer, without having been asked for progress."""
PAUSE_S = 0.05
HINT = CacheHint(ttl_ms=1000, scope="public")


async def list_tools(_context: Context, _params: types.PaginatedRequestParams) -> Json:
    """Answer tools/list."""
    schema = {"type": "object", "properties": {}}
    return {
        "tools": [
            {
                "name": name,
                "description": f"Fixture {name}",
                "inputSchema": SCHEMAS.get(name, schema),
            }
            for name in TOOLS
        ]
    }


async def call_tool(
    bus: InMemorySubscriptionBus, context: Context, params: types.CallToolRequestParams
) -> Json:
    """Answer tools/call."""
    name = params.name
    if name in FIXED_TOOLS:
        return FIXED_TOOLS[name]
    if name in INPUT_TOOLS:
        return INPUT_TOOLS[name](context, params.input_responses or {}, params.request_state)
    if name in DIRECT_TOOLS:
        return await ask_directly(context, name, params.arguments or {})
    if name in TALKING_TOOLS:
        return await talk(bus, context, name)
    raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {name}")


async def talk(bus: InMemorySubscriptionBus, context: Context, name: str) -> Json:
    """Tools that send notifications while they work."""
    match name:
        case "test_tool_with_progress":
            for done in (0, 50, 100):
                await context.session.report_progress(done, 100)
                await trio.sleep(PAUSE_S)
        case "test_tool_with_logging" | "test_logging_tool":
            for said in ("started", "processing data", "completed"):
                await context.session.send_log_message(
                    "info", f"Tool execution {said}", related_request_id=context.request_id
                )
                await trio.sleep(PAUSE_S)
        case "test_reconnection":
            if context.close_sse_stream is not None:
                await context.close_sse_stream()
        case "test_trigger_tool_change":
            await bus.publish(ToolsListChanged())
        case "test_trigger_prompt_change":
            await bus.publish(PromptsListChanged())
    return complete(text(f"{name} is done"))


async def read_resource(_context: Context, params: types.ReadResourceRequestParams) -> Json:
    """Answer resources/read."""
    uri = params.uri
    if uri in CONTENTS:
        mime_type = next(known["mimeType"] for known in RESOURCES if known["uri"] == uri)
        return {"contents": [{"uri": uri, "mimeType": mime_type, **CONTENTS[uri]}]}
    before, _, rest = uri.partition("test://template/")
    if not before and rest.endswith("/data"):
        found = rest.removesuffix("/data")
        said = f'{{"id":"{found}","templateTest":true,"data":"Data for ID: {found}"}}'
        return {"contents": [{"uri": uri, "mimeType": "application/json", "text": said}]}
    raise MCPError(types.INVALID_PARAMS, "Resource not found", {"uri": uri})


async def get_prompt(_context: Context, params: types.GetPromptRequestParams) -> Json:
    """Answer prompts/get."""
    if params.name == "test_input_required_result_prompt":
        return prompt_with_context(params.input_responses or {})
    found = prompt(params.name, params.arguments or {})
    if found is None:
        raise MCPError(types.INVALID_PARAMS, f"Unknown prompt: {params.name}")
    return found


def finished(handler: Any) -> Any:
    """A handler whose results say that they are whole, where they do not say otherwise."""

    async def handle(context: Context, params: Any) -> Json:
        return {"resultType": "complete", **await handler(context, params)}

    return handle


def always(answer: Json) -> Any:
    """A handler that answers the same to everybody."""

    async def handle(_context: Context, _params: Any) -> Json:
        return answer

    return handle


def build_server() -> Server[Any]:
    """Return the fixture server."""
    bus = InMemorySubscriptionBus()
    listed = ("tools/list", "prompts/list", "resources/list", "resources/templates/list")
    server: Server[Any] = Server(
        "conformance-fixture",
        version="1",
        cache_hints=dict.fromkeys((*listed, "resources/read", "server/discover"), HINT),
        get_tool_input_schema=lambda name: SCHEMAS.get(name, {}) if name in TOOLS else None,
        on_subscriptions_listen=ListenHandler(bus),
    )
    server.middleware.clear()
    boundary = RequestStateBoundary(RequestStateSecurity.ephemeral(), default_audience="fixture")
    server.middleware.append(boundary)
    page = types.PaginatedRequestParams
    completion = {"completion": {"values": ["paris", "park"], "total": 2, "hasMore": False}}
    for method, params_type, handler in (
        ("tools/list", page, list_tools),
        ("tools/call", types.CallToolRequestParams, partial(call_tool, bus)),
        ("resources/list", page, always({"resources": RESOURCES})),
        ("resources/templates/list", page, always({"resourceTemplates": TEMPLATES})),
        ("resources/read", types.ReadResourceRequestParams, read_resource),
        ("prompts/list", page, always({"prompts": PROMPTS})),
        ("prompts/get", types.GetPromptRequestParams, get_prompt),
        ("completion/complete", types.CompleteRequestParams, always(completion)),
    ):
        server.add_request_handler(method, params_type, finished(handler))
    # Those that 2026-07-28 no longer has answer with nothing at all.
    server.add_request_handler("resources/subscribe", types.SubscribeRequestParams, always({}))
    server.add_request_handler("resources/unsubscribe", types.UnsubscribeRequestParams, always({}))
    server.add_request_handler("logging/setLevel", types.SetLevelRequestParams, always({}))
    return server


async def main() -> None:
    """Serve on a free port until SIGTERM."""
    settings, metrics, stop = ServerSettings(port=0, drain_timeout_s=1), Metrics(), trio.Event()
    endpoint = Endpoint(Kernel(build_server(), STREAMED), settings)
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, stop)
        urls = await nursery.start(partial(http.serve, endpoint, settings, metrics, stop=stop))
        print(f"{urls[0]}/mcp", flush=True)
        await stop.wait()
        nursery.cancel_scope.deadline = trio.current_time() + 3


if __name__ == "__main__":
    logs.configure(level="warning", as_json=False)
    trio.run(main)
