"""The Python SDK on stock Hypercorn's Trio worker. Usage: sdk_hypercorn.py PORT"""

from __future__ import annotations

import sys
from functools import partial

import trio
from hypercorn.config import Config
from hypercorn.trio import serve

from tests.load.servers.sdk import server

if __name__ == "__main__":
    config = Config()
    config.bind = [f"127.0.0.1:{sys.argv[1]}"]
    config.backlog = 4096
    config.keep_alive_max_requests = 10**9
    config.keep_alive_timeout = 75
    config.accesslog = config.errorlog = None
    app = server.streamable_http_app(json_response=True, stateless_http=True)
    trio.run(partial(serve, app, config))
