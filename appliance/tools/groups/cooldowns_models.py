"""Input and output of coordinate-cooldowns."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.tools.groups.bots import Bot, MemberOut
from appliance.tools.models import Answer, Coded, Locale, LocaleField, ToolInput, ToolOutput


class CooldownKind(StrEnum):
    """What a cooldown is for; the own ones help nobody but their member."""

    HASTE = "group_haste"
    DEFENSE = "group_defense"
    BUFF = "group_buff"
    DEBUFF = "debuff"
    OWN_DEFENSE = "own_defense"
    OWN_BUFF = "own_buff"
    CONTROL = "crowd_control"
    INTERRUPT = "interrupt"


class CoordinateCooldowns(ToolInput):
    """Whose cooldowns, and for how long."""

    bots: Annotated[
        list[Bot],
        Field(
            min_length=1,
            max_length=40,
            description="Members, each with one of characterId, classId and className.",
        ),
    ]
    encounter_duration: Annotated[int, Field(ge=1, le=3600, description="Seconds.")]
    kinds: Annotated[
        list[Annotated[CooldownKind, Field(strict=False)]] | None,
        Field(min_length=1, max_length=8, description="None: all but crowd control, interrupt."),
    ] = None
    minimum_cooldown: Annotated[
        int, Field(ge=1, le=3600, description="Seconds; shorter cooldowns are left out.")
    ] = 30
    include_talents: Annotated[
        bool,
        Field(description="Of members named by class, also what talents or unnamed specs give."),
    ] = False
    start_at: Annotated[
        int, Field(ge=0, le=3600, description="Seconds; earlier windows are not shown.")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=300, description="Most windows shown.")] = 200
    locale: LocaleField = Locale.ENUS


class CooldownOut(ToolOutput):
    """A spell that takes long to come back, and who has it."""

    spell: Coded
    kind: CooldownKind
    members: list[int]
    cooldown_ms: int
    duration_ms: Annotated[int | None, Field(description="-1: until cancelled.")] = None
    category: Annotated[
        int | None, Field(description="A member's spells of one category share its cooldown.")
    ] = None
    category_cooldown_ms: int | None = None
    charges: int | None = None
    needs_talent: bool | None = None
    blocked_by: Annotated[
        list[Coded] | None, Field(description="Auras of caster or target that forbid it.")
    ] = None
    most_uses: Annotated[int, Field(description="Of one member in the fight, alone.")]
    placed: Annotated[int, Field(description="Windows it got, of all members.")]


class WindowOut(ToolOutput):
    """When somebody uses a spell, in seconds from the start."""

    kind: CooldownKind
    member: int
    spell_id: int
    start_s: float
    end_s: float


class Uptime(ToolOutput):
    """How much of the fight something of a kind works."""

    kind: CooldownKind
    member: Annotated[int | None, Field(description="Whose, of the own kinds.")] = None
    covered_s: float
    percent: float


class CooldownTimeline(Answer):
    """Cooldowns over a fight."""

    encounter_duration: int
    members: list[MemberOut]
    cooldowns: list[CooldownOut]
    windows_total: int
    truncated: Annotated[
        bool, Field(description="More windows follow: startAt the last one's, or fewer kinds.")
    ]
    windows: list[WindowOut]
    uptime: list[Uptime]
    formula: str
    notes: list[str]
