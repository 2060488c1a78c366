"""Input and output of get-buff-recommendations."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.gamedata.groups.capabilities import Reach
from appliance.tools.models import (
    Answer,
    Coded,
    Locale,
    LocaleField,
    Money,
    ToolInput,
    ToolOutput,
)


class BuffRole(StrEnum):
    """What the player does."""

    TANK = "tank"
    HEALER = "healer"
    MELEE = "melee_dps"
    RANGED = "ranged_dps"


class ContentType(StrEnum):
    """Where the buffs are for."""

    RAID = "raid"
    DUNGEON = "dungeon"
    SOLO = "solo"
    PVP = "pvp"


class GetBuffs(ToolInput):
    """Whose buffs."""

    role: Annotated[BuffRole, Field(strict=False)]
    class_id: Annotated[int, Field(ge=1, le=255)]
    budget: Annotated[
        int | None, Field(ge=0, le=2**53, description="Copper: most for one consumable.")
    ] = None
    content_type: Annotated[
        ContentType, Field(strict=False, description="solo: the class's own spells only.")
    ] = ContentType.RAID
    level: Annotated[
        int | None, Field(ge=1, le=255, description="Of casters and user; none: any.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=50, description="Most spells and items per stat.")] = 3
    locale: LocaleField = Locale.ENUS


class BuffSpell(ToolOutput):
    """A spell of a class that gives a stat."""

    spell: Coded
    rank: str | None = None
    player_class: Coded
    own: Annotated[bool | None, Field(description="The class asked for has it.")] = None
    reach: Reach
    points_min: Annotated[float, Field(description="Before what the caster adds.")]
    points_max: float
    duration_ms: Annotated[int | None, Field(description="-1: until cancelled.")] = None
    cooldown_ms: int | None = None
    needs_talent: bool | None = None
    exclusive_groups: list[int] | None = None


class BuffItem(ToolOutput):
    """A consumable that gives a stat."""

    item: Coded
    subclass: Coded
    spell_id: int
    required_level: int
    points_min: float
    points_max: float
    duration_ms: int | None = None
    vendor: Annotated[Money | None, Field(description="Of one piece, where vendors sell it.")] = (
        None
    )
    auction_median: Annotated[Money | None, Field(description="Buyout of one piece now.")] = None
    exclusive_groups: list[int] | None = None


class StatBuffs(ToolOutput):
    """What gives a stat; the most points first."""

    stat: str
    percent: bool | None = None
    spells_total: int
    spells: list[BuffSpell]
    items_total: int
    items: list[BuffItem]


class ExclusiveGroup(ToolOutput):
    """Spells that exclude each other; members show its id."""

    group_id: int
    rule: Coded


class BuffRecommendations(Answer):
    """What gives the stats of a role."""

    role: BuffRole
    player_class: Coded
    content_type: ContentType
    rule: Annotated[str, Field(description="Which stats count, and what the order means.")]
    stats: list[StatBuffs]
    without: Annotated[list[str], Field(description="Stats of the role that nothing gives.")]
    exclusive: list[ExclusiveGroup]
    notes: list[str]
