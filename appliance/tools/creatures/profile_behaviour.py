"""What a creature drops, says and does, and under which conditions."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.gamedata import condition_sources
from appliance.gamedata.creatures import details as creature_details
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import LootKind, LootTable
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.scripts import conditions, smart_scripts, texts
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.gamedata.scripts.smart_scripts import ScriptLine
from appliance.tools.creatures import role_models as models
from appliance.tools.creatures.profile_models import LootIds
from appliance.tools.creatures.terms import difficulty
from appliance.tools.decode import coded
from appliance.tools.models import Coded

MAX_DROPS = 500
SHOWN_DROPS = 40
"""Drops of each loot table, at most and when nobody asks for more."""
MAX_TEXTS = 100
MAX_LINES = 150

VEHICLE = 16
SPELL_CLICK = 18
VEHICLE_SPELL = 21
"""Values of SourceTypeOrReferenceId (ConditionSourceType)."""


async def drops(
    realm: Realm, ids: LootIds | None, locale: str, *, limit: int = SHOWN_DROPS
) -> list[models.Loot]:
    """What its loot tables give, of each at most `limit` items."""
    if ids is None:
        return []
    wanted = (
        (LootKind.CREATURE, ids.creature),
        (LootKind.PICKPOCKETING, ids.pickpocketing),
        (LootKind.SKINNING, ids.skinning),
    )
    return [
        _loot(enums(realm.branch), await loot.drops(realm, kind, id, locale, limit=limit))
        for kind, id in wanted
        if id is not None
    ]


async def speech(realm: Realm, entry: int, locale: str) -> models.Texts:
    """What it says."""
    found = await texts.creature_texts(realm, entry, locale)
    return models.Texts(
        total=len(found),
        truncated=len(found) > MAX_TEXTS,
        texts=[
            models.Speech(
                group=text.group,
                id=text.id,
                text=text.text,
                type=Coded(id=text.type, name=text.type_name),
                language=Coded(id=text.language, name=text.language_name),
                probability=text.probability,
                sound=text.sound or None,
                broadcast_text=text.broadcast_text or None,
            )
            for text in found[:MAX_TEXTS]
        ],
    )


async def scripts(realm: Realm, entry: int, locale: str) -> tuple[models.Scripts, list[str]]:
    """Its SmartAI script in words, and what is to be known about it."""
    found = await smart_scripts.explain(realm, entry, locale, limit=MAX_LINES)
    known = enums(realm.branch)
    script = models.Scripts(
        total=found.total,
        truncated=found.truncated,
        lines=_lines(known, realm.branch, found.lines),
    )
    return script, found.notes


async def creature_conditions(realm: Realm, entry: int, locale: str) -> list[models.Condition]:
    """What must hold to ride it, to click it and to use its vehicle spells."""
    sources = [ConditionSource(VEHICLE, 0, entry)]
    for source_type, spells in (
        (SPELL_CLICK, await creature_details.click_spells(realm, entry)),
        (VEHICLE_SPELL, await creature_details.spells(realm, entry)),
    ):
        sources += [ConditionSource(source_type, entry, spell) for spell in spells]
    required = await conditions.explain(realm, sources, locale)
    about = await condition_sources.describe(realm, required, locale)
    return [
        models.Condition(about=about[source], alternatives=required[source])
        for source in dict.fromkeys(sources)
        if source in required
    ]


def _loot(known: Enums, table: LootTable) -> models.Loot:
    return models.Loot(
        kind=table.kind.value,
        loot_id=table.loot_id,
        total=table.total,
        truncated=table.truncated,
        drops=[
            models.Drop(
                item=Coded(id=drop.item, name=drop.name),
                quality=None
                if drop.quality is None
                else coded(known, "ItemQualities", drop.quality),
                chance_percent=drop.chance_percent,
                min_count=drop.min_count,
                max_count=drop.max_count,
                expected_count=drop.expected_count,
                quest_required=drop.quest_required or None,
                group=drop.group or None,
                via_reference=list(drop.via_reference) or None,
                conditions=drop.conditions or None,
            )
            for drop in table.drops
        ],
        notes=table.notes,
    )


def _lines(known: Enums, branch: Branch, lines: Sequence[ScriptLine]) -> list[models.ScriptLine]:
    return [
        models.ScriptLine(
            id=line.id,
            link=line.link,
            words=line.words,
            phases=list(line.phases) or None,
            flags=list(line.flags) or None,
            difficulties=[difficulty(known, branch, number) for number in line.difficulties]
            or None,
            conditions=list(line.conditions) or None,
            comment=line.comment or None,
            spawn=line.spawn,
            timed_lists=[
                models.TimedList(id=timed.id, lines=_lines(known, branch, timed.lines))
                for timed in line.timed_lists
            ]
            or None,
        )
        for line in lines
    ]
