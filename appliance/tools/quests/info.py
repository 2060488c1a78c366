"""Tools about quests."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.quests import amounts as quest_amounts
from appliance.gamedata.quests import chain as quest_chain
from appliance.gamedata.quests import marked as quest_marked
from appliance.gamedata.quests import relations as quest_relations
from appliance.gamedata.quests import templates as quests
from appliance.gamedata.quests.types import Quest
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded, coded_if, flags
from appliance.tools.models import Coded, Entry, Locale, LocaleField, ToolInput
from appliance.tools.quests import parts as quest_parts
from appliance.tools.quests.models import ContentTuning, QuestInfo, QuestPool
from appliance.tools.quests.notes import notes
from appliance.tools.quests.parts import Around
from appliance.tools.quests.rewards import Names, amount, mail, rewards, spell
from appliance.tools.registry import Sources, tool

_AVAILABLE, _MARKED = 19, 20
"""ConditionSourceType of taking a quest, and (older worlds) of its giver's mark."""


class GetQuestInfo(ToolInput):
    """Which quest."""

    quest_id: Annotated[Entry, Field(description="The quest's id.")]
    locale: LocaleField = Locale.ENUS
    limit: Annotated[int, Field(ge=1, le=200, description="Most rows in each list.")] = 50
    player_level: Annotated[
        int | None,
        Field(ge=1, le=255, description="Work out experience and money for this level."),
    ] = None


@tool(
    "get-quest-info",
    title="Quest",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: quest_template and its side tables, starters, enders, quest_poi, "
        "conditions; client: QuestXP, QuestFactionReward, QuestSort, AreaTable, "
        "Faction",
        master="world: the same with quest_objectives; hotfixes; client: ContentTuning, "
        "QuestXP, QuestMoneyReward, QuestFactionReward, QuestSort, AreaTable, "
        "Faction",
    ),
)
async def get_quest_info(query: GetQuestInfo, context: ToolContext) -> QuestInfo:
    """Describe a quest: texts, who may take it, objectives, rewards with experience and money,
    givers, the whole chain before and after it, conditions in words."""
    realm, locale, limit = context.realm, query.locale.value, query.limit
    found = await quests.get(realm, query.quest_id, locale)
    around = await _around(realm, found.quest, query)
    known = await _names(realm, found.quest, around, locale)
    return _answer(realm, found, around, known, limit)


async def _around(realm: Realm, quest: Quest, query: GetQuestInfo) -> Around:
    """Ask everything about the quest that is not in its own rows."""
    number, locale, limit = quest.id, query.locale.value, query.limit
    template = quest.rewards.mail_template
    killed = {one.target for one in quest.objectives if one.kind == "creature"}
    available, marked = ConditionSource(_AVAILABLE, 0, number), ConditionSource(_MARKED, 0, number)
    async with concurrently() as questions:
        ask = questions.ask
        starters = ask(quest_relations.starters, realm, number, locale)
        enders = ask(quest_relations.enders, realm, number, locale)
        chain = ask(quest_chain.chain, realm, number, locale, limit=limit)
        credited = ask(quest_relations.also_credited, realm, killed)
        required = ask(conditions.explain, realm, [available, marked], locale)
        seasons = ask(quest_relations.season, realm, number)
        triggers = ask(quest_relations.area_triggers, realm, number)
        marks = ask(quest_marked.marks, realm, number, locale)
        amounts = ask(quest_amounts.amounts, realm, quest, query.player_level, locale)
        zone = ask(names.area_names, realm, [max(quest.sort, 0)], locale)
        sort = ask(quest_amounts.quest_sort, realm, -quest.sort, locale)
        pool = ask(quest_relations.pool, realm, number)
        disabled = ask(quest_relations.disabled, realm, number)
        sender = ask(quest_relations.mail_sender, realm, number)
        letter = ask(_letter, realm, template, locale, limit)
        group = quest.links.exclusive_group
        members = ask(quest_chain.same_group, realm, group, limit=limit + 1)
        breadcrumbs = ask(quest_chain.breadcrumbs, realm, number, limit=limit + 1)
        offered_by = ask(quest_chain.offered_by, realm, number, limit=limit + 1)
    return Around(
        starters=starters.value,
        enders=enders.value,
        seasons=seasons.value,
        area_triggers=triggers.value,
        marks=marks.value,
        amounts=amounts.value,
        zone=zone.value.get(quest.sort),
        sort=sort.value,
        pool=pool.value,
        disabled=disabled.value,
        mail_sender=sender.value,
        credited=credited.value,
        mail=letter.value,
        chain=chain.value,
        group=members.value,
        breadcrumbs=breadcrumbs.value,
        offered_by=offered_by.value,
        available_when=required.value.get(available, []),
        marked_when=required.value.get(marked, []),
    )


async def _letter(realm: Realm, template: int, locale: str, limit: int) -> loot.LootTable | None:
    if not template:
        return None
    return await loot.drops(realm, loot.LootKind.MAIL, template, locale, limit=limit)


async def _names(realm: Realm, quest: Quest, around: Around, locale: str) -> Names:
    """The names of everything the answer has an id of."""
    targets: dict[str, set[int]] = {}
    for one in quest.objectives:
        targets.setdefault(one.kind, set()).add(one.target)
    gifts = quest.rewards
    items = {one.item for one in (*gifts.items, *quest.found_items, quest.given) if one}
    items |= {one.id for one in gifts.choices if not one.currency}
    items |= {one.item for one in around.amounts.package or ()}
    creatures = {entry for entries in around.credited.values() for entry in entries}
    factions = {one.faction for one in gifts.reputations}
    factions |= {one.faction for one in (quest.least_standing, quest.most_standing) if one}
    spells = {gifts.spell, *gifts.shown_spells, quest.start_spell}
    money = {one.item for one in gifts.currencies}
    money |= {one.id for one in gifts.choices if one.currency}
    others = {*around.group, *around.breadcrumbs, *around.offered_by}
    others |= {quest.links.breadcrumb_for, quest.links.offers_next}
    async with concurrently() as questions:
        ask = questions.ask
        found = (
            ask(names.item_names, realm, items | targets.get("item", set()), locale),
            ask(
                names.creature_names,
                realm,
                creatures | targets.get("creature", set()) | {around.mail_sender},
                locale,
            ),
            ask(names.gameobject_names, realm, targets.get("gameobject", set()), locale),
            ask(names.spell_names, realm, spells | targets.get("spell", set()), locale),
            ask(names.faction_names, realm, factions | targets.get("faction", set()), locale),
            ask(names.quest_titles, realm, others, locale),
            ask(names.currency_names, realm, money | targets.get("currency", set()), locale),
            ask(names.skill_names, realm, {quest.skill, gifts.skill} - {0}, locale),
        )
    return Names(*(one.value for one in found))


def _answer(
    realm: Realm, found: quests.LocalQuest, around: Around, names: Names, limit: int
) -> QuestInfo:
    quest, known = found.quest, enums(realm.branch)
    letter = mail(quest, around.amounts, names, around.mail_sender, around.mail)
    return QuestInfo(
        source=realm.source,
        quest_id=quest.id,
        title=quest.texts.title,
        titles=found.titles,
        texts=quest_parts.texts(quest.texts),
        type=coded(known, "QuestType", quest.type),
        kind=coded_if(known, "QuestInfo", quest.info),
        level=quest.level if quest.level != -1 else None,
        min_level=quest.min_level or None,
        max_level=quest.max_level or None,
        content_tuning=_tuning(quest),
        expansion=None if quest.expansion is None else coded(known, "Expansions", quest.expansion),
        zone=Coded(id=quest.sort, name=around.zone) if quest.sort > 0 else None,
        category=_category(known, quest.sort, around.sort),
        suggested_players=quest.group_size or None,
        flags={enum: flags(known, enum, mask) for enum, mask in quest.flags.items() if mask},
        special_flags=flags(known, "QuestSpecialFlags", quest.special_flags),
        time_limit_s=quest.time_limit_s or None,
        disabled=around.disabled,
        requirements=quest_parts.requirements(known, quest, around, names),
        objectives=quest_parts.objectives(known, quest, around, names, limit),
        area_triggers=around.area_triggers,
        found_items=[amount(one, names) for one in quest.found_items],
        given=amount(quest.given, names) if quest.given else None,
        start_spell=spell(quest.start_spell, names),
        starters=quest_parts.parties(around.starters, limit),
        enders=quest_parts.parties(around.enders, limit),
        seasons=around.seasons,
        pool=_pool(around),
        rewards=rewards(known, quest, around.amounts, names, letter),
        chain=quest_parts.chain(quest, around, names, limit),
        marked=quest_parts.marked(around.marks),
        script=quest.script or None,
        verified_build=quest.verified_build,
        notes=notes(realm.branch, quest, around, names),
    )


def _tuning(quest: Quest) -> ContentTuning | None:
    tuning = quest.tuning
    if tuning is None:
        return None
    return ContentTuning(id=tuning.id, min_level=tuning.min_level, max_level=tuning.max_level)


def _category(known: Enums, sort: int, name: str | None) -> Coded | None:
    return Coded(id=-sort, name=name or known.name("QuestSort", -sort)) if sort < 0 else None


def _pool(around: Around) -> QuestPool | None:
    pool = around.pool
    if pool is None:
        return None
    return QuestPool(id=pool.id, active=pool.active, description=pool.description)
