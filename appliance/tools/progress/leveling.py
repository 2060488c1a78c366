"""get-leveling-path: zones whose quests carry a player from level to level."""

from __future__ import annotations

import trio

from appliance.errors import InvalidArgument, Unavailable
from appliance.gamedata import names, players
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.leveling import path
from appliance.gamedata.leveling import zones as zone_data
from appliance.gamedata.leveling.kills import kill_table
from appliance.gamedata.leveling.path import Step
from appliance.gamedata.leveling.supply import Supply, supply
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.progress import leveling_parts as parts
from appliance.tools.progress.leveling_models import GetLevelingPath, LevelingPath
from appliance.tools.progress.leveling_parts import Found
from appliance.tools.progress.player import player_of
from appliance.tools.registry import Sources, tool


@tool(
    "get-leveling-path",
    title="Levelling path",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: quest_template, player_xp_for_level, exploration_basexp, creature; "
        "client: QuestXP, AreaTable, Map, WorldMapArea, FactionTemplate",
        master="world: the same; client and hotfixes: ContentTuning, QuestXP, AreaTable, "
        "Map, UiMapAssignment, FactionTemplate, gt/xp.txt",
    ),
)
async def get_leveling_path(query: GetLevelingPath, context: ToolContext) -> LevelingPath:
    """Estimate a way through zones from one level to another for a side: per step quests,
    experience, what is left for kills. Travel and time are not counted."""
    realm = context.realm
    if query.target_level <= query.start_level:
        raise InvalidArgument("targetLevel: must be above startLevel")
    found = await _found(realm, query)
    quests = [one for one in found.supply.quests if not parts.is_instance(found, one.zone)]

    def explored(zone: int, level: int) -> int:
        return found.zones[zone].exploration_xp(level, found.exploration)

    def work() -> list[Step]:
        if not found.supply.has_xp:
            return path.by_counts(quests, found.needs, query.start_level, query.target_level)
        walker = path.Walker(quests, found.needs, query.target_level, explored)
        return walker.walk(query.start_level)

    steps = await trio.to_thread.run_sync(work)
    here = [found.zones[step.zone] for step in steps if step.zone is not None]
    creatures = await zone_data.creatures(realm, here)
    maps = {one.map for one in found.zones.values() if one.map is not None}
    known = await names.map_names(realm, maps, query.locale.value)
    return parts.answer(realm, query, found, steps, creatures, known)


async def _found(realm: Realm, query: GetLevelingPath) -> Found:
    """Everything the path is made from."""
    asked = await player_of(
        realm,
        level=query.start_level,
        faction=query.faction,
        race=query.race_id,
        player_class=query.class_id,
    )
    if asked.side is None:
        raise InvalidArgument("faction: alliance or horde")
    async with concurrently() as questions:
        ask = questions.ask
        needs = ask(players.experience, realm)
        quests = ask(
            supply,
            realm,
            asked.side,
            races=asked.player.races,
            classes=asked.player.classes,
            highest=query.target_level,
        )
        exploration = ask(zone_data.exploration_base, realm)
        kills = ask(kill_table, realm)
    missing = [
        level for level in range(query.start_level, query.target_level) if level not in needs.value
    ]
    if missing:
        raise Unavailable(
            f"how much experience level {missing[0]} needs is not known to this realm",
            hint="levels are in player_xp_for_level"
            + (
                f" and in the GameTable xp: {realm.client.missing('xp', gametable=True)}"
                if realm.branch is Branch.MASTER
                else ""
            ),
        )
    within = [one for one in quests.value.quests if parts.overlaps(one, query)]
    chosen = Supply(within, quests.value.unknown, quests.value.has_xp, quests.value.folded)
    zones = await zone_data.facts(realm, {one.zone for one in within}, query.locale.value)
    return Found(chosen, zones, needs.value, exploration.value, kills.value)
