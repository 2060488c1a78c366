"""The HTTP server below the MCP endpoint: an ASGI server made of Hypercorn's parts."""
