"""What get-item-info does not say, and why."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.gamedata.items.types import Item
from appliance.gamedata.realm import Branch
from appliance.tools.decode import in_files
from appliance.tools.items.around import OPENING_FLAGS, Around


def notes(branch: Branch, item: Item, around: Around) -> list[str]:
    """What the answer does not say, and why."""
    lacking = in_files(branch, _missing(branch, item, around))
    return [*item.notes, *around.sources.notes, *_plain(item, around), *lacking]


def _plain(item: Item, around: Around) -> Iterator[str]:
    offers = around.offers.offers
    if not item.buy_price and any(not offer.extended_cost for offer in offers):
        yield "the buy price is 0 in this database: given away, or the price is missing"
    if around.offers.idle:
        yield (
            "creatures that list it without the vendor flag, and so do not sell it: "
            f"{around.offers.idle}"
        )
    if item.disenchant and item.disenchant_skill < 0:
        yield "it has disenchanting loot, but RequiredDisenchantSkill -1 forbids it"
    group = item.random_property or item.random_suffix
    if group and not around.random_choices:
        yield f"item_enchantment_template has nothing of its random enchantments' group {group}"
    for kind, table in around.contents.items():
        flag = OPENING_FLAGS.get(kind)
        if table.total and flag is not None and not item.has_flag("ItemFlags", flag):
            yield f"it has rows in {kind.table}, but its flags do not let a player get at them"


def _missing(branch: Branch, item: Item, around: Around) -> Iterator[tuple[str, str]]:
    """(client table, what is in it) of what the answer lacks."""
    known, spell_table = around.known, "Spell" if branch is Branch.WRATH else "SpellName"
    costs = {offer.extended_cost for offer in around.offers.offers} - {0}
    enchantments = {item.socket_bonus} | ({known.gem.enchantment} if known.gem else set())
    enchantments |= {one for choice in around.random_choices for one in choice.enchantments}
    if costs - around.costs.keys():
        yield "ItemExtendedCost", "what the extended costs are"
    if {spell.spell for spell in item.spells} - known.spells.keys():
        yield spell_table, "names of spells without a name here"
    if around.recipes is None:
        yield "SpellEffect" if branch is Branch.MASTER else "Spell", "which recipes make it"
    if item.demands.faction and item.demands.faction not in known.factions:
        yield "Faction", "the name of the faction"
    if any(choice.name is None for choice in around.random_choices[:1]):
        file = "ItemRandomProperties" if item.random_property else "ItemRandomSuffix"
        yield file, "which random enchantments it can have"
    if item.item_set and around.item_set is None:
        yield "ItemSet", "the name and the bonuses of its set"
    if item.lock and known.lock is None:
        yield "Lock", "what opens its lock"
    if item.gem_properties and known.gem is None:
        yield "GemProperties", "what it does in a socket"
    if enchantments - known.enchantments.keys() - {0}:
        yield "SpellItemEnchantment", "what its enchantments give"
