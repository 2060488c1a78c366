-- Events, and spawns of which only some are there.

CREATE TABLE game_event (
    eventEntry tinyint unsigned NOT NULL, start_time timestamp NULL, end_time timestamp NULL,
    occurence bigint unsigned NOT NULL DEFAULT 5184000,
    length bigint unsigned NOT NULL DEFAULT 2592000, holiday int unsigned NOT NULL DEFAULT 0,
    holidayStage tinyint unsigned NOT NULL DEFAULT 0, description varchar(255),
    world_event tinyint unsigned NOT NULL DEFAULT 0, announce tinyint unsigned DEFAULT 2,
    PRIMARY KEY (eventEntry)
);

CREATE TABLE game_event_creature (
    eventEntry tinyint NOT NULL, guid int unsigned NOT NULL, PRIMARY KEY (guid, eventEntry)
);

CREATE TABLE game_event_gameobject (
    eventEntry tinyint NOT NULL, guid int unsigned NOT NULL, PRIMARY KEY (guid, eventEntry)
);

CREATE TABLE game_event_creature_quest (
    eventEntry tinyint unsigned NOT NULL, id int unsigned NOT NULL DEFAULT 0,
    quest int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id, quest)
);

CREATE TABLE game_event_gameobject_quest (
    eventEntry tinyint unsigned NOT NULL, id int unsigned NOT NULL DEFAULT 0,
    quest int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id, quest, eventEntry)
);

CREATE TABLE game_event_npc_vendor (
    eventEntry tinyint NOT NULL, guid int unsigned NOT NULL DEFAULT 0,
    slot smallint NOT NULL DEFAULT 0, item int unsigned NOT NULL DEFAULT 0,
    maxcount int unsigned NOT NULL DEFAULT 0, incrtime int unsigned NOT NULL DEFAULT 0,
    ExtendedCost int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (guid, item)
);

CREATE TABLE game_event_npcflag (
    eventEntry tinyint unsigned NOT NULL, guid int unsigned NOT NULL DEFAULT 0,
    npcflag int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (guid, eventEntry)
);

CREATE TABLE game_event_model_equip (
    eventEntry tinyint NOT NULL, guid int unsigned NOT NULL DEFAULT 0,
    modelid int unsigned NOT NULL DEFAULT 0, equipment_id tinyint unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (guid)
);

CREATE TABLE game_event_pool (
    eventEntry tinyint NOT NULL, pool_entry int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (pool_entry)
);

CREATE TABLE game_event_prerequisite (
    eventEntry tinyint unsigned NOT NULL, prerequisite_event int unsigned NOT NULL,
    PRIMARY KEY (eventEntry, prerequisite_event)
);

CREATE TABLE game_event_condition (
    eventEntry tinyint unsigned NOT NULL, condition_id int unsigned NOT NULL DEFAULT 0,
    req_num float DEFAULT 0, max_world_state_field smallint unsigned NOT NULL DEFAULT 0,
    done_world_state_field smallint unsigned NOT NULL DEFAULT 0,
    description varchar(25) NOT NULL DEFAULT '', PRIMARY KEY (eventEntry, condition_id)
);

CREATE TABLE game_event_quest_condition (
    eventEntry tinyint unsigned NOT NULL, quest int unsigned NOT NULL DEFAULT 0,
    condition_id int unsigned NOT NULL DEFAULT 0, num float DEFAULT 0, PRIMARY KEY (quest)
);

CREATE TABLE game_event_seasonal_questrelation (
    questId int unsigned NOT NULL, eventEntry int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (questId, eventEntry)
);

CREATE TABLE game_event_battleground_holiday (
    EventEntry tinyint unsigned NOT NULL, BattlegroundID int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (EventEntry)
);

CREATE TABLE game_event_arena_seasons (
    eventEntry tinyint unsigned NOT NULL, season tinyint unsigned NOT NULL
);
CREATE UNIQUE INDEX uq_game_event_arena_seasons_season ON game_event_arena_seasons (season, eventEntry);

CREATE TABLE holiday_dates (
    id int unsigned NOT NULL, date_id tinyint unsigned NOT NULL, date_value int unsigned NOT NULL,
    holiday_duration int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id, date_id)
);

CREATE TABLE pool_template (
    entry int unsigned NOT NULL DEFAULT 0, max_limit int unsigned NOT NULL DEFAULT 0,
    description varchar(255), PRIMARY KEY (entry)
);

CREATE TABLE pool_members (
    type smallint unsigned NOT NULL, spawnId int unsigned NOT NULL,
    poolSpawnId int unsigned NOT NULL, chance float NOT NULL, description varchar(255),
    PRIMARY KEY (type, spawnId)
);

-- Minutes: the feast lasts a week a year, the fog three hours a day
INSERT INTO game_event (eventEntry, start_time, end_time, occurence, length, holiday,
    holidayStage, description, world_event, announce) VALUES
(91, '2020-10-28 12:00:00', '2035-12-31 12:00:00', 525600, 10080, 0, 0, 'Feast of Lanterns', 0, 1),
(92, '2020-01-01 12:00:00', '2035-12-31 12:00:00', 1440, 180, 0, 0, 'Fog over the Sound', 0, 2);

-- A negative event takes the spawn away
INSERT INTO game_event_creature (eventEntry, guid) VALUES
    (91, 180145), (91, 180146), (91, 180147), (91, 180148), (-91, 180048), (-92, 180026);

INSERT INTO game_event_gameobject (eventEntry, guid) VALUES
    (91, 190045), (91, 190046);

INSERT INTO game_event_creature_quest (eventEntry, id, quest) VALUES
(91, 100051, 120013);

INSERT INTO game_event_npc_vendor (eventEntry, guid, slot, item, maxcount, incrtime, ExtendedCost) VALUES
(91, 180145, 1, 110087, 0, 0, 0),
(91, 180145, 2, 110004, 0, 0, 0),
(91, 180146, 1, 110087, 0, 0, 0),
(91, 180146, 2, 110004, 0, 0, 0),
(91, 180147, 1, 110087, 0, 0, 0),
(91, 180147, 2, 110004, 0, 0, 0),
(91, 180148, 1, 110087, 0, 0, 0),
(91, 180148, 2, 110004, 0, 0, 0);

INSERT INTO game_event_npcflag (eventEntry, guid, npcflag) VALUES
(91, 180001, 128);

INSERT INTO game_event_model_equip (eventEntry, guid, modelid, equipment_id) VALUES
(91, 180008, 0, 2);

INSERT INTO game_event_seasonal_questrelation (questId, eventEntry) VALUES
(120013, 91);

INSERT INTO pool_template (entry, max_limit, description) VALUES
(195001, 1, 'Old Grizzlethatch (1 of 3)'),
(195002, 4, 'Wispleaf (4 of 6)'),
(195003, 1, 'Brindle Vein groves (1 of 2)'),
(195004, 2, 'Brindle Vein north (2 of 3)'),
(195005, 1, 'Brindle Vein south (1 of 2)');

-- Type 0 creature, 1 game object, 2 pool
INSERT INTO pool_members (type, spawnId, poolSpawnId, chance, description) VALUES
(0, 180087, 195001, 50, 'Old Grizzlethatch'),
(0, 180088, 195001, 30, 'Old Grizzlethatch'),
(0, 180089, 195001, 20, 'Old Grizzlethatch'),
(1, 190011, 195002, 0, 'Wispleaf'),
(1, 190012, 195002, 0, 'Wispleaf'),
(1, 190013, 195002, 0, 'Wispleaf'),
(1, 190014, 195002, 0, 'Wispleaf'),
(1, 190015, 195002, 0, 'Wispleaf'),
(1, 190016, 195002, 0, 'Wispleaf'),
(1, 190021, 195004, 0, 'Brindle Vein'),
(1, 190022, 195004, 0, 'Brindle Vein'),
(1, 190023, 195004, 0, 'Brindle Vein'),
(1, 190024, 195005, 0, 'Brindle Vein'),
(1, 190025, 195005, 0, 'Brindle Vein'),
(2, 195004, 195003, 60, 'Brindle Vein north'),
(2, 195005, 195003, 40, 'Brindle Vein south');
