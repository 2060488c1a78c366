"""The conformance fixture works without npm: every tool it lists answers through our endpoint."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.server.endpoint import Endpoint
from appliance.server.kernel import Kernel
from appliance.settings.model import ServerSettings
from tests.conformance.fixture_answers import FIXED_TOOLS
from tests.conformance.fixture_inputs import DIRECT_TOOLS, INPUT_TOOLS
from tests.conformance.fixture_server import STREAMED, TOOLS, build_server
from tests.support import asgi
from tests.support.mcp_requests import LEGACY, MODERN, call


@pytest.fixture
async def endpoint() -> AsyncIterator[asgi.ASGI]:
    app = Endpoint(Kernel(build_server(), STREAMED), ServerSettings())
    async with asgi.running_app(app):
        yield app


@pytest.mark.parametrize("era", [MODERN, LEGACY])
@pytest.mark.parametrize("name", sorted({*FIXED_TOOLS} - {"test_custom_headers"}))
async def test_fixed_tools(endpoint: asgi.ASGI, era: str, name: str) -> None:
    response = await asgi.request(endpoint, "POST", "/mcp", *call(era, name, {}))
    assert response.message["result"]["content"] == FIXED_TOOLS[name]["content"]


@pytest.mark.parametrize("name", sorted({*INPUT_TOOLS} - {"test_missing_capability"}))
async def test_tools_that_ask_by_their_result(endpoint: asgi.ASGI, name: str) -> None:
    capable = {"io.modelcontextprotocol/clientCapabilities": {"elicitation": {}, "sampling": {}}}
    request = call(MODERN, name, {}, meta=capable)
    result = (await asgi.request(endpoint, "POST", "/mcp", *request)).message["result"]
    assert result["resultType"] == "input_required"
    assert result["inputRequests"]


@pytest.mark.filterwarnings("ignore:The .* capability is deprecated")
@pytest.mark.parametrize("name", DIRECT_TOOLS)
async def test_a_client_without_a_session_cannot_be_asked(endpoint: asgi.ASGI, name: str) -> None:
    """Why these scenarios are listed as expected failures."""
    response = await asgi.request(endpoint, "POST", "/mcp", *call(LEGACY, name, {"message": "x"}))
    assert "no back-channel" in response.message["error"]["message"]


def test_what_talks_before_it_answers_is_streamed() -> None:
    assert set(TOOLS) > STREAMED
