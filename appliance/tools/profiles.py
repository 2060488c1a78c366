"""Which tools a client is shown. Every tool can be called, whatever is shown."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.settings.model import Profile
from appliance.tools.discovery.call import CALL_TOOL
from appliance.tools.discovery.describe import DESCRIBE_TOOL
from appliance.tools.discovery.search import SEARCH_TOOLS
from appliance.tools.listing import Listed, listed, listed_alias
from appliance.tools.registry import Tools

DISCOVERY = (SEARCH_TOOLS, DESCRIBE_TOOL, CALL_TOOL)
"""Three tools that reach all others."""
CORE = (
    "find-by-name",
    "get-boss-mechanics",
    "get-creature-full-info",
    "get-health-status",
    "get-item-info",
    "get-opcode-info",
    "get-quest-info",
    "get-spell-info",
    "get-trinity-api",
    "query-dbc",
    "search-creatures",
    "search-playerbot-wiki",
)
"""What most conversations need."""


def shown(profile: Profile, tools: Tools, aliases: Mapping[str, str]) -> list[Listed]:
    """What tools/list answers, sorted by name.

    Only the full profile lists older names: they are for callers that know them already.
    """
    if profile is Profile.FULL:
        names = [name for name in tools if name not in DISCOVERY]
        old = {name: tools[new] for name, new in aliases.items() if new in tools}
        found = [listed(tools[name]) for name in names]
        found += [listed_alias(name, tool) for name, tool in old.items()]
    else:
        chosen = DISCOVERY if profile is Profile.MINIMAL else (*DISCOVERY, *CORE)
        found = [listed(tools[name]) for name in chosen if name in tools]
    return sorted(found, key=lambda each: each.name)
