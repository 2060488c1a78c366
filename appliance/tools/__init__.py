"""The MCP tools, one module a domain. A new domain: write the module, name it here."""

from appliance.tools import creature_profile, creatures, items, operations, quests, services

DOMAINS = (creature_profile, creatures, items, operations, quests, services)
