"""trinitycore-mcp: an MCP server and appliance for TrinityCore realms."""

__version__ = "2.0.0.dev0"
