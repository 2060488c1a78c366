"""Parts of get-quest-info's answer: texts, requirements, objectives, chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.gamedata.enums import Enums
from appliance.gamedata.loot.drops import LootTable
from appliance.gamedata.quests.amounts import Amounts
from appliance.gamedata.quests.chain import Chain, Step
from appliance.gamedata.quests.marked import Marks
from appliance.gamedata.quests.relations import Party, Pool
from appliance.gamedata.quests.types import Objective, Quest, Standing, Texts
from appliance.tools.decode import coded, flags, limited, money
from appliance.tools.models import Coded
from appliance.tools.quests import models
from appliance.tools.quests.rewards import Names


@dataclass(frozen=True, slots=True)
class Around:
    """What the realm knows about a quest beyond its own rows.

    zone, sort: the name of where it is listed.
    group, breadcrumbs, offered_by may hold one more than the limit: then there are more.
    """

    starters: list[Party]
    enders: list[Party]
    seasons: list[str]
    area_triggers: list[int]
    marks: Sequence[Marks]
    amounts: Amounts
    zone: str | None
    sort: str | None
    pool: Pool | None
    disabled: bool
    mail_sender: int
    credited: Mapping[int, Sequence[int]]
    chain: Chain
    group: Sequence[int]
    breadcrumbs: Sequence[int]
    offered_by: Sequence[int]
    mail: LootTable | None
    available_when: Sequence[str]
    marked_when: Sequence[str]


def texts(found: Texts) -> models.QuestTexts:
    """What the player reads."""
    return models.QuestTexts(
        objectives=found.objectives or None,
        details=found.details or None,
        request=found.request or None,
        offer=found.offer or None,
        completed=found.completed or None,
        area=found.area or None,
    )


def requirements(
    enums: Enums, quest: Quest, around: Around, names: Names
) -> models.QuestRequirements:
    """Who may take it."""
    return models.QuestRequirements(
        classes=limited(enums, "ClassMask", quest.classes) if quest.classes else None,
        races=limited(enums, "RaceMask", quest.races) if quest.races else None,
        skill=Coded(id=quest.skill, name=names.skills.get(quest.skill)) if quest.skill else None,
        skill_points=quest.skill_points or None,
        least_reputation=_standing(quest.least_standing, names),
        most_reputation=_standing(quest.most_standing, names),
        conditions=list(around.available_when),
        marked_when=list(around.marked_when),
    )


def _standing(found: Standing | None, names: Names) -> models.Standing | None:
    if found is None:
        return None
    return models.Standing(
        faction=Coded(id=found.faction, name=names.factions.get(found.faction)), value=found.value
    )


def objectives(
    enums: Enums, quest: Quest, around: Around, names: Names, limit: int
) -> list[models.QuestObjective]:
    """What is to be done; of the creatures that count as another, at most `limit`."""
    found = []
    for one in quest.objectives:
        others = around.credited.get(one.target, ()) if one.kind == "creature" else ()
        found.append(_objective(enums, one, others, names, limit))
    return found


def _objective(
    enums: Enums, one: Objective, others: Sequence[int], names: Names, limit: int
) -> models.QuestObjective:
    known: Mapping[str, Mapping[int, str]] = {
        "creature": names.creatures,
        "gameobject": names.gameobjects,
        "item": names.items,
        "spell": names.spells,
        "faction": names.factions,
        "currency": names.currencies,
    }
    name = known.get(one.kind, {}).get(one.target)
    return models.QuestObjective(
        kind=one.kind,
        type=None if one.type is None else coded(enums, "QuestObjectiveType", one.type),
        target=Coded(id=one.target, name=name) if one.target else None,
        count=one.count,
        money=money(one.count) if one.kind == "money" else None,
        text=one.text or None,
        flags=flags(enums, "QuestObjectiveFlags", one.flags) if one.flags else None,
        also_counts=[Coded(id=entry, name=names.creatures.get(entry)) for entry in others[:limit]]
        or None,
        also_counts_truncated=True if len(others) > limit else None,
    )


def parties(found: Sequence[Party], limit: int) -> models.Parties:
    """Who starts or ends it."""
    return models.Parties(
        total=len(found),
        truncated=len(found) > limit,
        parties=[
            models.Party(kind=one.kind, id=one.id, name=one.name, event=one.event or None)
            for one in found[:limit]
        ],
    )


def chain(quest: Quest, around: Around, names: Names, limit: int) -> models.QuestChain:
    """Its place among others."""
    links, found = quest.links, around.chain
    return models.QuestChain(
        before=[_step(one) for one in found.before],
        after=[_step(one) for one in found.after],
        truncated=found.truncated
        or len(around.breadcrumbs) > limit
        or len(around.offered_by) > limit,
        exclusive_group=models.ExclusiveGroup(
            id=links.exclusive_group,
            meaning=_group_meaning(links.exclusive_group),
            quests=_quests(around.group[:limit], names),
            truncated=len(around.group) > limit,
        )
        if links.exclusive_group
        else None,
        breadcrumb_for=_quest(links.breadcrumb_for, names),
        breadcrumbs=_quests(around.breadcrumbs[:limit], names),
        offers_next=_quest(links.offers_next, names),
        offered_by=_quests(around.offered_by[:limit], names),
    )


def _group_meaning(group: int) -> str:
    if group > 0:
        return "a player can do only one of them"
    return "all of them must be finished before what comes after any of them"


def _step(one: Step) -> models.ChainStep:
    return models.ChainStep(
        quest=Coded(id=one.quest, name=one.title),
        distance=one.distance,
        neighbor=one.neighbour,
        relation=one.relation.value,
    )


def _quests(found: Sequence[int], names: Names) -> list[Coded]:
    return [Coded(id=number, name=names.quests.get(number)) for number in found]


def _quest(number: int, names: Names) -> Coded | None:
    return Coded(id=number, name=names.quests.get(number)) if number else None


def marked(found: Sequence[Marks]) -> list[models.MarkedMap]:
    """What the client's map marks."""
    return [
        models.MarkedMap(
            map=Coded(id=one.map, name=one.map_name),
            zone=Coded(id=one.zone, name=one.name) if one.zone else None,
            ui_map=Coded(id=one.ui_map, name=one.name) if one.ui_map else None,
            marks=one.marks,
        )
        for one in found
    ]
