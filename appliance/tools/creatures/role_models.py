"""Parts of get-creature-full-info's answer: what a creature gives, offers, says and does."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Coded, ExtendedCost, Flags, Money, ToolOutput


class Drop(ToolOutput):
    """An item it can drop."""

    item: Coded
    quality: Coded | None = None
    chance_percent: Annotated[float, Field(description="Of at least one, for one kill.")]
    min_count: int
    max_count: int
    expected_count: float
    quest_required: bool | None = None
    group: int | None = None
    via_reference: list[int] | None = None
    conditions: list[str] | None = None


class Loot(ToolOutput):
    """What a loot table gives, likeliest first."""

    kind: str
    loot_id: int
    total: int
    truncated: Annotated[bool, Field(description="lootLimit shows more.")]
    drops: list[Drop]
    notes: list[str]


class Ware(ToolOutput):
    """A thing for sale."""

    item: Coded
    type: Annotated[Coded | None, Field(description="Missing: an item.")] = None
    price: Annotated[Money | None, Field(description="For `pieces`; missing: unknown or none.")] = (
        None
    )
    pieces: int | None = None
    extended_cost: Annotated[
        ExtendedCost | None, Field(description="Asked for besides or instead of money.")
    ] = None
    stock: Annotated[int | None, Field(description="Pieces at a time; missing: any number.")] = None
    restock_s: int | None = None
    player_condition: int | None = None
    from_list_of: Annotated[int | None, Field(description="Creature whose list it is in.")] = None
    event: str | None = None
    conditions: list[str] | None = None


class Vendor(ToolOutput):
    """What it sells."""

    has_flag: Annotated[bool, Field(description="Without the flag nobody can buy.")]
    total: int
    truncated: bool
    items: list[Ware]
    notes: list[str]


class TaughtSpell(ToolOutput):
    """A spell it teaches."""

    spell: Coded
    cost: Money
    level: int | None = None
    skill: Coded | None = None
    skill_rank: int | None = None
    abilities: list[Coded] | None = None
    conditions: list[str] | None = None


class Trainer(ToolOutput):
    """A list it teaches."""

    trainer_id: int
    type: Coded
    teaches: Annotated[str | None, Field(description="Whom; missing: everybody.")] = None
    greeting: str | None = None
    total: int
    truncated: bool
    spells: list[TaughtSpell]


class EventQuest(ToolOutput):
    """A quest it starts during a game event."""

    quest: Coded
    event: Coded


class Quests(ToolOutput):
    """Quests it starts and ends."""

    starts: list[Coded]
    ends: list[Coded]
    during_events: list[EventQuest]
    truncated: bool


class GossipText(ToolOutput):
    """A text a menu opens with (npc_text)."""

    text_id: int
    texts: Annotated[list[str] | None, Field(description="Variants; one is shown.")] = None
    conditions: list[str] | None = None


class GossipOption(ToolOutput):
    """A line to choose."""

    option: int
    text: str
    does: Annotated[str | None, Field(description="Missing: only talk or a menu.")] = None
    opens_menu: int | None = None
    npc_flags: Annotated[Flags | None, Field(description="It needs one of these.")] = None
    cost: Money | None = None
    conditions: list[str] | None = None


class GossipMenu(ToolOutput):
    """What it offers to talk about; the menus behind its lines follow, up to 40."""

    menu_id: int
    texts: list[GossipText]
    options: list[GossipOption]


class KillReputation(ToolOutput):
    """Reputation for killing it."""

    faction: Coded
    value: int
    until: Annotated[Coded, Field(description="Rank from which no more is given.")]
    team: str | None = None


class Speech(ToolOutput):
    """Something it says."""

    group: int
    id: int
    text: str
    type: Coded
    language: Coded
    probability: float
    sound: int | None = None
    broadcast_text: int | None = None


class Texts(ToolOutput):
    """What it says; scripts choose a group."""

    total: int
    truncated: bool
    texts: list[Speech]


class TimedList(ToolOutput):
    """Actions run one after the other."""

    id: int
    lines: list[ScriptLine]


class ScriptLine(ToolOutput):
    """A line of its SmartAI script in words."""

    id: int
    link: int | None = None
    words: Annotated[str, Field(description="When: what is done → to whom.")]
    phases: list[int] | None = None
    flags: list[str] | None = None
    difficulties: list[Coded] | None = None
    conditions: list[str] | None = None
    comment: str | None = None
    spawn: Annotated[int | None, Field(description="Only the spawn with this guid.")] = None
    timed_lists: list[TimedList] | None = None


class Scripts(ToolOutput):
    """Its SmartAI script."""

    total: int
    truncated: bool
    lines: list[ScriptLine]


class Condition(ToolOutput):
    """What must hold for something; one of the alternatives is enough."""

    about: str
    alternatives: list[str]
