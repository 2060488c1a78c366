"""The tool that writes C++ for a part of a bot."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.codegen.components import (
    MOST_DESCRIPTION,
    Component,
    ComponentType,
    Role,
    bot_component,
)
from appliance.codegen.names import MOST_LETTERS
from appliance.tools.code.output import (
    SOURCE,
    Generated,
    OutputPath,
    Overwrite,
    deliver,
    shown,
    stem_of,
)
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import ToolInput
from appliance.tools.registry import Sources, tool

_WIRING = {
    ComponentType.AI_STRATEGY: "Construct it with the bot's Player and call Update(diff) on the "
    "thread of its map. It moves nobody: movement is yours.",
    ComponentType.STATE_MANAGER: "Construct it with the bot's Player and call Update(diff) on the "
    "thread of its map; the marks of rest are choices of ours, in percent.",
    ComponentType.EVENT_HANDLER: "Declare and call {add} in AddCustomScripts() of "
    "src/server/scripts/Custom/custom_script_loader.cpp; then Watch the bots' GUIDs.",
}


class GenerateBotComponent(ToolInput):
    """What to write."""

    component_type: Annotated[ComponentType, Field(strict=False)]
    class_name: Annotated[str, Field(max_length=MOST_LETTERS)]
    description: Annotated[
        str, Field(max_length=MOST_DESCRIPTION, description="Comment above the class.")
    ] = ""
    role: Annotated[Role, Field(strict=False)] = Role.DPS
    output_path: OutputPath = None
    overwrite: Overwrite = False
    namespace: Annotated[str, Field(max_length=500)] = "Playerbot"
    include_tests: Annotated[bool, Field(description="Also tests for Catch2.")] = False


@tool(
    "generate-bot-component",
    title="C++ of a bot component",
    scope=Scope.WORKSPACE,
    read_only=False,
    timeout_s=20,
    sources=Sources(
        wrath="own templates for TrinityCore's C++ API", master="own templates, the same text"
    ),
)
async def generate_bot_component(query: GenerateBotComponent, context: ToolContext) -> Generated:
    """Write C++ for a TrinityCore bot: a target strategy by role, a state machine, or a handler of
    player events. Returns header, source and tests; writes them only with outputPath."""
    wanted = Component(
        query.component_type,
        query.class_name,
        query.role,
        query.namespace,
        query.description,
        query.include_tests,
        stem_of(query.output_path),
    )
    files = bot_component(wanted)
    notes = [_WIRING[query.component_type].format(add=f"AddSC_{query.class_name}()")]
    notes.append("Uses only what TrinityCore 3.3.5 and master share (C++20).")
    if "role" not in query.model_fields_set:
        notes.append("No role was given: written for dps.")
    return Generated(
        source=SOURCE,
        files=shown(files),
        written=await deliver(context, files, query.output_path, query.overwrite),
        notes=notes,
    )
