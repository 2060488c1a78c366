"""What the collection tools take and answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.gamedata.collections.catalogue import Kind
from appliance.tools.models import (
    Answer,
    Coded,
    Locale,
    LocaleField,
    Page,
    ToolInput,
    ToolOutput,
)

CharacterId = Annotated[
    int | None, Field(ge=1, le=2**63 - 1, description="Whose collection: a character's guid.")
]
AccountId = Annotated[
    int | None,
    Field(ge=1, le=2**32 - 1, description="Or (master) a Battle.net account's id."),
]


class MissingKind(StrEnum):
    """Kinds that can be searched for what is missing."""

    PET = "pet"
    MOUNT = "mount"
    TOY = "toy"


class Rarity(StrEnum):
    """The least quality of an item."""

    POOR = "poor"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    EPIC = "epic"
    LEGENDARY = "legendary"


class GetCollectionStatus(ToolInput):
    """Which collection of whom."""

    type: Annotated[Kind, Field(strict=False)]
    character_id: CharacterId = None
    account_id: AccountId = None
    locale: LocaleField = Locale.ENUS


class FindMissingCollectibles(ToolInput):
    """Which collection of whom."""

    type: Annotated[MissingKind, Field(strict=False)]
    min_rarity: Annotated[
        Rarity,
        Field(strict=False, description="Leave out what only lesser items give (master: toys)."),
    ] = Rarity.UNCOMMON
    character_id: CharacterId = None
    account_id: AccountId = None
    limit: Annotated[int, Field(ge=1, le=200, description="Most things to return.")] = 50
    after: Annotated[
        int, Field(ge=0, le=2**32 - 1, description="Show those above this key: `nextAfter`.")
    ] = 0
    locale: LocaleField = Locale.ENUS


class QualityCount(ToolOutput):
    """Things of one quality."""

    quality: Coded
    collected: int
    total: int


class CollectionStatus(Answer):
    """How much of a collection somebody has."""

    type: str
    owner: Annotated[str, Field(description="The character or account that was asked for.")]
    collected: int
    total: Annotated[int, Field(description="Everything of the kind on this realm's branch.")]
    percent: float
    unlisted: Annotated[
        int | None, Field(description="Had, but in no catalogue of this realm (pets of 3.3.5: no).")
    ] = None
    by_quality: Annotated[
        list[QualityCount] | None, Field(description="By the quality of the item that gives it.")
    ] = None
    notes: list[str]


class ItemSource(ToolOutput):
    """Where an item comes from, in numbers."""

    entry: int
    name: str | None = None
    quality: Coded | None = None
    sources: Annotated[
        dict[str, int], Field(description="How many vendors, loot tables, quests … have it.")
    ]


class MissingThing(ToolOutput):
    """Something to collect that is not there yet."""

    key: Annotated[int, Field(description="Spell, item (toys) or species (pets of master).")]
    name: str | None = None
    spell_id: int | None = None
    creature_id: int | None = None
    items: list[ItemSource]
    source_text: Annotated[str | None, Field(description="The client's own words.")] = None


class MissingCollectibles(Page):
    """What is missing, by ascending key."""

    type: str
    owner: str
    missing: list[MissingThing]
    notes: list[str]
