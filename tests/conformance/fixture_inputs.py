"""Fixture tools that need something from the client first, in both eras' ways of asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    ClientCapabilities,
    CreateMessageResult,
    ElicitResult,
    ListRootsResult,
    SamplingMessage,
    TextContent,
)

from tests.conformance.fixture_answers import Json, complete, messages, text

Context = ServerRequestContext[Any, Any]
Responses = dict[str, Any]

CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"


def ask_form(message: str, **fields: Json) -> Json:
    """A question with a form."""
    schema = {"type": "object", "properties": fields, "required": list(fields)}
    return {
        "method": "elicitation/create",
        "params": {"mode": "form", "message": message, "requestedSchema": schema},
    }


def ask_model(question: str, max_tokens: int) -> Json:
    """A question to the client's model."""
    said = [{"role": "user", "content": text(question)}]
    return {
        "method": "sampling/createMessage",
        "params": {"messages": said, "maxTokens": max_tokens},
    }


ASK_ROOTS: Json = {"method": "roots/list", "params": {}}
STRING: Json = {"type": "string"}


def needs(state: str | None = None, **requests: Json) -> Json:
    """A result that asks the client for input."""
    found: Json = {"resultType": "input_required", "inputRequests": requests}
    return found if state is None else {**found, "requestState": state}


def accepted(response: Any) -> Json | None:
    """What was filled into a form, None when it was not."""
    if isinstance(response, ElicitResult) and response.action == "accept":
        return dict(response.content or {})
    return None


def _name(_context: Context, given: Responses, _state: str | None) -> Json:
    form = accepted(given.get("user_name"))
    if form is None or "name" not in form:
        return needs(user_name=ask_form("What is your name?", name=STRING))
    return complete(text(f"Hello, {form['name']}!"))


def _capital(_context: Context, given: Responses, _state: str | None) -> Json:
    response = given.get("capital_question")
    if not isinstance(response, CreateMessageResult):
        return needs(capital_question=ask_model("What is the capital of France?", 100))
    return complete(text(f"The model says: {response.content}"))


def _roots(_context: Context, given: Responses, _state: str | None) -> Json:
    response = given.get("client_roots")
    if not isinstance(response, ListRootsResult):
        return needs(client_roots=ASK_ROOTS)
    return complete(text("Roots: " + ", ".join(str(root.uri) for root in response.roots)))


def _confirmed(_context: Context, given: Responses, state: str | None) -> Json:
    if state is None or accepted(given.get("confirm")) is None:
        ok = {"type": "boolean"}
        return needs("confirming", confirm=ask_form("Please confirm", ok=ok))
    if state != "confirming":
        raise MCPError(INVALID_PARAMS, "this state belongs to another question")
    return complete(text("state-ok"))


def _several(_context: Context, given: Responses, _state: str | None) -> Json:
    requests = {
        "user_name": ask_form("What is your name?", name=STRING),
        "greeting": ask_model("Generate a greeting", 50),
        "client_roots": ASK_ROOTS,
    }
    missing = {key: request for key, request in requests.items() if key not in given}
    return needs("several", **missing) if missing else complete(text("everything came"))


def _rounds(_context: Context, given: Responses, state: str | None) -> Json:
    if state == "two" and (color := accepted(given.get("step2"))) is not None:
        return complete(text(f"done with {color.get('color')}"))
    if state == "one" and accepted(given.get("step1")) is not None:
        question = ask_form("Step 2: What is your favorite color?", color=STRING)
        return needs("two", step2=question)
    return needs("one", step1=ask_form("Step 1: What is your name?", name=STRING))


def _what_the_client_can(context: Context, given: Responses, _state: str | None) -> Json:
    declared = (context.meta or {}).get(CAPABILITIES_KEY, {})
    offers = {
        "elicitation": ("user_name", ask_form("What is your name?", name=STRING)),
        "sampling": ("greeting", ask_model("Generate a greeting", 50)),
        "roots": ("client_roots", ASK_ROOTS),
    }
    requests = dict(offer for capability, offer in offers.items() if capability in declared)
    return complete(text("done")) if given or not requests else needs(**requests)


def _needs_sampling(context: Context, _given: Responses, _state: str | None) -> Json:
    declared = context.session.client_capabilities or ClientCapabilities()
    if declared.sampling is None:
        raise MCPError(
            MISSING_REQUIRED_CLIENT_CAPABILITY,
            "this tool asks the client's model",
            {"requiredCapabilities": {"sampling": {}}},
        )
    return complete(text("sampling is there"))


INPUT_TOOLS: dict[str, Callable[[Context, Responses, str | None], Json]] = {
    "test_input_required_result_elicitation": _name,
    "test_input_required_result_sampling": _capital,
    "test_input_required_result_list_roots": _roots,
    "test_input_required_result_request_state": _confirmed,
    "test_input_required_result_tampered_state": _confirmed,
    "test_input_required_result_multiple_inputs": _several,
    "test_input_required_result_multi_round": _rounds,
    "test_input_required_result_capabilities": _what_the_client_can,
    "test_streaming_elicitation": _name,
    "test_missing_capability": _needs_sampling,
}
"""Tools of 2026-07-28 that ask by returning a result."""


def prompt_with_context(given: Responses) -> Json:
    """A prompt that asks before it answers."""
    form = accepted(given.get("user_context"))
    if form is None:
        return needs(user_context=ask_form("What context should the prompt use?", context=STRING))
    return messages(text(f"Context: {form.get('context')}"))


DEFAULTS: Json = {
    "name": {"type": "string", "default": "John Doe"},
    "age": {"type": "integer", "default": 30},
    "score": {"type": "number", "default": 95.5},
    "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
    "verified": {"type": "boolean", "default": True},
}
ENUMS: Json = {
    "one": {"type": "string", "enum": ["option1", "option2", "option3"]},
    "titled": {"type": "string", "oneOf": [{"const": "value1", "title": "First Option"}]},
    "legacy": {"type": "string", "enum": ["opt1"], "enumNames": ["Option One"]},
    "many": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2"]}},
    "titled_many": {
        "type": "array",
        "items": {"anyOf": [{"const": "value1", "title": "First Choice"}]},
    },
}


async def ask_directly(context: Context, name: str, arguments: Json) -> Json:
    """Tools of 2025 that send the client a request of their own and wait for its answer."""
    if name == "test_sampling":
        said = TextContent(type="text", text=str(arguments.get("prompt")))
        answer = await context.session.create_message(
            [SamplingMessage(role="user", content=said)], max_tokens=100
        )
        return complete(text(f"LLM response: {answer.content}"))
    fields = {
        "test_elicitation": {"username": STRING, "email": STRING},
        "test_elicitation_sep1034_defaults": DEFAULTS,
        "test_elicitation_sep1330_enums": ENUMS,
    }[name]
    form = {"type": "object", "properties": fields, "required": []}
    message = str(arguments.get("message", "Please fill in"))
    result = await context.session.elicit_form(message, form, context.request_id)
    return complete(text(f"Elicitation completed: action={result.action}"))


DIRECT_TOOLS = (
    "test_sampling",
    "test_elicitation",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
)
