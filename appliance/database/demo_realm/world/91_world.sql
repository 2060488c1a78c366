-- Maps, doors between them, graveyards, teleports, reputation and other rules.

CREATE TABLE instance_template (
    map smallint unsigned NOT NULL, parent smallint unsigned NOT NULL,
    script varchar(128) NOT NULL DEFAULT '', allowMount tinyint unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (map)
);

CREATE TABLE instance_encounters (
    entry int unsigned NOT NULL, creditType tinyint unsigned NOT NULL DEFAULT 0,
    creditEntry int unsigned NOT NULL DEFAULT 0,
    lastEncounterDungeon smallint unsigned NOT NULL DEFAULT 0,
    comment varchar(255) NOT NULL DEFAULT '', PRIMARY KEY (entry)
);

CREATE TABLE instance_spawn_groups (
    instanceMapId smallint unsigned NOT NULL, bossStateId tinyint unsigned NOT NULL,
    bossStates tinyint unsigned NOT NULL, spawnGroupId int unsigned NOT NULL,
    flags tinyint unsigned NOT NULL,
    PRIMARY KEY (instanceMapId, bossStateId, spawnGroupId, bossStates)
);

CREATE TABLE access_requirement (
    mapId int unsigned NOT NULL, difficulty tinyint unsigned NOT NULL DEFAULT 0,
    level_min tinyint unsigned NOT NULL DEFAULT 0, level_max tinyint unsigned NOT NULL DEFAULT 0,
    item_level smallint unsigned NOT NULL DEFAULT 0, item int unsigned NOT NULL DEFAULT 0,
    item2 int unsigned NOT NULL DEFAULT 0, quest_done_A int unsigned NOT NULL DEFAULT 0,
    quest_done_H int unsigned NOT NULL DEFAULT 0,
    completed_achievement int unsigned NOT NULL DEFAULT 0, quest_failed_text mediumtext,
    comment mediumtext, PRIMARY KEY (mapId, difficulty)
);

CREATE TABLE areatrigger_teleport (
    ID int unsigned NOT NULL DEFAULT 0, Name mediumtext,
    target_map smallint unsigned NOT NULL DEFAULT 0, target_position_x float NOT NULL DEFAULT 0,
    target_position_y float NOT NULL DEFAULT 0, target_position_z float NOT NULL DEFAULT 0,
    target_orientation float NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (ID)
);

CREATE TABLE areatrigger_tavern (
    id int unsigned NOT NULL DEFAULT 0, name mediumtext, PRIMARY KEY (id)
);

CREATE TABLE areatrigger_scripts (
    entry int NOT NULL, ScriptName char(64) NOT NULL, PRIMARY KEY (entry)
);

CREATE TABLE graveyard_zone (
    ID int unsigned NOT NULL DEFAULT 0, GhostZone int unsigned NOT NULL DEFAULT 0,
    Faction smallint unsigned NOT NULL DEFAULT 0, Comment mediumtext, PRIMARY KEY (ID, GhostZone)
);

CREATE TABLE game_tele (
    id int unsigned NOT NULL, position_x float NOT NULL DEFAULT 0,
    position_y float NOT NULL DEFAULT 0, position_z float NOT NULL DEFAULT 0,
    orientation float NOT NULL DEFAULT 0, map smallint unsigned NOT NULL DEFAULT 0,
    name varchar(100) NOT NULL DEFAULT '', PRIMARY KEY (id)
);

CREATE TABLE game_weather (
    zone int unsigned NOT NULL DEFAULT 0, spring_rain_chance tinyint unsigned NOT NULL DEFAULT 25,
    spring_snow_chance tinyint unsigned NOT NULL DEFAULT 25,
    spring_storm_chance tinyint unsigned NOT NULL DEFAULT 25,
    summer_rain_chance tinyint unsigned NOT NULL DEFAULT 25,
    summer_snow_chance tinyint unsigned NOT NULL DEFAULT 25,
    summer_storm_chance tinyint unsigned NOT NULL DEFAULT 25,
    fall_rain_chance tinyint unsigned NOT NULL DEFAULT 25,
    fall_snow_chance tinyint unsigned NOT NULL DEFAULT 25,
    fall_storm_chance tinyint unsigned NOT NULL DEFAULT 25,
    winter_rain_chance tinyint unsigned NOT NULL DEFAULT 25,
    winter_snow_chance tinyint unsigned NOT NULL DEFAULT 25,
    winter_storm_chance tinyint unsigned NOT NULL DEFAULT 25,
    ScriptName char(64) NOT NULL DEFAULT '', PRIMARY KEY (zone)
);

CREATE TABLE lfg_dungeon_template (
    dungeonId int unsigned NOT NULL DEFAULT 0, name varchar(255),
    position_x float NOT NULL DEFAULT 0, position_y float NOT NULL DEFAULT 0,
    position_z float NOT NULL DEFAULT 0, orientation float NOT NULL DEFAULT 0, VerifiedBuild int,
    PRIMARY KEY (dungeonId)
);

CREATE TABLE lfg_dungeon_rewards (
    dungeonId int unsigned NOT NULL DEFAULT 0, maxLevel tinyint unsigned NOT NULL DEFAULT 0,
    firstQuestId int unsigned NOT NULL DEFAULT 0, otherQuestId int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (dungeonId, maxLevel)
);

CREATE TABLE reputation_reward_rate (
    faction int unsigned NOT NULL DEFAULT 0, quest_rate float NOT NULL DEFAULT 1,
    quest_daily_rate float NOT NULL DEFAULT 1, quest_weekly_rate float NOT NULL DEFAULT 1,
    quest_monthly_rate float NOT NULL DEFAULT 1, quest_repeatable_rate float NOT NULL DEFAULT 1,
    creature_rate float NOT NULL DEFAULT 1, spell_rate float NOT NULL DEFAULT 1,
    PRIMARY KEY (faction)
);

CREATE TABLE reputation_spillover_template (
    faction smallint unsigned NOT NULL DEFAULT 0, faction1 smallint unsigned NOT NULL DEFAULT 0,
    rate_1 float NOT NULL DEFAULT 0, rank_1 tinyint unsigned NOT NULL DEFAULT 0,
    faction2 smallint unsigned NOT NULL DEFAULT 0, rate_2 float NOT NULL DEFAULT 0,
    rank_2 tinyint unsigned NOT NULL DEFAULT 0, faction3 smallint unsigned NOT NULL DEFAULT 0,
    rate_3 float NOT NULL DEFAULT 0, rank_3 tinyint unsigned NOT NULL DEFAULT 0,
    faction4 smallint unsigned NOT NULL DEFAULT 0, rate_4 float NOT NULL DEFAULT 0,
    rank_4 tinyint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (faction)
);

CREATE TABLE battleground_template (
    ID int unsigned NOT NULL DEFAULT 0, MinPlayersPerTeam smallint unsigned NOT NULL DEFAULT 0,
    MaxPlayersPerTeam smallint unsigned NOT NULL DEFAULT 0,
    MinLvl tinyint unsigned NOT NULL DEFAULT 0, MaxLvl tinyint unsigned NOT NULL DEFAULT 0,
    AllianceStartLoc int unsigned NOT NULL, AllianceStartO float NOT NULL,
    HordeStartLoc int unsigned NOT NULL, HordeStartO float NOT NULL,
    StartMaxDist float NOT NULL DEFAULT 0, Weight tinyint unsigned NOT NULL DEFAULT 1,
    ScriptName char(64) NOT NULL DEFAULT '', Comment char(32) NOT NULL, PRIMARY KEY (ID)
);

CREATE TABLE battlemaster_entry (
    entry int unsigned NOT NULL DEFAULT 0, bg_template int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (entry)
);

CREATE TABLE achievement_reward (
    ID int unsigned NOT NULL DEFAULT 0, TitleA int unsigned NOT NULL DEFAULT 0,
    TitleH int unsigned NOT NULL DEFAULT 0, ItemID int unsigned NOT NULL DEFAULT 0,
    Sender int unsigned NOT NULL DEFAULT 0, Subject varchar(255), Body mediumtext,
    MailTemplateID int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (ID)
);

CREATE TABLE achievement_reward_locale (
    ID int unsigned NOT NULL DEFAULT 0, Locale varchar(4) NOT NULL, Subject mediumtext,
    Body mediumtext, PRIMARY KEY (ID, Locale)
);

CREATE TABLE event_scripts (
    id int unsigned NOT NULL DEFAULT 0, delay int unsigned NOT NULL DEFAULT 0,
    command int unsigned NOT NULL DEFAULT 0, datalong int unsigned NOT NULL DEFAULT 0,
    datalong2 int unsigned NOT NULL DEFAULT 0, dataint int NOT NULL DEFAULT 0,
    x float NOT NULL DEFAULT 0, y float NOT NULL DEFAULT 0, z float NOT NULL DEFAULT 0,
    o float NOT NULL DEFAULT 0, Comment varchar(255) NOT NULL DEFAULT ''
);

INSERT INTO instance_template (map, parent, script, allowMount) VALUES
(901, 900, 'instance_drowned_cellar', 0);

INSERT INTO instance_encounters (entry, creditType, creditEntry, lastEncounterDungeon, comment) VALUES
(9001, 0, 100036, 0, 'First Mate Gaffhook'),
(9002, 0, 100037, 9001, 'Baron Brinebeard'),
(9003, 0, 100036, 0, 'First Mate Gaffhook (heroic)'),
(9004, 0, 100037, 9002, 'Baron Brinebeard (heroic)');

INSERT INTO instance_spawn_groups (instanceMapId, bossStateId, bossStates, spawnGroupId, flags) VALUES
(901, 1, 8, 9002, 1);

INSERT INTO access_requirement (mapId, difficulty, level_min, level_max, item_level, item,
    quest_done_A, quest_done_H, quest_failed_text, comment) VALUES
(901, 0, 10, 0, 0, 0, 0, 0, NULL, 'The Drowned Cellar'),
(901, 1, 80, 0, 180, 110040, 120008, 120008,
    'Captain Marrow keeps the heroic key for those who have been below before.',
    'The Drowned Cellar (heroic)');

INSERT INTO areatrigger_teleport (ID, Name, target_map, target_position_x, target_position_y,
    target_position_z, target_orientation) VALUES
(9001, 'The Drowned Cellar - Entrance', 901, 3.5, 0.2, -2.1, 0),
(9002, 'The Drowned Cellar - Exit', 900, 1117.8, 1460.4, 44.1, 4.7);

INSERT INTO areatrigger_tavern (id, name) VALUES
(9003, 'Puddlewick - The Dry Sock');

INSERT INTO areatrigger_scripts (entry, ScriptName) VALUES
(9004, 'SmartTrigger');

INSERT INTO graveyard_zone (ID, GhostZone, Faction, Comment) VALUES
(9901, 9010, 0, 'Puddlewick, behind the mill'),
(9901, 9030, 0, 'Puddlewick, behind the mill'),
(9902, 9020, 0, 'Saltmere, below the shrine'),
(9902, 9040, 0, 'Saltmere, below the shrine');

INSERT INTO game_tele (id, position_x, position_y, position_z, orientation, map, name) VALUES
(9001, 1003.5, 1012.25, 41.5, 1.57, 900, 'Puddlewick'),
(9002, 1590, 408, 7.5, 0, 900, 'SaltmereQuay'),
(9003, 1250, 1195, 54, 0, 900, 'Wispwood'),
(9004, 1118.6, 1460.2, 44.2, 4.7, 900, 'DrownedCellar');

INSERT INTO game_weather (zone, spring_rain_chance, summer_rain_chance, fall_rain_chance,
    winter_snow_chance, ScriptName) VALUES
(9010, 30, 20, 40, 25, ''),
(9020, 35, 25, 50, 10, '');

INSERT INTO lfg_dungeon_template (dungeonId, name, position_x, position_y, position_z, orientation) VALUES
(9001, 'The Drowned Cellar', 3.5, 0.2, -2.1, 0),
(9002, 'The Drowned Cellar (heroic)', 3.5, 0.2, -2.1, 0);

INSERT INTO reputation_reward_rate (faction, quest_rate, quest_daily_rate, quest_weekly_rate,
    quest_monthly_rate, quest_repeatable_rate, creature_rate, spell_rate) VALUES
(9102, 1.5, 1, 1, 1, 0.5, 1, 1),
(9104, 1, 1, 1, 1, 1, 2, 1);

-- A good name with the Watch is worth a quarter with the Keepers, and costs with the gang
INSERT INTO reputation_spillover_template (faction, faction1, rate_1, rank_1, faction2, rate_2,
    rank_2) VALUES
(9101, 9103, 0.25, 5, 9104, -0.5, 7),
(9103, 9101, 0.1, 4, 0, 0, 0);
