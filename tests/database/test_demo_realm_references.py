"""Everything the demo realm names exists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tests.support.demo_realm import plain_sqlite, values

# Each line: column with an id, the column that must have it, and which rows count.
REFERENCES = """
    creature.id                             creature_template.entry
    creature_addon.guid                     creature.guid
    creature_addon.path_id                  waypoint_data.id            path_id <> 0
    creature_default_trainer.CreatureId     creature_template.entry
    creature_default_trainer.TrainerId      trainer.Id
    creature_equip_template.CreatureID      creature_template.entry
    creature_equip_template.ItemID1         item_template.entry         ItemID1 <> 0
    creature_equip_template.ItemID2         item_template.entry         ItemID2 <> 0
    creature_equip_template.ItemID3         item_template.entry         ItemID3 <> 0
    creature_formations.leaderGUID          creature.guid
    creature_formations.memberGUID          creature.guid
    creature_onkill_reputation.creature_id  creature_template.entry
    creature_questender.id                  creature_template.entry
    creature_questender.quest               quest_template.ID
    creature_questitem.CreatureEntry        creature_template.entry
    creature_questitem.ItemId               item_template.entry
    creature_queststarter.id                creature_template.entry
    creature_queststarter.quest             quest_template.ID
    creature_summon_groups.entry            creature_template.entry
    creature_summon_groups.summonerId       creature_template.entry
    creature_template.KillCredit1           creature_template.entry     KillCredit1 <> 0
    creature_template.difficulty_entry_1    creature_template.entry     difficulty_entry_1 <> 0
    creature_template.gossip_menu_id        gossip_menu.MenuID          gossip_menu_id <> 0
    creature_template.lootid                creature_loot_template.Entry    lootid <> 0
    creature_template.modelid1              creature_model_info.DisplayID   1
    creature_template.pickpocketloot        pickpocketing_loot_template.Entry  pickpocketloot <> 0
    creature_template.skinloot              skinning_loot_template.Entry       skinloot <> 0
    creature_template_addon.entry           creature_template.entry
    creature_template_locale.entry          creature_template.entry
    creature_template_movement.CreatureId   creature_template.entry
    creature_template_resistance.CreatureID creature_template.entry
    creature_template_spell.CreatureID      creature_template.entry
    creature_template_spell.Spell           spell_dbc.Id
    creature_text.CreatureID                creature_template.entry
    creature_text.BroadcastTextId           broadcast_text.ID           BroadcastTextId <> 0
    disenchant_loot_template.Entry          item_template.DisenchantID
    game_event_creature.guid                creature.guid
    game_event_creature_quest.id            creature_template.entry
    game_event_creature_quest.quest         quest_template.ID
    game_event_gameobject.guid              gameobject.guid
    game_event_npc_vendor.guid              creature.guid
    game_event_npc_vendor.item              item_template.entry
    gameobject.id                           gameobject_template.entry
    gameobject_questender.id                gameobject_template.entry
    gameobject_questender.quest             quest_template.ID
    gameobject_questitem.ItemId             item_template.entry
    gameobject_queststarter.id              gameobject_template.entry
    gameobject_queststarter.quest           quest_template.ID
    gameobject_template.Data1               gameobject_loot_template.Entry  type IN (3, 25)
    gameobject_template_addon.entry         gameobject_template.entry
    gameobject_template_locale.entry        gameobject_template.entry
    gossip_menu.TextID                      npc_text.ID
    gossip_menu_option.ActionMenuID         gossip_menu.MenuID          ActionMenuID <> 0
    gossip_menu_option.ActionPoiID          points_of_interest.ID       ActionPoiID <> 0
    gossip_menu_option.MenuID               gossip_menu.MenuID
    instance_encounters.creditEntry         creature_template.entry     creditType = 0
    item_loot_template.Entry                item_template.entry
    item_set_names.entry                    item_template.entry
    item_template.PageText                  page_text.ID                PageText <> 0
    item_template.RandomProperty            item_enchantment_template.entry  RandomProperty <> 0
    item_template.RandomSuffix              item_enchantment_template.entry  RandomSuffix <> 0
    item_template.spellid_1                 spell_dbc.Id                spellid_1 <> 0
    item_template.spellid_2                 spell_dbc.Id                spellid_2 <> 0
    item_template.startquest                quest_template.ID           startquest <> 0
    item_template_locale.ID                 item_template.entry
    npc_text.BroadcastTextID0               broadcast_text.ID           BroadcastTextID0 <> 0
    npc_vendor.entry                        creature_template.entry
    npc_vendor.item                         item_template.entry         item > 0
    page_text.NextPageID                    page_text.ID                NextPageID <> 0
    playercreateinfo_item.itemid            item_template.entry
    pool_members.poolSpawnId                pool_template.entry
    pool_members.spawnId                    creature.guid               type = 0
    pool_members.spawnId                    gameobject.guid             type = 1
    pool_members.spawnId                    pool_template.entry         type = 2
    quest_details.ID                        quest_template.ID
    quest_offer_reward.ID                   quest_template.ID
    quest_offer_reward_locale.ID            quest_offer_reward.ID
    quest_poi.QuestID                       quest_template.ID
    quest_poi_points.QuestID                quest_poi.QuestID
    quest_request_items.ID                  quest_template.ID
    quest_request_items_locale.ID           quest_request_items.ID
    quest_template.StartItem                item_template.entry         StartItem <> 0
    quest_template_addon.BreadcrumbForQuestId  quest_template.ID        BreadcrumbForQuestId <> 0
    quest_template_addon.ID                 quest_template.ID
    quest_template_addon.NextQuestID        quest_template.ID           NextQuestID <> 0
    quest_template_addon.RewardMailTemplateID  mail_loot_template.Entry RewardMailTemplateID <> 0
    quest_template_locale.ID                quest_template.ID
    spawn_group.groupId                     spawn_group_template.groupId
    spawn_group.spawnId                     creature.guid               spawnType = 0
    spell_dbc.EffectItemType1               item_template.entry         EffectItemType1 <> 0
    spell_ranks.spell_id                    spell_dbc.Id
    spell_script_names.spell_id             spell_dbc.Id
    trainer_locale.Id                       trainer.Id
    trainer_spell.ReqAbility1               spell_dbc.Id                ReqAbility1 <> 0
    trainer_spell.SpellId                   spell_dbc.Id
    trainer_spell.TrainerId                 trainer.Id
    waypoint_data.action                    waypoint_scripts.id         action <> 0
"""


@pytest.fixture(scope="module")
def realm() -> Iterator[sqlite3.Connection]:
    connection = plain_sqlite()
    yield connection
    connection.close()


@pytest.mark.parametrize("line", REFERENCES.strip().splitlines(), ids=lambda line: line.split()[0])
def test_everything_named_exists(realm: sqlite3.Connection, line: str) -> None:
    child, parent, *where = line.split(None, 2)
    (table, column), (owner, key) = child.split("."), parent.split(".")
    named = f"SELECT `{column}` FROM `{table}` WHERE {where[0] if where else '1'}"
    assert values(realm, named), "the check would check nothing"
    assert values(realm, f"{named} AND `{column}` NOT IN (SELECT `{key}` FROM `{owner}`)") == set()
