"""Items of 3.3.5: the whole of `item_template`."""

from __future__ import annotations

from typing import Any

from appliance.gamedata.items.types import (
    UNLIMITED_STACK,
    Damage,
    Demands,
    Item,
    ItemSpell,
    Stat,
    Translation,
)
from appliance.gamedata.lookup import as_record, column_list, numbered
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm

_STATS = 10
_DAMAGES = 2
_SPELLS = 5
_SOCKETS = 3
_PLAIN = (
    *("entry", "class", "subclass", "name", "displayid", "Quality", "Flags", "FlagsExtra"),
    *("BuyCount", "BuyPrice", "SellPrice", "InventoryType", "AllowableClass", "AllowableRace"),
    *("ItemLevel", "RequiredLevel", "RequiredSkill", "RequiredSkillRank", "requiredspell"),
    *("requiredhonorrank", "RequiredCityRank", "RequiredReputationFaction"),
    *("RequiredReputationRank", "maxcount", "stackable", "ContainerSlots", "StatsCount"),
    *("ScalingStatDistribution", "ScalingStatValue", "armor", "holy_res", "fire_res"),
    *("nature_res", "frost_res", "shadow_res", "arcane_res", "delay", "ammo_type"),
    *("RangedModRange", "bonding", "description", "PageText", "LanguageID", "startquest"),
    *("lockid", "RandomProperty", "RandomSuffix", "block", "itemset", "MaxDurability", "area"),
    *("Map", "BagFamily", "TotemCategory", "socketBonus", "GemProperties"),
    *("RequiredDisenchantSkill", "ArmorDamageModifier", "duration", "ItemLimitCategory"),
    *("HolidayId", "ScriptName", "DisenchantID", "FoodType", "minMoneyLoot", "maxMoneyLoot"),
    *("flagsCustom", "VerifiedBuild"),
)
_COLUMNS = (
    *_PLAIN,
    *(*numbered("stat_type", _STATS), *numbered("stat_value", _STATS)),
    *(*numbered("dmg_min", _DAMAGES), *numbered("dmg_max", _DAMAGES)),
    *numbered("dmg_type", _DAMAGES),
    *(*numbered("spellid_", _SPELLS), *numbered("spelltrigger_", _SPELLS)),
    *(*numbered("spellcharges_", _SPELLS), *numbered("spellppmRate_", _SPELLS)),
    *(*numbered("spellcooldown_", _SPELLS), *numbered("spellcategory_", _SPELLS)),
    *numbered("spellcategorycooldown_", _SPELLS),
    *numbered("socketColor_", _SOCKETS),
)
ITEM = f"SELECT {column_list(_COLUMNS)} FROM item_template WHERE entry = %s"
TRANSLATIONS = (
    "SELECT locale, Name, Description FROM item_template_locale WHERE ID = %s ORDER BY locale"
)

_RESISTANCES = {
    1: "holy_res",
    2: "fire_res",
    3: "nature_res",
    4: "frost_res",
    5: "shadow_res",
    6: "arcane_res",
}


async def read(realm: Realm, entry: int) -> Item | None:
    """The item in the base text, or None when there is none."""
    rows = await realm.world.fetch(ITEM, [entry], row=as_record(_COLUMNS))
    return _item(rows[0]) if rows else None


async def translations(realm: Realm, entry: int) -> list[Translation]:
    """Every translation of the item's texts, by locale."""
    if not realm.schema.has("item_template_locale"):
        return []
    rows = await realm.world.fetch(TRANSLATIONS, [entry], row=Translation)
    return sorted(row for row in rows if row.locale != BASE_LOCALE)


def _item(row: dict[str, Any]) -> Item:
    stats, notes = _stats(row)
    stack = row["stackable"]
    return Item(
        entry=row["entry"],
        name=row["name"],
        description=row["description"],
        item_class=row["class"],
        subclass=row["subclass"],
        quality=row["Quality"],
        inventory_type=row["InventoryType"],
        item_level=row["ItemLevel"],
        bonding=row["bonding"],
        flags={
            "ItemFlags": row["Flags"],
            "ItemFlags2": row["FlagsExtra"],
            "ItemFlagsCustom": row["flagsCustom"],
        },
        demands=_demands(row),
        stats=stats,
        sockets=_present(row, "socketColor_", _SOCKETS),
        spells=tuple(_spell(row, n) for n in range(1, _SPELLS + 1) if row[f"spellid_{n}"] > 0),
        buy_price=row["BuyPrice"],
        buy_count=row["BuyCount"],
        sell_price=row["SellPrice"],
        max_count=max(row["maxcount"], 0),
        stack=stack if stack is not None and 0 < stack < UNLIMITED_STACK else UNLIMITED_STACK,
        display_id=row["displayid"],
        damages=tuple(
            Damage(row[f"dmg_min{n}"], row[f"dmg_max{n}"], row[f"dmg_type{n}"])
            for n in range(1, _DAMAGES + 1)
            if row[f"dmg_max{n}"] > 0
        ),
        delay_ms=row["delay"],
        ammo_type=row["ammo_type"],
        range_modifier=row["RangedModRange"],
        armor=row["armor"],
        bonus_armor=max(row["ArmorDamageModifier"], 0.0),
        block=row["block"],
        resistances={school: row[name] for school, name in _RESISTANCES.items() if row[name]},
        socket_bonus=row["socketBonus"],
        gem_properties=row["GemProperties"],
        item_set=row["itemset"],
        durability=row["MaxDurability"],
        bag_slots=row["ContainerSlots"],
        bag_family=row["BagFamily"],
        limit_category=row["ItemLimitCategory"],
        starts_quest=row["startquest"],
        lock=row["lockid"],
        page=row["PageText"],
        language=row["LanguageID"],
        disenchant=row["DisenchantID"],
        disenchant_skill=row["RequiredDisenchantSkill"],
        random_property=row["RandomProperty"],
        random_suffix=row["RandomSuffix"],
        duration_s=row["duration"],
        area=row["area"],
        map=row["Map"],
        totem_category=row["TotemCategory"],
        holiday=row["HolidayId"],
        food=row["FoodType"],
        money_loot=(row["minMoneyLoot"], row["maxMoneyLoot"]),
        script=row["ScriptName"],
        verified_build=row["VerifiedBuild"] or 0,
        notes=tuple(notes),
    )


def _demands(row: dict[str, Any]) -> Demands:
    return Demands(
        level=row["RequiredLevel"],
        classes=row["AllowableClass"],
        races=row["AllowableRace"],
        skill=row["RequiredSkill"],
        skill_rank=row["RequiredSkillRank"],
        spell=row["requiredspell"],
        honor_rank=row["requiredhonorrank"],
        city_rank=row["RequiredCityRank"],
        faction=row["RequiredReputationFaction"],
        faction_rank=row["RequiredReputationRank"],
    )


def _stats(row: dict[str, Any]) -> tuple[tuple[Stat, ...], list[str]]:
    """The stats the server applies: the first StatsCount ones, scaled ones left to the client."""
    every = [Stat(row[f"stat_type{n}"], row[f"stat_value{n}"]) for n in range(1, _STATS + 1)]
    applied = tuple(stat for stat in every[: row["StatsCount"]] if stat.value)
    ignored = sum(1 for stat in every[row["StatsCount"] :] if stat.value)
    notes = []
    if ignored:
        notes.append(
            f"{ignored} more stats are stored after StatsCount ({row['StatsCount']}): "
            "the server ignores them"
        )
    if row["ScalingStatDistribution"]:
        notes.append(
            "stats, armor and damage grow with the wearer's level "
            f"(ScalingStatDistribution.dbc {row['ScalingStatDistribution']}, mask "
            f"0x{row['ScalingStatValue']:X}): not worked out"
        )
    return applied, notes


def _spell(row: dict[str, Any], index: int) -> ItemSpell:
    return ItemSpell(
        spell=row[f"spellid_{index}"],
        trigger=row[f"spelltrigger_{index}"],
        charges=row[f"spellcharges_{index}"],
        procs_per_minute=row[f"spellppmRate_{index}"],
        cooldown_ms=_own(row[f"spellcooldown_{index}"]),
        category=row[f"spellcategory_{index}"],
        category_cooldown_ms=_own(row[f"spellcategorycooldown_{index}"]),
    )


def _own(milliseconds: int) -> int | None:
    return milliseconds if milliseconds >= 0 else None


def _present(row: dict[str, Any], prefix: str, count: int) -> tuple[int, ...]:
    return tuple(row[f"{prefix}{n}"] for n in range(1, count + 1) if row[f"{prefix}{n}"])
