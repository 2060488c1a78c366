"""What a creature offers players: wares, lessons, quests, talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.gamedata import names
from appliance.gamedata.creatures import quests as creature_quests
from appliance.gamedata.creatures import trainers, vendors
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.creatures.trainers import TrainerSpell
from appliance.gamedata.creatures.vendors import EventWare, Price
from appliance.gamedata.creatures.vendors import Ware as WareRow
from appliance.gamedata.enums import enums
from appliance.gamedata.items.costs import ExtendedCost, extended_costs
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts import gossip as menus
from appliance.gamedata.scripts.conditions import ConditionSource
from appliance.tools.creatures import role_models as models
from appliance.tools.creatures.terms import named, npc_flags, trainer_type
from appliance.tools.decode import client_file, coded, coded_if, extended_cost, money
from appliance.tools.models import Coded

MAX_WARES = 300
MAX_SPELLS = 500
MAX_QUESTS = 100
MAX_MENUS = 40

GOSSIP_MENU = 14
GOSSIP_OPTION = 15
NPC_VENDOR = 23
TRAINER_SPELL = 31
"""Values of SourceTypeOrReferenceId (ConditionSourceType)."""

Required = Mapping[ConditionSource, list[str]]


@dataclass(frozen=True, slots=True)
class _Goods:
    """What is known of the things for sale."""

    names: dict[int, str]
    prices: Mapping[int, Price]
    costs: Mapping[int, ExtendedCost]
    required: Required


async def vendor(realm: Realm, template: Template, locale: str) -> models.Vendor | None:
    """What it sells; None when it is no vendor and has no list."""
    has_flag = bool(template.npc_flags & vendors.VENDOR_FLAG)
    wares = (await vendors.stock(realm, [template.entry]))[template.entry]
    limited = await vendors.event_stock(realm, template.entry) if has_flag or wares else []
    if not (has_flag or wares):
        return None
    shown, extra = wares[:MAX_WARES], limited[: MAX_WARES - len(wares[:MAX_WARES])]
    ids = {ware.item for ware in shown if ware.type == vendors.ITEM_TYPE}
    ids |= {ware.item for ware in extra}
    item_names = await names.item_names(realm, ids, locale)
    prices = await vendors.prices(realm, ids)
    sources = [ConditionSource(NPC_VENDOR, template.entry, item) for item in ids]
    required = await conditions.explain(realm, sources, locale)
    asked = {ware.extended_cost for ware in shown} | {ware.extended_cost for ware in extra}
    goods = _Goods(item_names, prices, await extended_costs(realm, asked, locale), required)
    items = [_ware(realm, template.entry, ware, goods) for ware in shown]
    items += [_event_ware(realm, ware, goods) for ware in extra]
    total = len(wares) + len(limited)
    return models.Vendor(
        has_flag=has_flag,
        total=total,
        truncated=total > len(items),
        items=items,
        notes=_vendor_notes(realm.branch, total, ids - prices.keys())
        + _cost_notes(realm.branch, asked - goods.costs.keys() - {0}),
    )


async def lessons(realm: Realm, entry: int, locale: str) -> list[models.Trainer]:
    """The lists it teaches."""
    found = (await trainers.taught_by(realm, [entry])).get(entry, [])
    return [await _lessons(realm, trainer, locale) for trainer in found]


async def quests(realm: Realm, entry: int, locale: str) -> models.Quests:
    """The quests it starts and ends."""
    roles = await creature_quests.quest_roles(realm, entry)
    events = [row.quest for row in roles.during_events]
    titles = await names.quest_titles(realm, [*roles.started, *roles.ended, *events], locale)
    longest = max(len(roles.started), len(roles.ended), len(events))
    return models.Quests(
        starts=[named(titles, quest) for quest in roles.started[:MAX_QUESTS]],
        ends=[named(titles, quest) for quest in roles.ended[:MAX_QUESTS]],
        during_events=[
            models.EventQuest(
                quest=named(titles, row.quest),
                event=Coded(id=row.event, name=row.description or None),
            )
            for row in roles.during_events[:MAX_QUESTS]
        ],
        truncated=longest > MAX_QUESTS,
    )


async def gossip(realm: Realm, template: Template, locale: str) -> list[models.GossipMenu]:
    """The menus it opens and those behind their lines, at most MAX_MENUS, nearest first."""
    start = await creature_quests.menus(realm, template.entry, template.gossip_menu)
    opened, _ = await menus.reachable(realm, start, locale, limit=MAX_MENUS)
    texts = await menus.menu_texts(realm, opened)
    options = [option for lines in opened.values() for option in lines]
    sources = [ConditionSource(GOSSIP_MENU, row.menu, row.text) for row in texts]
    sources += [ConditionSource(GOSSIP_OPTION, row.menu, row.option) for row in options]
    required = await conditions.explain(realm, sources, locale)
    said = await menus.npc_texts(realm, {row.text for row in texts}, locale)
    does = await menus.effects(realm, options, locale)
    known = enums(realm.branch)
    return [
        models.GossipMenu(
            menu_id=menu,
            texts=[
                models.GossipText(
                    text_id=row.text,
                    texts=said.get(row.text),
                    conditions=required.get(ConditionSource(GOSSIP_MENU, menu, row.text)),
                )
                for row in texts
                if row.menu == menu
            ],
            options=[
                models.GossipOption(
                    option=row.option,
                    text=row.text or "",
                    does=does.get((menu, row.option)),
                    opens_menu=row.action_menu or None,
                    npc_flags=npc_flags(known, row.npc_flags) if row.npc_flags else None,
                    cost=money(row.money) if row.money else None,
                    conditions=required.get(ConditionSource(GOSSIP_OPTION, menu, row.option)),
                )
                for row in lines
            ],
        )
        for menu, lines in opened.items()
    ]


def _vendor_notes(branch: Branch, total: int, unpriced: set[int]) -> list[str]:
    notes = []
    if branch is Branch.WRATH:
        if unpriced:
            missing = ", ".join(str(item) for item in sorted(unpriced)[:10])
            notes.append(
                f"{len(unpriced)} items are not in item_template, the server leaves them out: "
                f"{missing}{' …' if len(unpriced) > 10 else ''}"
            )
        if total > vendors.MAX_VENDOR_ITEMS:
            notes.append(f"the server shows the first {vendors.MAX_VENDOR_ITEMS}")
    elif unpriced:
        notes.append("names and prices that are missing are in ItemSparse.db2 (client data)")
    return notes


def _cost_notes(branch: Branch, unknown: set[int]) -> list[str]:
    if not unknown:
        return []
    file = client_file(branch, "ItemExtendedCost")
    return [f"what extended costs ask for is in {file} of the client: {len(unknown)} not found"]


def _ware(realm: Realm, entry: int, ware: WareRow, goods: _Goods) -> models.Ware:
    known = enums(realm.branch)
    is_item = ware.type == vendors.ITEM_TYPE
    if is_item or realm.branch is Branch.WRATH:
        thing = named(goods.names, ware.item)
    else:
        thing = coded(known, "CurrencyTypes", ware.item)
    return models.Ware(
        item=thing,
        type=None if is_item else coded(known, "ItemVendorType", ware.type),
        **_price(realm, ware, goods.prices.get(ware.item) if is_item else None, goods),
        player_condition=ware.player_condition or None,
        from_list_of=ware.vendor if ware.vendor != entry else None,
        conditions=goods.required.get(ConditionSource(NPC_VENDOR, entry, ware.item)),
    )


def _event_ware(realm: Realm, ware: EventWare, goods: _Goods) -> models.Ware:
    return models.Ware(
        item=named(goods.names, ware.item),
        **_price(realm, ware, goods.prices.get(ware.item), goods),
        event=ware.description or f"game event {ware.event}",
    )


def _price(
    realm: Realm, ware: WareRow | EventWare, price: Price | None, goods: _Goods
) -> dict[str, Any]:
    """What a purchase costs and how many there are."""
    asks_gold = price is not None and (not ware.extended_cost or price.beside_cost)
    cost = goods.costs.get(ware.extended_cost)
    return {
        "price": money(price.copper) if price is not None and asks_gold else None,
        "pieces": price.pieces if price is not None else None,
        "extended_cost": extended_cost(enums(realm.branch), ware.extended_cost, cost),
        "stock": ware.stock or None,
        "restock_s": ware.restock_s or None,
    }


async def _lessons(realm: Realm, trainer: trainers.Trainer, locale: str) -> models.Trainer:
    rows = await trainers.spells(realm, trainer.id, limit=MAX_SPELLS)
    needed = [ability for row in rows for ability in row.abilities]
    ids = [*(row.spell for row in rows), *needed, trainer.requirement]
    spell_names = await names.spell_names(realm, ids, locale)
    sources = [ConditionSource(TRAINER_SPELL, trainer.id, row.spell) for row in rows]
    required = await conditions.explain(realm, sources, locale)
    greeting = None
    if locale != names.BASE_LOCALE:
        greeting = await trainers.greeting(realm, trainer.id, locale)
    return models.Trainer(
        trainer_id=trainer.id,
        type=trainer_type(trainer.type),
        teaches=trainers.requirement_text(realm.branch, trainer, spell_names),
        greeting=greeting or trainer.greeting or None,
        total=trainer.spells,
        truncated=trainer.spells > len(rows),
        spells=_taught(realm, trainer.id, rows, spell_names, required),
    )


def _taught(
    realm: Realm,
    trainer: int,
    rows: Sequence[TrainerSpell],
    spell_names: dict[int, str],
    required: Required,
) -> list[models.TaughtSpell]:
    known = enums(realm.branch)
    return [
        models.TaughtSpell(
            spell=named(spell_names, row.spell),
            cost=money(row.cost),
            level=row.level or None,
            skill=coded_if(known, "SkillType", row.skill),
            skill_rank=row.skill_rank or None,
            abilities=[named(spell_names, ability) for ability in row.abilities] or None,
            conditions=required.get(ConditionSource(TRAINER_SPELL, trainer, row.spell)),
        )
        for row in rows
    ]
