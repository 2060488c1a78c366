"""What one HTTP request carries from the endpoint, past the protocol, to the call it makes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.server.http.asgi import Scope
from appliance.tools.context import LOCAL_CALLER, Caller

Identify = Callable[[Scope], Caller]
"""Says who sent a request, from its ASGI scope."""

_KEY = "appliance.exchange"


def local_caller(_scope: Scope) -> Caller:
    """Everyone is the person who started the process."""
    return LOCAL_CALLER


def new_request_id() -> str:
    """A short random name for one request; callers cannot choose it."""
    return os.urandom(6).hex()


@dataclass(slots=True)
class Exchange:
    """One request and, where `splice` is set, the bytes of its answer.

    `splice`: whoever writes the response puts the answer's bytes into it as they are, so the
    protocol layer gets a stand-in and the answer is encoded once instead of five times.
    """

    request_id: str
    caller: Caller = LOCAL_CALLER
    splice: bool = False
    body: bytes = b""

    def attach(self, scope: Scope) -> None:
        """Let the request's handler find this exchange."""
        scope[_KEY] = self


def exchange_of(request: Any) -> Exchange:
    """The exchange a handler's request belongs to; a new one on transports without requests."""
    if request is not None:
        found = request.scope.get(_KEY)
        if isinstance(found, Exchange):
            return found
    return Exchange(new_request_id())
