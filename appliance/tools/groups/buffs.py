"""The tool that tells which spells and consumables give the stats of a role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from appliance.clock import SystemClock
from appliance.formulas.roles import stats_of
from appliance.gamedata import names
from appliance.gamedata.economy import auctions, prices
from appliance.gamedata.enums import enums
from appliance.gamedata.groups import abilities, consumables, exclusive
from appliance.gamedata.groups.abilities import Ability
from appliance.gamedata.groups.capabilities import Capability, Kind, Reach
from appliance.gamedata.groups.classify import buffs_of
from appliance.gamedata.groups.consumables import Consumable
from appliance.gamedata.realm import Realm
from appliance.tools import decode
from appliance.tools.context import Scope, ToolContext
from appliance.tools.groups.bots import check_class
from appliance.tools.groups.buffs_models import (
    BuffItem,
    BuffRecommendations,
    BuffSpell,
    ContentType,
    ExclusiveGroup,
    GetBuffs,
    StatBuffs,
)
from appliance.tools.groups.parts import DIGITS
from appliance.tools.models import Coded
from appliance.tools.registry import Sources, tool

_OTHERS = (Reach.ALLY, Reach.GROUP, Reach.ANY)


class _Giver(NamedTuple):
    """A class's spell with the buff it gives."""

    class_id: int
    ability: Ability
    gives: Capability


class _Use(NamedTuple):
    """A consumable with the buff it gives."""

    consumable: Consumable
    gives: Capability


@dataclass(slots=True)
class _Costs:
    """Prices of one piece, in copper."""

    vendor: Mapping[int, int] = field(default_factory=dict)
    auction: Mapping[int, int] = field(default_factory=dict)

    def least(self, item: int) -> int | None:
        """The lowest price that is known."""
        known = [found[item] for found in (self.vendor, self.auction) if item in found]
        return min(known, default=None)


@tool(
    "get-buff-recommendations",
    title="Buffs for a role",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Spell and SkillLineAbility with their side tables, Talent; world: "
        "item_template, npc_vendor, spell_group, spell_group_stack_rules, spell_ranks, "
        "trainer_spell, creature_template_spell; characters: auctionhouse, item_instance",
        master="client and hotfixes: SpellName and its side tables, SkillLineAbility, "
        "SpecializationSpells, trait trees, Item, ItemSparse, ItemXItemEffect, ItemEffect; "
        "world: npc_vendor, spell_group, spell_group_stack_rules; characters: auctionhouse",
    ),
)
async def get_buff_recommendations(query: GetBuffs, context: ToolContext) -> BuffRecommendations:
    """List which classes' spells and which consumables give the stats that count for a role, most
    points first, with what excludes each other and prices."""
    realm = context.realm
    check_class(realm, query.class_id, "classId")
    known = buffs_of(realm.branch)
    stats = [stat for stat in stats_of(query.role, query.class_id) if stat in known]
    givers = await _givers(realm, query, stats)
    uses, costs, notes = await _uses(context, query, stats)
    shown = {
        stat: (
            _best_spells(givers[stat])[: query.limit],
            _best_items(uses[stat])[: query.limit],
        )
        for stat in stats
    }
    groups = await exclusive.groups_of(realm, _spells_shown(shown))
    of_spell: dict[int, list[int]] = defaultdict(list)
    for group in groups:
        for spell in group.spells:
            of_spell[spell].append(group.id)
    words = await _Words.load(realm, query, shown)
    return BuffRecommendations(
        source=realm.source,
        role=query.role,
        player_class=words.of_class(query.class_id),
        content_type=query.content_type,
        rule=_rule(query, stats),
        stats=[
            StatBuffs(
                stat=stat,
                percent=True if _percent(*shown[stat]) else None,
                spells_total=len(givers[stat]),
                spells=[_spell(query, one, words, of_spell) for one in shown[stat][0]],
                items_total=len(uses[stat]),
                items=[_item(one, words, costs, of_spell) for one in shown[stat][1]],
            )
            for stat in stats
            if givers[stat] or uses[stat]
        ],
        without=[stat for stat in stats if not givers[stat] and not uses[stat]],
        exclusive=[
            ExclusiveGroup(
                group_id=group.id,
                rule=decode.coded(enums(realm.branch), "SpellGroupStackRule", group.rule),
            )
            for group in groups
        ],
        notes=_notes(query) + notes,
    )


_Shown = Mapping[str, tuple[Sequence[_Giver], Sequence[_Use]]]


async def _givers(realm: Realm, query: GetBuffs, stats: Sequence[str]) -> dict[str, list[_Giver]]:
    """Spells by stat: those of the own class, and of the others what reaches other players."""
    alone = query.content_type is ContentType.SOLO
    known = [number for number in enums(realm.branch).values("Classes") if number]
    of_class = await abilities.of_classes(realm, [query.class_id] if alone else known, query.locale)
    found: dict[str, list[_Giver]] = defaultdict(list)
    for class_id, every in of_class.items():
        for ability in abilities.highest_ranks(every, query.level):
            for one in ability.of_kind(Kind.BUFF):
                own = class_id == query.class_id and one.reach is not Reach.PET
                if one.name in stats and (own or one.reach in _OTHERS):
                    found[one.name].append(_Giver(class_id, ability, one))
    return found


async def _uses(
    context: ToolContext, query: GetBuffs, stats: Sequence[str]
) -> tuple[dict[str, list[_Use]], _Costs, list[str]]:
    """Consumables by stat, within level and budget, with what they cost."""
    realm = context.realm
    fitting = [
        one
        for one in await consumables.consumables(realm)
        if (query.level is None or one.required_level <= query.level)
        and any(gives.name in stats for gives in one.gives)
    ]
    missing = await consumables.missing_tables(realm)
    notes = [
        f"consumables are not known: {decode.client_file(realm.branch, name)} is not there"
        for name in missing[:1]
    ]
    costs, told = await _costs(context, [one.item for one in fitting])
    found: dict[str, list[_Use]] = defaultdict(list)
    unpriced = 0
    for one in fitting:
        least = costs.least(one.item)
        if query.budget is not None and (least is None or least > query.budget):
            unpriced += least is None
            continue
        for gives in one.gives:
            if gives.name in stats:
                found[gives.name].append(_Use(one, gives))
    if unpriced:
        notes.append(f"{unpriced} consumables without a known price are left out by budget")
    return found, costs, notes + told


async def _costs(context: ToolContext, items: Sequence[int]) -> tuple[_Costs, list[str]]:
    realm = context.realm
    offered = await consumables.sold(realm, items)
    known = await prices.prices(realm, offered)
    vendor = {item: round(one.buy_each) for item, one in known.items() if one.buy > 0}
    if realm.characters is None:
        return _Costs(vendor), ["auction prices are not known: no characters database"]
    if Scope.REALM_READ not in context.caller.scopes:
        return _Costs(vendor), [f"auction prices need the right {Scope.REALM_READ}"]
    now = int(SystemClock().now().timestamp())
    market = await auctions.snapshot(realm, realm.characters, now=now)
    return _Costs(vendor, market.medians(least_listings=1)), []


class _Words(NamedTuple):
    """Names for what is shown."""

    classes: Mapping[int, str]
    items: Mapping[int, str]
    subclasses: Mapping[int, str]

    @classmethod
    async def load(cls, realm: Realm, query: GetBuffs, shown: _Shown) -> _Words:
        """Ask for the names of everything in `shown`."""
        classes = {one.class_id for givers, _ in shown.values() for one in givers}
        items = {one.consumable.item for _, uses in shown.values() for one in uses}
        return cls(
            await names.class_names(realm, classes | {query.class_id}, query.locale),
            await names.item_names(realm, items, query.locale),
            enums(realm.branch).values("ItemSubclassConsumable"),
        )

    def of_class(self, number: int) -> Coded:
        """A class with its name."""
        return Coded(id=number, name=self.classes.get(number))


def _best_spells(found: Sequence[_Giver]) -> list[_Giver]:
    return sorted(found, key=lambda one: (-one.gives.most, one.ability.spell.id, one.class_id))


def _best_items(found: Sequence[_Use]) -> list[_Use]:
    return sorted(found, key=lambda one: (-one.gives.most, one.consumable.item))


def _spells_shown(shown: _Shown) -> set[int]:
    return {
        *(one.ability.spell.id for givers, _ in shown.values() for one in givers),
        *(one.consumable.ability.spell.id for _, uses in shown.values() for one in uses),
    }


def _percent(givers: Sequence[_Giver], uses: Sequence[_Use]) -> bool:
    gives = [one.gives for one in givers] + [one.gives for one in uses]
    return any(one.percent for one in gives)


def _spell(
    query: GetBuffs, one: _Giver, words: _Words, groups: Mapping[int, list[int]]
) -> BuffSpell:
    spell = one.ability.spell
    return BuffSpell(
        spell=Coded(id=spell.id, name=spell.name),
        rank=spell.rank or None,
        player_class=words.of_class(one.class_id),
        own=True if one.class_id == query.class_id else None,
        reach=one.gives.reach,
        points_min=round(one.gives.least, DIGITS),
        points_max=round(one.gives.most, DIGITS),
        duration_ms=one.ability.lasts_ms(one.gives),
        cooldown_ms=spell.recovery_ms or None,
        needs_talent=True if one.ability.chosen else None,
        exclusive_groups=groups.get(spell.id),
    )


def _item(one: _Use, words: _Words, costs: _Costs, groups: Mapping[int, list[int]]) -> BuffItem:
    item, spell = one.consumable.item, one.consumable.ability.spell
    vendor, auction = costs.vendor.get(item), costs.auction.get(item)
    subclass = one.consumable.subclass
    return BuffItem(
        item=Coded(id=item, name=words.items.get(item)),
        subclass=Coded(id=subclass, name=words.subclasses.get(subclass)),
        spell_id=spell.id,
        required_level=one.consumable.required_level,
        points_min=round(one.gives.least, DIGITS),
        points_max=round(one.gives.most, DIGITS),
        duration_ms=one.consumable.ability.lasts_ms(one.gives),
        vendor=None if vendor is None else decode.money(vendor),
        auction_median=None if auction is None else decode.money(auction),
        exclusive_groups=groups.get(spell.id),
    )


def _rule(query: GetBuffs, stats: Sequence[str]) -> str:
    return (
        f"for {query.role} of class {query.class_id} these stats count: {', '.join(stats)}; "
        "each is ordered by its points at the spell's own level, stats are not compared"
    )


def _notes(query: GetBuffs) -> list[str]:
    found = [
        "a spell counts with what it does, triggers, or what the creature it summons casts; what "
        "the server's scripts, glyphs and talents add is not known"
    ]
    if query.content_type is ContentType.SOLO:
        found.append("solo: spells of other classes are left out")
    if query.content_type is ContentType.PVP:
        found.append("pvp: whether arenas and battlegrounds allow a consumable is not checked")
    return found
