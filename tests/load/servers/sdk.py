"""The Python SDK served its own default way: MCPServer, Streamable HTTP on uvicorn.

Usage: sdk.py PORT DATABASE_PORT
"""

from __future__ import annotations

import sys
from typing import Any

import asyncmy
import uvicorn
from mcp.server.mcpserver import MCPServer
from pydantic import BaseModel

from tests.load.servers.query import COLUMNS, SQL


class Echoed(BaseModel):
    """What was said."""

    text: str


class Creature(BaseModel):
    """One row."""

    entry: int
    name: str
    minlevel: int
    maxlevel: int
    faction: int


server = MCPServer("reference", log_level="WARNING")
pool: Any = None


@server.tool()
async def echo(text: str) -> Echoed:
    """Echo the text."""
    return Echoed(text=text)


@server.tool()
async def creature(entry: int) -> Creature:
    """One creature by its entry."""
    global pool
    if pool is None:
        pool = await asyncmy.create_pool(
            host="127.0.0.1", port=int(sys.argv[2]), user="reader", password="read-only",
            db="load", maxsize=8, autocommit=True,
        )  # fmt: skip
    async with pool.acquire() as connection, connection.cursor() as cursor:
        await cursor.execute(SQL, (entry,))
        row = await cursor.fetchone()
    return Creature(**dict(zip(COLUMNS, row, strict=True)))


if __name__ == "__main__":
    app = server.streamable_http_app(json_response=True, stateless_http=True)
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
