"""What get-gold-making-strategies takes and answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.tools.models import (
    Answer,
    Coded,
    Locale,
    LocaleField,
    Money,
    ToolInput,
    ToolOutput,
)


class SideName(StrEnum):
    """The two sides."""

    ALLIANCE = "alliance"
    HORDE = "horde"


class Order(StrEnum):
    """What is best."""

    PER_HOUR = "perHour"
    PER_KILL = "perKill"


class GetGoldMakingStrategies(ToolInput):
    """Who earns, and how."""

    player_level: Annotated[int, Field(ge=1, le=123, description="Level of the player.")]
    professions: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=40)]],
        Field(max_length=15, description="For example Skinning, Mining; [] for none."),
    ]
    locale: LocaleField = Locale.ENUS
    limit: Annotated[int, Field(ge=1, le=200, description="Most entries of each kind.")] = 10
    sort: Annotated[Order, Field(strict=False, description="What ranks creatures and nodes.")] = (
        Order.PER_HOUR
    )
    map_id: Annotated[
        int | None,
        Field(ge=0, le=2**31 - 1, description="Only this map; needed for an instance's."),
    ] = None
    faction: Annotated[
        SideName | None, Field(strict=False, description="Leaves out that side's friends.")
    ] = None
    house_id: Annotated[
        int | None,
        Field(ge=1, le=2**31 - 1, description="Auction house: 2 Alliance, 6 Horde, 7 neutral."),
    ] = None
    least_listings: Annotated[
        int, Field(ge=1, le=1000, description="Listings that make an auction median count.")
    ] = 3
    levels_below: Annotated[int, Field(ge=0, le=122, description="Creatures that far below.")] = 5
    levels_above: Annotated[int, Field(ge=0, le=10, description="Creatures that far above.")] = 1
    include_elites: Annotated[bool, Field(description="Also creatures made for groups.")] = False
    pickpocketing: Annotated[bool, Field(description="The player is a rogue.")] = False
    profession_skill: Annotated[
        int | None,
        Field(ge=1, le=1000, description="Skill points; what needs more is left out."),
    ] = None
    radius: Annotated[int, Field(ge=20, le=1000, description="Yards of one hunting ground.")] = 120
    min_respawn_s: Annotated[
        int, Field(ge=1, le=604_800, description="Leaves out spawns that come back faster.")
    ] = 1


class Contribution(ToolOutput):
    """What an item adds to the value of one kill (one node)."""

    item: Coded
    loot: Annotated[str | None, Field(description="skinning, pickpocketing; missing: corpse.")] = (
        None
    )
    chance_percent: Annotated[float, Field(description="At least one, each time it is looted.")]
    pieces: Annotated[float, Field(description="Expected of one kill, or of a node until gone.")]
    unit_value: Money
    paid_by: Annotated[str, Field(description="vendor, or auction (its median).")]
    adds_copper: Annotated[float, Field(description="pieces x unitValue.")]


class HuntingGround(ToolOutput):
    """Where it appears closest together."""

    map: Coded
    zone: Coded | None = None
    x: float
    y: float
    z: float | None = None
    places: int
    present: Annotated[float, Field(description="Of these places, taken at a time on average.")]
    respawn_s_min: int
    respawn_s_max: int
    per_hour_at_most: Annotated[
        float, Field(description="Sum over places of share x 3600 / respawn.")
    ]


class Loop(ToolOutput):
    """Something to kill or gather again and again."""

    value: Annotated[Money, Field(description="Of one kill or node, rounded.")]
    exact_copper: Annotated[float, Field(description="The value, not rounded.")]
    value_per_respawn: Annotated[Money, Field(description="Of all that is there at a time.")]
    value_per_hour_at_most: Annotated[
        Money, Field(description="Bound set by respawns; no killing or travel time in it.")
    ]
    contributions: Annotated[list[Contribution], Field(description="The three that add most.")]
    ground: HuntingGround


class CreatureLoop(Loop):
    """A creature to kill."""

    creature: Coded
    level_min: int
    level_max: int
    rank: Coded
    money_copper: Annotated[float, Field(description="Mean money of a corpse.")]


class NodeLoop(Loop):
    """A herb, vein or school."""

    gameobject: Coded
    profession: Coded
    required_skill: int | None = None
    uses: Annotated[float, Field(description="Times it gives something before it is gone.")]


class CreatureLoops(ToolOutput):
    """Creatures, best first."""

    total: Annotated[int, Field(description="Of any value, with spawns.")]
    truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    loops: list[CreatureLoop]


class NodeLoops(ToolOutput):
    """Nodes, best first."""

    total: int
    truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    loops: list[NodeLoop]


class VendorFlip(ToolOutput):
    """Bought of a vendor, sold at auction."""

    item: Coded
    buy_each_copper: float
    auction_median: Money
    profit_each: Annotated[Money, Field(description="Before the auction house's share.")]
    listings: int
    units: int
    vendors: Annotated[list[Coded], Field(description="The first five.")]
    vendors_total: int


class VendorFlips(ToolOutput):
    """Flips, most profit a piece first."""

    total: int
    truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    flips: list[VendorFlip]


class PayingQuest(ToolOutput):
    """A quest that pays."""

    quest: Coded
    level: int | None = None
    min_level: int
    money: Money
    again: Annotated[
        str | None, Field(description="daily, weekly, monthly, repeatable; missing: once.")
    ] = None


class PayingQuests(ToolOutput):
    """Quests, best paid first."""

    total: Annotated[int, Field(description="Of the 400 best paid, those one may be offered.")]
    truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    quests: list[PayingQuest]


class RecipeProfit(ToolOutput):
    """Something to make and sell."""

    spell: Coded
    item: Coded
    profession: Coded
    required_skill: int | None = None
    pieces: float
    cost: Annotated[Money, Field(description="All reagents of one casting.")]
    unit_value: Money
    paid_by: str
    profit: Annotated[Money, Field(description="Of one casting.")]


class RecipeProfits(ToolOutput):
    """Recipes, most profit first."""

    total: int
    truncated: Annotated[bool, Field(description="Ask with a higher limit.")]
    looked_at: int
    unpriced: Annotated[int, Field(description="Left out: a reagent nobody sells.")]
    recipes: list[RecipeProfit]


class GoldMaking(Answer):
    """Ways to earn, each ranked with what it was computed from."""

    player_level: int
    creature_levels: Annotated[list[int], Field(description="Lowest and highest looked at.")]
    professions: list[Coded]
    creatures: CreatureLoops
    nodes: Annotated[
        NodeLoops | None, Field(description="Missing without a gathering profession.")
    ] = None
    vendor_flips: Annotated[
        VendorFlips | None, Field(description="Missing without the characters database.")
    ] = None
    quests: PayingQuests
    recipes: Annotated[
        RecipeProfits | None, Field(description="Missing without professions or client files.")
    ] = None
    formulas: list[str]
    notes: Annotated[list[str], Field(description="What is left out or not known, and why.")]
