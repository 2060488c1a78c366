"""The tools about collections: what somebody has, and what is missing."""

from __future__ import annotations

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
from appliance.tools.progress.collection_models import (
    CollectionStatus,
    FindMissingCollectibles,
    GetCollectionStatus,
    ItemSource,
    MissingCollectibles,
    MissingThing,
    QualityCount,
    Rarity,
)
from appliance.tools.registry import Sources, tool

_SOURCES = Sources(
    wrath="world: item_template; client: SkillLineAbility, Spell; characters: character_spell",
    master="client: Mount, Toy, Heirloom, BattlePetSpecies, ItemSparse; "
    "auth: battlenet_accounts, battlenet_account_mounts, _toys, _heirlooms, battle_pets",
)


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
        notes=[*_notes(realm, kind, known), *_unrated(query, lacking)],
    )


def _unrated(query: FindMissingCollectibles, lacking: list[Collectible]) -> list[str]:
    """That the asked rarity leaves out nothing whose quality no item says."""
    if query.min_rarity is Rarity.POOR or all(thing.quality is not None for thing in lacking):
        return []
    return ["minRarity counts where an item's quality is known; the rest is listed whatever it is."]


async def _had(
    realm: Realm, kind: Kind, guid: int | None, account: int | None
) -> tuple[str, frozenset[int]]:
    """Whose collection it is, in words, and what is in it."""
    master = realm.branch is Branch.MASTER
    if guid is None and account is None:
        raise InvalidArgument(
            "characterId: whose collection is it? Give a character's guid"
            + (", or accountId" if master else "")
        )
    if guid is not None and account is not None:
        raise InvalidArgument("characterId and accountId exclude each other")
    if guid is not None:
        character = await characters.find(realm, guid=guid)
        return (
            f"character {character.name or guid}",
            await ownership.owned(realm, kind, character),
        )
    assert account is not None
    if not master:
        raise InvalidArgument("accountId: on 3.3.5 each character collects alone; give characterId")
    auth = characters.require_auth(realm)
    await ownership.check_battlenet(auth, account)
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
    if known.unrated:
        notes.append(f"The quality of some items is not known: {known.unrated}")
    if realm.branch is Branch.WRATH and kind is Kind.MOUNT:
        notes.append("Class mounts and both sides' mounts are counted alike.")
    elif realm.branch is Branch.MASTER and kind is Kind.PET:
        notes.append("The client does not say which item gives a pet; its own words are shown.")
    return notes
