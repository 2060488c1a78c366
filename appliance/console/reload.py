"""The operations port's /reload: take the configuration of now into use, or say why not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import orjson
from quart import Response
from quart_trio import QuartTrio

from appliance.console.local import refusal
from appliance.settings.reload import Outcome

Reload = Callable[[], Awaitable[Outcome]]


def add_reload(app: QuartTrio, reload: Reload) -> None:
    """Add the endpoint to the application; `reload` returns how it ended."""

    @app.post("/reload")
    async def reload_now() -> Response:
        if why := refusal("reload"):
            return _json({"reloaded": False, "problems": [why]}, HTTPStatus.FORBIDDEN)
        outcome = await reload()
        status = HTTPStatus.OK if outcome.applied else HTTPStatus.UNPROCESSABLE_ENTITY
        return _json(outcome_data(outcome), status)


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """A reload's end as JSON shows it."""
    if not outcome.applied:
        return {"reloaded": False, "problems": list(outcome.problems)}
    return {
        "reloaded": True,
        "changed": list(outcome.changed),
        "needsRestart": [{"key": each.key, "stays": each.stays} for each in outcome.pending],
        "notes": list(outcome.notes),
    }


def _json(content: dict[str, Any], status: HTTPStatus) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(content), status, headers, content_type="application/json")
