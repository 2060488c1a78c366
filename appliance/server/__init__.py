"""MCP over HTTP and over standard input and output."""

from appliance.server.sdk import GATHERING, defer, load_types

# Here, because this runs before any module of this room imports the SDK.
for _package in GATHERING:
    defer(_package)
load_types()
