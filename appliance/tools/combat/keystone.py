"""Tool that tells what a keystone brings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata import client, names
from appliance.gamedata.encounters import instances, keystones
from appliance.gamedata.encounters.instances import KILL, Encounter
from appliance.gamedata.encounters.keystones import Affix, Dungeon
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat.terms import named
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import client_file
from appliance.tools.models import Answer, Coded, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_EVERY, _KEYSTONE, _MYTHIC = -1, 8, 23
"""DifficultyID of encounters: all, mythic keystone, mythic dungeon."""


class MythicPlus(ToolInput):
    """The keystone and, if asked, the dungeon."""

    keystone_level: Annotated[int, Field(ge=1, le=255)]
    affixes: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]],
        Field(max_length=12, description="Names of affixes, in the locale or enUS."),
    ]
    dungeon: Annotated[
        str | None, Field(min_length=1, max_length=100, description="Its name, or part of it.")
    ] = None
    dungeon_map_id: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    locale: LocaleField = Locale.ENUS
    limit: Annotated[int, Field(ge=1, le=200, description="Most dungeons.")] = 60


class AffixFacts(ToolOutput):
    """What an affix does, in the client's words."""

    affix: Coded
    description: str


class Boss(ToolOutput):
    """A boss of the dungeon, in the client's order."""

    encounter: Coded
    order: int
    creature: Annotated[
        Coded | None, Field(description="For get-boss-mechanics; missing: the realm has no row.")
    ] = None


class DungeonFacts(ToolOutput):
    """A dungeon with keystones."""

    id: int
    name: str
    map: Coded
    expansion: int | None = None
    time_limit_s: int | None = None
    two_levels_s: Annotated[int | None, Field(description="Up two levels within this.")] = None
    three_levels_s: int | None = None
    bosses: Annotated[
        list[Boss] | None, Field(description="Missing: ask for one dungeon to get them.")
    ] = None


class KeystoneScaling(ToolOutput):
    """What the keystone's level multiplies."""

    health: float | None = None
    damage: float | None = None
    formula: str


class KeystoneAnswer(Answer):
    """A keystone, as far as the client's files tell it."""

    keystone_level: int
    affixes: list[AffixFacts]
    scaling: KeystoneScaling
    dungeons: list[DungeonFacts]
    total: int
    truncated: bool
    notes: list[str]


@tool(
    "get-mythic-plus-strategy",
    title="Keystone dungeons",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath=None,
        master="client: MapChallengeMode, KeystoneAffix, DungeonEncounter, "
        "gt/ChallengeModeHealth.txt, gt/ChallengeModeDamage.txt; world: "
        "instance_encounters",
    ),
)
async def get_mythic_plus_strategy(query: MythicPlus, context: ToolContext) -> KeystoneAnswer:
    """What a keystone brings on master: affixes, multipliers, timers and, for one dungeon, its
    bosses in order. Facts, no advice. 3.3.5 has none."""
    realm, locale = context.realm, query.locale.value
    if realm.branch is Branch.WRATH:
        raise Unavailable(
            "keystone dungeons do not exist on 3.3.5: its hardest dungeons are the heroic ones",
            hint="get-boss-mechanics tells a boss on each difficulty, normal and heroic",
        )
    if query.dungeon is not None and query.dungeon_map_id is not None:
        raise InvalidArgument("dungeon and dungeonMapId exclude each other")
    chosen = await _affixes(realm, query.affixes, locale)
    found = _matching(await keystones.dungeons(realm, locale), query)
    scaling = await keystones.scaling(realm, query.keystone_level)
    maps = await names.map_names(realm, {dungeon.map for dungeon in found}, locale)
    notes = [
        *scaling.missing,
        "all of this is the client's data: whether this server runs keystones is in its code",
    ]
    shown = [_dungeon(dungeon, maps) for dungeon in found[: query.limit]]
    if len(found) == 1:
        bosses, more = await _bosses(realm, found[0], locale)
        shown = [shown[0].model_copy(update={"bosses": bosses})]
        notes += more
    return KeystoneAnswer(
        source=realm.source,
        keystone_level=query.keystone_level,
        affixes=[
            AffixFacts(affix=Coded(id=affix.id, name=affix.name), description=affix.description)
            for affix in chosen
        ],
        scaling=KeystoneScaling(
            health=scaling.health,
            damage=scaling.damage,
            formula="row of the keystone's level in ChallengeModeHealth.txt and "
            "ChallengeModeDamage.txt; affixes multiply on top",
        ),
        dungeons=shown,
        total=len(found),
        truncated=len(found) > query.limit,
        notes=notes,
    )


async def _affixes(realm: Realm, wanted: list[str], locale: str) -> list[Affix]:
    """The affixes named; each must be one the client knows."""
    if not wanted:
        return []
    known = await keystones.affixes(realm, locale)
    english = known if locale == names.BASE_LOCALE else await keystones.affixes(realm)
    by_id = {affix.id: affix for affix in known}
    by_name = {affix.name.casefold(): affix.id for affix in [*english, *known]}
    chosen = []
    for name in wanted:
        number = by_name.get(name.strip().casefold())
        if number is None:
            listed = ", ".join(affix.name for affix in known)
            raise InvalidArgument(f"affixes: there is no {name!r}; known are {listed}")
        chosen.append(by_id[number])
    return list(dict.fromkeys(chosen))


def _matching(dungeons: list[Dungeon], query: MythicPlus) -> list[Dungeon]:
    """All of them, or those asked for; a full name wins over a part of one."""
    if query.dungeon_map_id is not None:
        found = [dungeon for dungeon in dungeons if dungeon.map == query.dungeon_map_id]
    elif query.dungeon is not None:
        name = query.dungeon.strip().casefold()
        found = [dungeon for dungeon in dungeons if dungeon.name.casefold() == name]
        found = found or [dungeon for dungeon in dungeons if name in dungeon.name.casefold()]
    else:
        return dungeons
    if not found:
        asked = query.dungeon if query.dungeon is not None else f"map {query.dungeon_map_id}"
        raise NotFound(f"the client's MapChallengeMode has no dungeon {asked!r}")
    return found


def _dungeon(dungeon: Dungeon, maps: dict[int, str]) -> DungeonFacts:
    timers = [*dungeon.timers_s, None, None, None]
    return DungeonFacts(
        id=dungeon.id,
        name=dungeon.name,
        map=named(maps, dungeon.map),
        expansion=dungeon.expansion,
        time_limit_s=timers[0],
        two_levels_s=timers[1],
        three_levels_s=timers[2],
    )


async def _bosses(
    realm: Realm, dungeon: Dungeon, locale: str
) -> tuple[list[Boss] | None, list[str]]:
    """The encounters of its map that count with a keystone."""
    if not await client.has(realm, "DungeonEncounter"):
        file = client_file(realm.branch, "DungeonEncounter")
        return None, [f"its bosses are in {file}, which is missing"]
    every = await instances.of_map(realm, dungeon.map, locale)
    counting = _of_keystones(every)
    credits = await instances.credits(realm, [each.id for each in counting])
    kills = {row.encounter: row.credit_entry for row in credits.values() if row.credit_type == KILL}
    creatures = await names.creature_names(realm, kills.values(), locale)
    bosses = [
        Boss(
            encounter=Coded(id=each.id, name=each.name),
            order=each.order,
            creature=named(creatures, kills[each.id]) if each.id in kills else None,
        )
        for each in counting
    ]
    if len(kills) == len(counting):
        return bosses, []
    return bosses, ["instance_encounters of this realm does not name every boss's creature"]


def _of_keystones(every: list[Encounter]) -> list[Encounter]:
    """Those of every difficulty and of keystones; where there are none, those of mythic."""
    counting = [each for each in every if each.difficulty in (_EVERY, _KEYSTONE)]
    counting = counting or [each for each in every if each.difficulty == _MYTHIC]
    return sorted(counting, key=lambda each: (each.order, each.id))
