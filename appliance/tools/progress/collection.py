"""The tools about collections: what somebody has, and what is missing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument
from appliance.gamedata import characters, names
from appliance.gamedata.collections import catalogue as catalogues
from appliance.gamedata.collections import owned as ownership
from appliance.gamedata.collections.catalogue import Catalogue, Collectible, Kind
from appliance.gamedata.collections.sources import sources
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded
from appliance.tools.models import (
    Answer,
    Coded,
    Locale,
    LocaleField,
    Page,
    ToolInput,
    ToolOutput,
)
from appliance.tools.registry import Sources, tool

_SOURCES = Sources(
    wrath="world: item_template; client: SkillLineAbility, Spell; characters: character_spell",
    master="client: Mount, Toy, Heirloom, BattlePetSpecies, ItemSparse; "
    "auth: battlenet_account_mounts, _toys, _heirlooms, battle_pets",
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
        Field(strict=False, description="Leave out what only lesser items give (3.3.5)."),
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


@tool(
    "get-collection-status",
    title="Collection",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=_SOURCES,
)
async def get_collection_status(
    query: GetCollectionStatus, context: ToolContext
) -> CollectionStatus:
    """Count what a character (3.3.5) or a Battle.net account (master) has of all mounts, pets,
    toys or heirlooms of the branch. Needs `characterId` or, on master, `accountId`."""
    realm, kind = context.realm, query.type
    owner, had = await _had(realm, kind, query.character_id, query.account_id)
    known = await catalogues.catalogue(realm, kind, query.locale.value)
    keys = {thing.key for thing in known.things}
    collected = len(keys & had)
    return CollectionStatus(
        source=realm.source,
        type=kind.value,
        owner=owner,
        collected=collected,
        total=len(keys),
        percent=round(100 * collected / len(keys), 2) if keys else 0.0,
        unlisted=len(had - keys) if realm.branch is Branch.MASTER else None,
        by_quality=_by_quality(realm, known, had) or None,
        notes=_notes(realm, kind, known),
    )


@tool(
    "find-missing-collectibles",
    title="Missing collectibles",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath=f"{_SOURCES.wrath}; world: npc_vendor, loot tables, quest_template, "
        "achievement_reward",
        master=f"{_SOURCES.master}; world: npc_vendor, loot tables, quest_template, "
        "achievement_reward",
    ),
)
async def find_missing_collectibles(
    query: FindMissingCollectibles, context: ToolContext
) -> MissingCollectibles:
    """List the mounts, pets or toys a character (3.3.5) or Battle.net account (master) lacks, with
    the items that give them and where those come from. get-farming-route says how to get one."""
    realm, kind, locale = context.realm, Kind(query.type.value), query.locale.value
    owner, had = await _had(realm, kind, query.character_id, query.account_id)
    known = await catalogues.catalogue(realm, kind, locale)
    least = list(Rarity).index(query.min_rarity)
    lacking = [thing for thing in known.things if thing.key not in had]
    lacking = [thing for thing in lacking if thing.quality is None or thing.quality >= least]
    rest = [thing for thing in lacking if thing.key > query.after]
    shown = rest[: query.limit]
    return MissingCollectibles(
        source=realm.source,
        total=len(lacking),
        truncated=len(rest) > len(shown),
        next_after=shown[-1].key if len(rest) > len(shown) else None,
        type=kind.value,
        owner=owner,
        missing=await _told(realm, shown, locale),
        notes=_notes(realm, kind, known),
    )


async def _had(
    realm: Realm, kind: Kind, guid: int | None, account: int | None
) -> tuple[str, frozenset[int]]:
    """Whose collection it is, in words, and what is in it."""
    if (guid is None) == (account is None):
        raise InvalidArgument(
            "characterId: whose collection is it? Give a character's guid"
            + (", or accountId, not both" if realm.branch is Branch.MASTER else "")
        )
    if guid is not None:
        character = await characters.find(realm, guid=guid)
        return (
            f"character {character.name or guid}",
            await ownership.owned(realm, kind, character),
        )
    assert account is not None
    if realm.branch is Branch.WRATH:
        raise InvalidArgument("accountId: on 3.3.5 each character collects alone; give characterId")
    auth = characters.require_auth(realm)
    return f"Battle.net account {account}", await ownership.of_account(auth, kind, account)


def _by_quality(realm: Realm, known: Catalogue, had: frozenset[int]) -> list[QualityCount]:
    counted: dict[int, list[Collectible]] = {}
    for thing in known.things:
        if thing.quality is not None:
            counted.setdefault(thing.quality, []).append(thing)
    return [
        QualityCount(
            quality=coded(enums(realm.branch), "ItemQualities", quality),
            collected=sum(thing.key in had for thing in counted[quality]),
            total=len(counted[quality]),
        )
        for quality in sorted(counted)
    ]


async def _told(realm: Realm, things: list[Collectible], locale: str) -> list[MissingThing]:
    items = {giver.item for thing in things for giver in thing.givers}
    item_names = await names.item_names(realm, items, locale)
    spells = await names.spell_names(realm, {each.spell for each in things if each.spell}, locale)
    creatures = {thing.creature for thing in things if thing.creature}
    creature_names = await names.creature_names(realm, creatures, locale)
    found = await sources(realm, items)
    known = enums(realm.branch)
    return [
        MissingThing(
            key=thing.key,
            name=spells.get(thing.spell or 0)
            or creature_names.get(thing.creature or 0)
            or next(
                (item_names[each.item] for each in thing.givers if each.item in item_names), None
            )
            or thing.name,
            spell_id=thing.spell,
            creature_id=thing.creature,
            items=[
                ItemSource(
                    entry=giver.item,
                    name=item_names.get(giver.item),
                    quality=None
                    if giver.quality is None
                    else coded(known, "ItemQualities", giver.quality),
                    sources=found.get(giver.item, {}),
                )
                for giver in thing.givers
            ],
            source_text=thing.text or None,
        )
        for thing in things
    ]


def _notes(realm: Realm, kind: Kind, known: Catalogue) -> list[str]:
    notes = [
        f"Only what items of this world teach is counted; the rest is not known: {missing}"
        for missing in known.missing
    ]
    if realm.branch is Branch.WRATH:
        notes.append("Class mounts and both sides' mounts are counted alike.")
    elif kind is Kind.PET:
        notes.append("The client does not say which item gives a pet; its own words are shown.")
    return notes
