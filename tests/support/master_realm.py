"""A few invented rows in master's layout, for tests that need no server and no published data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from appliance.database.demo import open_demo_world
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.realm import Branch, Realm, Schema


def table(name: str, numbers: str, texts: str = "", real: str = "") -> str:
    """A CREATE TABLE with integer, text and float columns, given by name."""
    columns = [f"`{column}` bigint NOT NULL DEFAULT 0" for column in numbers.split()]
    columns += [f"`{column}` mediumtext" for column in texts.split()]
    columns += [f"`{column}` float NOT NULL DEFAULT 1" for column in real.split()]
    return f"CREATE TABLE {name} ({', '.join(columns)})"


def numbered(prefixes: str, count: int) -> str:
    return " ".join(f"{prefix}{n}" for prefix in prefixes.split() for n in range(1, count + 1))


QUEST_NUMBERS = (
    "ID QuestType ContentTuningID QuestSortID QuestInfoID SuggestedGroupNum RewardNextQuest "
    "RewardXPDifficulty RewardMoneyDifficulty RewardBonusMoney RewardSpell RewardHonor "
    "RewardKillHonor StartItem Flags FlagsEx FlagsEx2 FlagsEx3 RewardTitle RewardArenaPoints "
    "RewardSkillLineID RewardNumSkillUps QuestPackageID TimeAllowed AllowableRaces Expansion "
    "VerifiedBuild "
    + numbered("RewardDisplaySpell", 3)
    + " "
    + numbered("RewardItem RewardAmount ItemDrop ItemDropQuantity", 4)
    + " "
    + numbered("RewardChoiceItemID RewardChoiceItemQuantity", 6)
    + " "
    + numbered("RewardFactionID RewardFactionValue RewardFactionOverride RewardFactionCapIn", 5)
    + " "
    + numbered("RewardCurrencyID RewardCurrencyQty", 4)
)
SPARSE_NUMBERS = (
    "ID AllowableRace AllowableClass LimitCategory DurationInInventory BagFamily Stackable "
    "MaxCount RequiredAbility SellPrice BuyPrice VendorStackCount RequiredHoliday GemProperties "
    "SocketMatchEnchantmentId TotemCategoryID InstanceBound ZoneBound1 ItemSet LockID "
    "StartQuestID PageID ItemDelay MinFactionID RequiredSkillRank RequiredSkill ItemLevel "
    "LanguageID Bonding ContainerSlots MinReputation RequiredPVPMedal RequiredPVPRank "
    "RequiredLevel InventoryType OverallQualityID VerifiedBuild "
    + numbered("Flags", 4)
    + " "
    + numbered("SocketType", 3)
    + " "
    + numbered("StatModifierBonusStat StatPercentEditor", 10)
)
WORLD = (
    table(
        "quest_template",
        QUEST_NUMBERS,
        "LogTitle LogDescription QuestDescription AreaDescription QuestCompletionLog",
        "RewardXPMultiplier RewardMoneyMultiplier",
    ),
    table(
        "quest_template_addon",
        "ID MaxLevel AllowableClasses SourceSpellID PrevQuestID NextQuestID ExclusiveGroup "
        "BreadcrumbForQuestId RewardMailTemplateID RewardMailDelay RequiredSkillID "
        "RequiredSkillPoints RequiredMinRepFaction RequiredMaxRepFaction RequiredMinRepValue "
        "RequiredMaxRepValue ProvidedItemCount SpecialFlags",
        "ScriptName",
    ),
    table(
        "quest_template_locale",
        "ID",
        "locale LogTitle LogDescription QuestDescription AreaDescription QuestCompletionLog",
    ),
    table(
        "quest_objectives",
        "ID QuestID Type Order StorageIndex ObjectID Amount Flags",
        "Description",
    ),
    table("quest_objectives_locale", "ID QuestId", "locale Description"),
    table("quest_reward_choice_items", "QuestID " + numbered("Type", 6)),
    table("quest_offer_reward", "ID", "RewardText"),
    table("quest_request_items", "ID", "CompletionText"),
    table("creature_template", "entry npcflag KillCredit1 KillCredit2", "name"),
    table("creature_template_locale", "entry", "locale Name"),
    table("gameobject_template", "entry type Data1", "name"),
    table("serverside_spell", "Id DifficultyID", "SpellName"),
    table("npc_vendor", "entry slot item maxcount incrtime ExtendedCost type"),
    *(
        table(f"{kind}_quest{end}", "id quest")
        for kind in ("creature", "gameobject")
        for end in ("starter", "ender")
    ),
    """INSERT INTO quest_template (ID, QuestType, ContentTuningID, QuestSortID, QuestInfoID,
        RewardXPDifficulty, RewardMoneyDifficulty, RewardMoneyMultiplier, Flags, FlagsEx, FlagsEx3,
        AllowableRaces, Expansion, RewardItem1, RewardAmount1, RewardChoiceItemID1,
        RewardChoiceItemQuantity1, RewardChoiceItemID2, RewardChoiceItemQuantity2,
        RewardFactionID1, RewardFactionOverride1, RewardFactionCapIn1, RewardCurrencyID1,
        RewardCurrencyQty1, RewardDisplaySpell2, LogTitle, LogDescription) VALUES
    (500, 2, 77, -22, 109, 5, 4, 1.5, 4096, 16777216, 4, -1, 9, 700, 2, 701, 1, 1166, 50,
        2507, 150000, 7, 2003, 25, 900, 'Sail the Skiff', 'Take the skiff out.$BAnd back.')""",
    """INSERT INTO quest_template (ID, QuestType, ContentTuningID, AllowableRaces, LogTitle) VALUES
    (501, 3, 0, 2147483649, 'Mend the Sail')""",
    "INSERT INTO quest_template_addon (ID, PrevQuestID) VALUES (501, -500)",
    """INSERT INTO quest_objectives (ID, QuestID, Type, `Order`, StorageIndex, ObjectID, Amount,
        Flags, Description) VALUES
    (9002, 500, 1, 1, 1, 700, 3, 0, ''),
    (9001, 500, 3, 0, 0, 800, 1, 4, 'Ask Berit'),
    (9003, 500, 8, 2, 2, 0, 12000, 0, NULL),
    (9004, 500, 77, 3, 3, 5, 1, 0, NULL)""",
    "INSERT INTO quest_objectives_locale VALUES (9001, 500, 'deDE', 'Fragt Berit')",
    "INSERT INTO quest_reward_choice_items VALUES (500, 0, 1, 0, 0, 0, 0)",
    """INSERT INTO quest_template_locale VALUES
    (500, 'deDE', 'Segelt das Boot', NULL, NULL, NULL, NULL)""",
    """INSERT INTO creature_template (entry, npcflag, KillCredit1, name) VALUES
    (800, 128, 0, 'Berit'), (801, 4294967296, 800, 'Berit''s Twin')""",
    "INSERT INTO creature_queststarter VALUES (800, 500)",
    """INSERT INTO npc_vendor (entry, slot, item, maxcount, incrtime, ExtendedCost, type) VALUES
    (800, 0, 700, 0, 0, 0, 1), (800, 1, 700, 0, 0, 0, 2), (801, 0, 700, 0, 0, 0, 1)""",
    """INSERT INTO serverside_spell VALUES
    (900, 0, 'Fair Wind'), (900, 2, 'Foul Wind'), (901, 0, NULL)""",
)
HOTFIXES = (
    table("item", "ID ClassID SubclassID VerifiedBuild"),
    table("item_sparse", SPARSE_NUMBERS, "Display Description", "ItemRange"),
    table("item_sparse_locale", "ID VerifiedBuild", "locale Display_lang Description_lang"),
    table(
        "item_effect",
        "ID TriggerType Charges CoolDownMSec CategoryCoolDownMSec SpellCategoryID SpellID "
        "VerifiedBuild",
    ),
    table("item_x_item_effect", "ID ItemEffectID ItemID VerifiedBuild"),
    table("hotfix_data", "Id TableHash RecordId Status"),
    table("spell_name", "ID VerifiedBuild", "Name"),
    table("faction", "ID VerifiedBuild", "Name"),
    table("currency_types", "ID VerifiedBuild", "Name"),
    table("content_tuning", "ID MinLevel MaxLevel MinLevelType MaxLevelType VerifiedBuild"),
    "INSERT INTO item VALUES (700, 4, 4, 50000)",
    """INSERT INTO item_sparse (ID, Display, Description, AllowableRace, AllowableClass, ItemLevel,
        OverallQualityID, Flags1, Bonding, BuyPrice, VendorStackCount, SocketType1, SocketType2,
        StatModifierBonusStat1, StatPercentEditor1, StatModifierBonusStat2, StatPercentEditor2,
        StatModifierBonusStat3, StartQuestID, Stackable, VerifiedBuild) VALUES
    (700, 'Old Oar', '', -1, -1, 10, 1, 0, 0, 1, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 49000),
    (700, 'Good Oar', 'It floats.', -1, 8191, 20, 3, -2147483648, 2, 10203, 0, 7, 8, 7, 5259, 74,
        6000, -1, 500, 2147483647, 50000),
    (702, 'Real Anchor', '', -1, -1, 10, 1, 0, 0, 1, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 50000),
    (702, 'Our Own Anchor', '', -1, -1, 10, 1, 0, 0, 1, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, -1),
    (703, 'Gone Buoy', '', -1, -1, 10, 1, 0, 0, 1, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 50000)""",
    """INSERT INTO item_sparse_locale VALUES
    (700, 49000, 'deDE', 'Altes Ruder', NULL), (700, 50000, 'deDE', 'Gutes Ruder', 'Es schwimmt.'),
    (702, 50000, 'deDE', '', '')""",
    "INSERT INTO item_x_item_effect VALUES (1, 60, 700, 50000), (2, 61, 700, 50000)",
    """INSERT INTO item_effect VALUES (60, 0, -1, 120000, -1, 11, 900, 50000),
    (61, 1, 0, -1, -1, 0, 0, 50000)""",
    f"""INSERT INTO hotfix_data VALUES
    (1, {table_hash("ItemSparse")}, 700, 2), (2, {table_hash("ItemSparse")}, 700, 1),
    (3, {table_hash("ItemSparse")}, 703, 2), (4, {table_hash("Item")}, 702, 2)""",
    "INSERT INTO spell_name VALUES (905, 49000, 'Old Gust'), (905, 50000, 'Gust')",
    "INSERT INTO faction VALUES (2507, 50000, 'The Skippers')",
    "INSERT INTO currency_types VALUES (2003, 50000, 'Driftwood')",
    "INSERT INTO content_tuning VALUES (78, 10, 0, 0, 2, 50000)",
)


@asynccontextmanager
async def master_realm(
    world: Iterable[str] = (), *, hotfixes: bool = True, fixes: Iterable[str] = ()
) -> AsyncIterator[Realm]:
    """The invented realm; statements of `world` and `fixes` run after its own."""
    async with (
        open_demo_world([*WORLD, *world]) as base,
        open_demo_world([*HOTFIXES, *fixes]) as overrides,
    ):
        tables = await overrides.tables() if hotfixes else {}
        schema = Schema(Branch.MASTER, "", "", await base.tables(), tables)
        yield Realm(schema, "invented", base, overrides if hotfixes else None)
