"""The question and the answer of get-leveling-path."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, Coded, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.progress.player import SideName


class GetLevelingPath(ToolInput):
    """From which level to which, and for whom."""

    start_level: Annotated[int, Field(ge=1, le=254)]
    target_level: Annotated[int, Field(ge=2, le=255)]
    faction: Annotated[SideName, Field(strict=False)]
    race_id: Annotated[int | None, Field(ge=1, le=255, description="ChrRaces id.")] = None
    class_id: Annotated[int | None, Field(ge=1, le=31, description="ChrClasses id.")] = None
    locale: LocaleField = Locale.ENUS
    limit: Annotated[int, Field(ge=1, le=200, description="Most zones listed.")] = 25
    step_limit: Annotated[int, Field(ge=1, le=200, description="Most steps listed.")] = 60
    after_step: Annotated[
        int, Field(ge=0, le=100_000, description="List those after so many: `nextAfterStep`.")
    ] = 0


class LevelQuests(ToolOutput):
    """Quests done while the player has a level; without QuestXP those that are open then."""

    level: int
    quests: int
    quest_xp: Annotated[int | None, Field(description="Missing: see notes.")] = None


class Kills(ToolOutput):
    """Ordinary creatures to fight; neither gray nor more than 3 levels above."""

    creature_level: Annotated[int, Field(description="Mean of those at the step's first level.")]
    xp_per_kill: Annotated[int, Field(description="At the step's first level.")]
    kills: Annotated[int, Field(description="To bring what quests and exploration do not.")]
    spawns: Annotated[int | None, Field(description="Spawns of fitting level in the zone.")] = None
    min_level: int | None = None
    max_level: int | None = None


class PathStep(ToolOutput):
    """A stay in a zone; without a zone: no quests bring enough, kills must, near the last zone."""

    zone: Coded | None = None
    map: Coded | None = None
    first_level: int
    last_level: int
    xp_needed: int
    quests: int
    quest_xp: Annotated[int | None, Field(description="Missing: see notes.")] = None
    exploration_xp: Annotated[int | None, Field(description="Missing: see notes.")] = None
    xp_share_percent: Annotated[
        float | None, Field(description="Part of all the way's experience from here.")
    ] = None
    levels: list[LevelQuests]
    kills: Kills | None = None


class ZoneSupply(ToolOutput):
    """What a zone has for this side between the two levels."""

    zone: Coded
    map: Coded | None = None
    instance: bool | None = None
    quests: int
    min_level: Annotated[int, Field(description="Least level of a player for any of them.")]
    max_level: Annotated[int, Field(description="Greatest level at which any is not gray.")]
    xp: Annotated[int | None, Field(description="Each at its best level. Missing: notes.")] = None
    areas_to_discover: int | None = None


class LevelingPath(Answer):
    """An estimate of a way from level to level."""

    start_level: int
    target_level: int
    faction: str
    xp_needed: int
    quest_xp: Annotated[int | None, Field(description="Missing: see notes.")] = None
    exploration_xp: int | None = None
    covered_percent: Annotated[
        float | None, Field(description="Part of the need that quests and exploration bring.")
    ] = None
    steps: list[PathStep]
    steps_total: Annotated[int, Field(description="Sums above are of all steps, listed or not.")]
    next_after_step: Annotated[
        int | None, Field(description="There are more steps: ask with this as afterStep.")
    ] = None
    zones: list[ZoneSupply]
    total: Annotated[int, Field(description="Zones with quests for these levels.")]
    truncated: Annotated[
        bool, Field(description="More zones than limit, or steps than stepLimit after afterStep.")
    ]
    formula: str
    inputs: str
    notes: list[str]
