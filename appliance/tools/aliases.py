"""Older names of tools. They can be called but are not listed.

An alias whose target is not served is inert: calling it is calling an unknown tool.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "analyze-auction-item": "get-item-pricing",
        "generate-code-from-template": "generate-bot-component",
        "get-dungeon-strategy": "get-boss-mechanics",
        "get-recommended-talent-build": "get-talent-build",
        "get-reputation-path": "get-reputation-grind-path",
        "query-trinity-knowledge": "search-playerbot-wiki",
    }
)
"""Older name to the tool that answers it today."""
