"""What the conformance suite's fixture tools, resources and prompts answer, as the suite asks."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4"
    "z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
)
"""One red pixel."""
WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
"""No sound at all."""


def text(said: str) -> Json:
    """A text block."""
    return {"type": "text", "text": said}


def image() -> Json:
    """An image block."""
    return {"type": "image", "data": PNG, "mimeType": "image/png"}


def embedded(uri: str, mime_type: str, said: str) -> Json:
    """A resource block."""
    return {"type": "resource", "resource": {"uri": uri, "mimeType": mime_type, "text": said}}


def complete(*blocks: Json, is_error: bool = False) -> Json:
    """A tool's result."""
    return {"content": list(blocks), "isError": is_error}


def messages(*blocks: Json) -> Json:
    """A prompt's result."""
    return {"messages": [{"role": "user", "content": block} for block in blocks]}


FIXED_TOOLS: dict[str, Json] = {
    "test_simple_text": complete(text("This is a simple text response for testing.")),
    "test_image_content": complete(image()),
    "test_audio_content": complete({"type": "audio", "data": WAV, "mimeType": "audio/wav"}),
    "test_embedded_resource": complete(
        embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")
    ),
    "test_multiple_content_types": complete(
        text("Multiple content types test:"),
        image(),
        embedded(
            "test://mixed-content-resource", "application/json", '{"test":"data","value":123}'
        ),
    ),
    "test_error_handling": complete(
        text("This tool intentionally returns an error for testing"), is_error=True
    ),
    "json_schema_2020_12_tool": complete(text("kept")),
    "test_custom_headers": complete(text("headers agree")),
}
"""Tools that always answer the same."""

SCHEMA_2020_12: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}

SCHEMAS: dict[str, Json] = {
    "json_schema_2020_12_tool": SCHEMA_2020_12,
    "test_custom_headers": {
        "type": "object",
        "properties": {"region": {"type": "string", "x-mcp-header": "Region"}},
    },
    "test_sampling": {
        "type": "object",
        "properties": {"prompt": {"type": "string"}},
        "required": ["prompt"],
    },
    "test_elicitation": {
        "type": "object",
        "properties": {"message": {"type": "string"}},
        "required": ["message"],
    },
}
"""Input schemas of the tools that have arguments."""

RESOURCES: list[Json] = [
    {
        "uri": "test://static-text",
        "name": "Static text",
        "description": "A text that never changes.",
        "mimeType": "text/plain",
    },
    {
        "uri": "test://static-binary",
        "name": "Static image",
        "description": "An image that never changes.",
        "mimeType": "image/png",
    },
    {
        "uri": "test://watched-resource",
        "name": "Watched text",
        "description": "A text to subscribe to.",
        "mimeType": "text/plain",
    },
]
TEMPLATES: list[Json] = [
    {
        "uriTemplate": "test://template/{id}/data",
        "name": "Template",
        "description": "Data for an id.",
        "mimeType": "application/json",
    }
]
CONTENTS: dict[str, Json] = {
    "test://static-text": {"text": "This is the content of the static text resource."},
    "test://static-binary": {"blob": PNG},
    "test://watched-resource": {"text": "watched"},
}

PROMPTS: list[Json] = [
    {"name": "test_simple_prompt", "description": "A prompt without arguments."},
    {
        "name": "test_prompt_with_arguments",
        "description": "A prompt with two arguments.",
        "arguments": [{"name": "arg1", "required": True}, {"name": "arg2", "required": True}],
    },
    {
        "name": "test_prompt_with_embedded_resource",
        "description": "A prompt that embeds a resource.",
        "arguments": [{"name": "resourceUri", "required": True}],
    },
    {"name": "test_prompt_with_image", "description": "A prompt with an image."},
    {"name": "test_input_required_result_prompt", "description": "A prompt that asks back."},
]


def prompt(name: str, arguments: dict[str, str]) -> Json | None:
    """Return what a prompt says, None when there is no such prompt."""
    match name:
        case "test_simple_prompt":
            return messages(text("This is a simple prompt for testing."))
        case "test_prompt_with_arguments":
            said = ", ".join(f"{key}='{arguments.get(key, '')}'" for key in ("arg1", "arg2"))
            return messages(text(f"Prompt with arguments: {said}"))
        case "test_prompt_with_embedded_resource":
            uri = arguments.get("resourceUri", "")
            block = embedded(uri, "text/plain", "Embedded resource content for testing.")
            return messages(block, text("Please process the embedded resource above."))
        case "test_prompt_with_image":
            return messages(image(), text("Please analyze the image above."))
    return None
