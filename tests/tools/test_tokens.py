"""What the tool definitions cost a model, counted with one tokenizer (o200k_base)."""

from __future__ import annotations

import pytest
from pydantic_core import to_json

from appliance.server.kernel import build_kernel
from appliance.settings.model import Profile
from appliance.tools import DOMAINS
from appliance.tools.registry import collect
from tests.support.mcp_server import dispatcher_over, listed_over_mcp

# The tokenizer opens its tables in a way that Python 3.11 has its doubts about.
pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated")

MOST = {Profile.MINIMAL: 1300, Profile.CORE: 3000, Profile.FULL: 12_000}


@pytest.mark.parametrize("profile", Profile)
async def test_the_definitions_stay_within_their_tokens(profile: Profile) -> None:
    from bpe_openai import get_encoding  # importing it is what warns

    kernel = build_kernel(dispatcher_over(collect(DOMAINS)), profile=profile)
    definitions = await listed_over_mcp(kernel.server)
    tokens = len(get_encoding("o200k_base").encode(to_json(definitions).decode()))
    print(f"{profile}: {len(definitions)} tools, {tokens} tokens")
    assert tokens <= MOST[profile]
