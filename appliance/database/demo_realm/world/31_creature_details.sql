-- What belongs to a creature template: spells, resistances, movement, models, equipment, reputation.

CREATE TABLE creature_template_spell (
    CreatureID int unsigned NOT NULL, `Index` tinyint unsigned NOT NULL DEFAULT 0,
    Spell int unsigned NOT NULL, VerifiedBuild int, PRIMARY KEY (CreatureID, `Index`)
);

CREATE TABLE creature_template_resistance (
    CreatureID int unsigned NOT NULL, School tinyint unsigned NOT NULL, Resistance smallint,
    VerifiedBuild int, PRIMARY KEY (CreatureID, School)
);

CREATE TABLE creature_template_movement (
    CreatureId int unsigned NOT NULL DEFAULT 0, Ground tinyint unsigned, Swim tinyint unsigned,
    Flight tinyint unsigned, Rooted tinyint unsigned, Chase tinyint unsigned,
    Random tinyint unsigned, InteractionPauseTimer int unsigned, PRIMARY KEY (CreatureId)
);

CREATE TABLE creature_template_addon (
    entry int unsigned NOT NULL DEFAULT 0, path_id int unsigned NOT NULL DEFAULT 0,
    mount int unsigned NOT NULL DEFAULT 0, MountCreatureID int unsigned NOT NULL DEFAULT 0,
    StandState tinyint unsigned NOT NULL DEFAULT 0, AnimTier tinyint unsigned NOT NULL DEFAULT 0,
    VisFlags tinyint unsigned NOT NULL DEFAULT 0, SheathState tinyint unsigned NOT NULL DEFAULT 1,
    PvPFlags tinyint unsigned NOT NULL DEFAULT 0, emote int unsigned NOT NULL DEFAULT 0,
    visibilityDistanceType tinyint unsigned NOT NULL DEFAULT 0, auras mediumtext,
    PRIMARY KEY (entry)
);

CREATE TABLE creature_model_info (
    DisplayID int unsigned NOT NULL DEFAULT 0, BoundingRadius float NOT NULL DEFAULT 0,
    CombatReach float NOT NULL DEFAULT 0, Gender tinyint unsigned NOT NULL DEFAULT 2,
    DisplayID_Other_Gender int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (DisplayID)
);

CREATE TABLE creature_movement_info (
    MovementID int unsigned NOT NULL DEFAULT 0, WalkSpeed float unsigned, RunSpeed float unsigned,
    PRIMARY KEY (MovementID)
);

CREATE TABLE creature_movement_override (
    SpawnId int unsigned NOT NULL DEFAULT 0, Ground tinyint unsigned, Swim tinyint unsigned,
    Flight tinyint unsigned, Rooted tinyint unsigned, Chase tinyint unsigned,
    Random tinyint unsigned, InteractionPauseTimer int unsigned, PRIMARY KEY (SpawnId)
);

CREATE TABLE creature_equip_template (
    CreatureID int unsigned NOT NULL DEFAULT 0, ID tinyint unsigned NOT NULL DEFAULT 1,
    ItemID1 int unsigned NOT NULL DEFAULT 0, ItemID2 int unsigned NOT NULL DEFAULT 0,
    ItemID3 int unsigned NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (CreatureID, ID)
);

CREATE TABLE creature_onkill_reputation (
    creature_id int unsigned NOT NULL DEFAULT 0, RewOnKillRepFaction1 smallint NOT NULL DEFAULT 0,
    RewOnKillRepFaction2 smallint NOT NULL DEFAULT 0, MaxStanding1 tinyint NOT NULL DEFAULT 0,
    IsTeamAward1 tinyint NOT NULL DEFAULT 0, RewOnKillRepValue1 int NOT NULL DEFAULT 0,
    MaxStanding2 tinyint NOT NULL DEFAULT 0, IsTeamAward2 tinyint NOT NULL DEFAULT 0,
    RewOnKillRepValue2 int NOT NULL DEFAULT 0, TeamDependent tinyint unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (creature_id)
);

CREATE TABLE creature_questitem (
    CreatureEntry int unsigned NOT NULL DEFAULT 0, Idx int unsigned NOT NULL DEFAULT 0,
    ItemId int unsigned NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (CreatureEntry, Idx)
);

CREATE TABLE npc_spellclick_spells (
    npc_entry int unsigned NOT NULL, spell_id int unsigned NOT NULL,
    cast_flags tinyint unsigned NOT NULL, user_type smallint unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (npc_entry, spell_id)
);

CREATE TABLE vehicle_template (
    creatureId int unsigned NOT NULL, despawnDelayMs int NOT NULL DEFAULT 0,
    PRIMARY KEY (creatureId)
);

CREATE TABLE vehicle_template_accessory (
    entry int unsigned NOT NULL DEFAULT 0, accessory_entry int unsigned NOT NULL DEFAULT 0,
    seat_id tinyint NOT NULL DEFAULT 0, minion tinyint unsigned NOT NULL DEFAULT 0,
    description mediumtext NOT NULL, summontype tinyint unsigned NOT NULL DEFAULT 6,
    summontimer int unsigned NOT NULL DEFAULT 30000, PRIMARY KEY (entry, seat_id)
);

CREATE TABLE vehicle_accessory (
    guid int unsigned NOT NULL DEFAULT 0, accessory_entry int unsigned NOT NULL DEFAULT 0,
    seat_id tinyint NOT NULL DEFAULT 0, minion tinyint unsigned NOT NULL DEFAULT 0,
    description mediumtext NOT NULL, summontype tinyint unsigned NOT NULL DEFAULT 6,
    summontimer int unsigned NOT NULL DEFAULT 30000, PRIMARY KEY (guid, seat_id)
);

CREATE TABLE vehicle_seat_addon (
    SeatEntry int unsigned NOT NULL, SeatOrientation float DEFAULT 0, ExitParamX float DEFAULT 0,
    ExitParamY float DEFAULT 0, ExitParamZ float DEFAULT 0, ExitParamO float DEFAULT 0,
    ExitParamValue tinyint(1) DEFAULT 0, PRIMARY KEY (SeatEntry)
);

CREATE TABLE pet_levelstats (
    creature_entry int unsigned NOT NULL, level tinyint unsigned NOT NULL,
    hp smallint unsigned NOT NULL, mana smallint unsigned NOT NULL,
    armor int unsigned NOT NULL DEFAULT 0, str smallint unsigned NOT NULL,
    agi smallint unsigned NOT NULL, sta smallint unsigned NOT NULL,
    inte smallint unsigned NOT NULL, spi smallint unsigned NOT NULL,
    min_dmg smallint unsigned NOT NULL DEFAULT 0, max_dmg smallint unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (creature_entry, level)
);

CREATE TABLE pet_name_generation (
    id int unsigned NOT NULL, word text NOT NULL, entry int unsigned NOT NULL DEFAULT 0,
    half tinyint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id)
);

INSERT INTO creature_template_spell (CreatureID, `Index`, Spell) VALUES
(100026, 0, 140005),
(100026, 1, 140006),
(100027, 0, 140007),
(100027, 1, 140008),
(100033, 0, 140016),
(100034, 0, 140011),
(100035, 0, 140022),
(100036, 0, 140020),
(100036, 1, 140021),
(100037, 0, 140012),
(100037, 1, 140014),
(100041, 0, 140016),
(100042, 0, 140011),
(100045, 0, 140013),
(100045, 1, 140014),
(100030, 0, 140023);

-- Schools: 4 frost, 5 shadow
INSERT INTO creature_template_resistance (CreatureID, School, Resistance) VALUES
(100029, 5, 20),
(100034, 4, 30),
(100036, 4, 25),
(100037, 4, 60),
(100037, 5, 30),
(100045, 4, 180),
(100045, 5, 120),
(100039, 4, 100);

INSERT INTO creature_template_movement (CreatureId, Ground, Swim, Flight, Rooted, Chase, Random,
    InteractionPauseTimer) VALUES
(100015, 1, 0, 2, 0, 0, 0, NULL),
(100014, 0, 0, 0, 1, 0, 0, NULL),
(100029, 2, 0, 1, 0, 0, 0, NULL),
(100032, 1, 1, 0, 0, 0, 0, NULL),
(100033, 1, 1, 0, 0, 1, 0, NULL),
(100039, 2, 1, 1, 0, 2, 0, NULL),
(100050, 1, 0, 0, 0, 0, 0, 15000),
(100052, 0, 0, 2, 0, 0, 2, NULL);

INSERT INTO creature_template_addon (entry, path_id, mount, StandState, SheathState, PvPFlags,
    emote, auras) VALUES
(100006, 0, 0, 0, 1, 1, 0, ''),
(100007, 0, 0, 0, 1, 0, 333, ''),
(100010, 0, 0, 0, 0, 0, 0, ''),
(100017, 0, 0, 1, 0, 0, 0, ''),
(100030, 0, 0, 3, 0, 0, 0, '140003'),
(100034, 0, 0, 8, 1, 0, 0, ''),
(100038, 0, 0, 0, 0, 0, 0, '140017 140010'),
(100029, 0, 0, 0, 0, 0, 64, '');

INSERT INTO creature_model_info (DisplayID, BoundingRadius, CombatReach, Gender) VALUES
    (60001, 0.347, 1.5, 0), (60002, 0.347, 1.5, 1), (60003, 0.347, 1.5, 0),
    (60004, 0.347, 1.5, 1), (60005, 0.347, 1.5, 0), (60006, 0.347, 1.5, 0),
    (60007, 0.347, 1.5, 0), (60008, 0.347, 1.5, 1), (60009, 0.347, 1.5, 0),
    (60010, 0.347, 1.5, 0), (60011, 0.347, 1.5, 0), (60012, 0.347, 1.5, 0),
    (60013, 0.347, 1.5, 1), (60014, 0.347, 1.5, 0), (60015, 0.347, 1.5, 0),
    (60016, 0.347, 1.5, 1), (60017, 0.347, 1.5, 0), (60018, 0.347, 1.5, 1),
    (60019, 0.347, 1.5, 0), (60020, 0.347, 1.5, 0), (60021, 0.347, 1.5, 1), (60022, 0.5, 1.2, 2),
    (60023, 0.5, 1.2, 2), (60024, 0.5, 1.2, 2), (60025, 0.5, 1.2, 2), (60026, 0.5, 1.2, 2),
    (60027, 0.5, 1.2, 2), (60028, 0.5, 1.2, 2), (60029, 0.5, 1.2, 2), (60030, 0.5, 1.2, 2),
    (60031, 0.5, 1.2, 2), (60032, 0.5, 1.2, 2), (60033, 0.5, 1.2, 2), (60034, 0.5, 1.2, 2),
    (60035, 0.5, 1.2, 2), (60036, 0.5, 1.2, 2), (60037, 0.5, 1.2, 2), (60038, 0.5, 1.2, 2),
    (60039, 0.5, 1.2, 2), (60041, 0.5, 1.2, 2), (60042, 0.5, 1.2, 2), (60043, 0.5, 1.2, 2),
    (60044, 0.5, 1.2, 2), (60045, 0.5, 1.2, 2), (60046, 0.5, 1.2, 2), (60047, 0.5, 1.2, 2),
    (60048, 0.5, 1.2, 2), (60049, 0.5, 1.2, 2), (60050, 0.5, 1.2, 2), (60051, 0.5, 1.2, 2),
    (60052, 0.5, 1.2, 2), (60053, 0.5, 1.2, 2), (60106, 0.5, 1.2, 2), (60125, 0.5, 1.2, 2);

INSERT INTO creature_equip_template (CreatureID, ID, ItemID1, ItemID2, ItemID3) VALUES
(100004, 1, 110048, 0, 0),
(100005, 1, 110047, 110063, 0),
(100006, 1, 110048, 110063, 0),
(100006, 2, 110047, 0, 110049),
(100007, 1, 110047, 110063, 0),
(100025, 1, 110051, 0, 0),
(100025, 2, 110047, 0, 0),
(100026, 1, 110052, 0, 0),
(100027, 1, 110053, 0, 0),
(100036, 1, 110054, 0, 0),
(100037, 1, 110054, 0, 0);

-- Factions: 9101 Puddlewick Watch, 9102 Harbour Guild, 9103 Lantern Keepers, 9104 Thornfoot gang
INSERT INTO creature_onkill_reputation (creature_id, RewOnKillRepFaction1, RewOnKillRepFaction2,
    MaxStanding1, IsTeamAward1, RewOnKillRepValue1, MaxStanding2, IsTeamAward2,
    RewOnKillRepValue2, TeamDependent) VALUES
(100025, 9101, 9104, 5, 0, 5, 7, 0, -5, 0),
(100026, 9101, 9104, 5, 0, 5, 7, 0, -5, 0),
(100027, 9101, 9104, 6, 0, 75, 7, 0, -100, 0),
(100028, 9103, 0, 5, 0, 3, 0, 0, 0, 0),
(100029, 9103, 0, 5, 0, 4, 0, 0, 0, 0),
(100033, 9102, 0, 6, 0, 5, 0, 0, 0, 0),
(100036, 9102, 9103, 7, 0, 50, 7, 0, 25, 0),
(100037, 9102, 9103, 7, 0, 150, 7, 0, 75, 0),
(100044, 9102, 9103, 7, 0, 100, 7, 0, 50, 0),
(100045, 9102, 9103, 7, 0, 300, 7, 0, 150, 0);

INSERT INTO creature_questitem (CreatureEntry, Idx, ItemId) VALUES
(100022, 0, 110032),
(100023, 0, 110032),
(100024, 0, 110033),
(100025, 0, 110031),
(100026, 0, 110031),
(100030, 0, 110039),
(100033, 0, 110030),
(100034, 0, 110030),
(100037, 0, 110036),
(100045, 0, 110036);

INSERT INTO npc_spellclick_spells (npc_entry, spell_id, cast_flags, user_type) VALUES
(100049, 140062, 1, 0);
