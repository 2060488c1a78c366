-- Creatures: the people, beasts and unquiet dead of the isle.

CREATE TABLE creature_template (
    entry int unsigned NOT NULL DEFAULT 0, difficulty_entry_1 int unsigned NOT NULL DEFAULT 0,
    difficulty_entry_2 int unsigned NOT NULL DEFAULT 0,
    difficulty_entry_3 int unsigned NOT NULL DEFAULT 0,
    KillCredit1 int unsigned NOT NULL DEFAULT 0, KillCredit2 int unsigned NOT NULL DEFAULT 0,
    modelid1 int unsigned NOT NULL DEFAULT 0, modelid2 int unsigned NOT NULL DEFAULT 0,
    modelid3 int unsigned NOT NULL DEFAULT 0, modelid4 int unsigned NOT NULL DEFAULT 0,
    name char(100) NOT NULL DEFAULT '0', subname char(100), IconName char(100),
    gossip_menu_id int unsigned NOT NULL DEFAULT 0, minlevel tinyint unsigned NOT NULL DEFAULT 1,
    maxlevel tinyint unsigned NOT NULL DEFAULT 1, exp smallint NOT NULL DEFAULT 0,
    faction smallint unsigned NOT NULL DEFAULT 0, npcflag int unsigned NOT NULL DEFAULT 0,
    speed_walk float NOT NULL DEFAULT 1, speed_run float NOT NULL DEFAULT 1.14286,
    scale float NOT NULL DEFAULT 1, `rank` tinyint unsigned NOT NULL DEFAULT 0,
    dmgschool tinyint NOT NULL DEFAULT 0, BaseAttackTime int unsigned NOT NULL DEFAULT 0,
    RangeAttackTime int unsigned NOT NULL DEFAULT 0, BaseVariance float NOT NULL DEFAULT 1,
    RangeVariance float NOT NULL DEFAULT 1, unit_class tinyint unsigned NOT NULL DEFAULT 0,
    unit_flags int unsigned NOT NULL DEFAULT 0, unit_flags2 int unsigned NOT NULL DEFAULT 0,
    dynamicflags int unsigned NOT NULL DEFAULT 0, family tinyint NOT NULL DEFAULT 0,
    type tinyint unsigned NOT NULL DEFAULT 0, type_flags int unsigned NOT NULL DEFAULT 0,
    lootid int unsigned NOT NULL DEFAULT 0, pickpocketloot int unsigned NOT NULL DEFAULT 0,
    skinloot int unsigned NOT NULL DEFAULT 0, PetSpellDataId int unsigned NOT NULL DEFAULT 0,
    VehicleId int unsigned NOT NULL DEFAULT 0, mingold int unsigned NOT NULL DEFAULT 0,
    maxgold int unsigned NOT NULL DEFAULT 0, AIName char(64) NOT NULL DEFAULT '',
    MovementType tinyint unsigned NOT NULL DEFAULT 0, HoverHeight float NOT NULL DEFAULT 1,
    HealthModifier float NOT NULL DEFAULT 1, ManaModifier float NOT NULL DEFAULT 1,
    ArmorModifier float NOT NULL DEFAULT 1, DamageModifier float NOT NULL DEFAULT 1,
    ExperienceModifier float NOT NULL DEFAULT 1, RacialLeader tinyint unsigned NOT NULL DEFAULT 0,
    movementId int unsigned NOT NULL DEFAULT 0, RegenHealth tinyint unsigned NOT NULL DEFAULT 1,
    mechanic_immune_mask int unsigned NOT NULL DEFAULT 0,
    spell_school_immune_mask int unsigned NOT NULL DEFAULT 0,
    flags_extra int unsigned NOT NULL DEFAULT 0, ScriptName char(64) NOT NULL DEFAULT '',
    StringId varchar(64), VerifiedBuild int, PRIMARY KEY (entry)
);
CREATE INDEX ix_creature_template_lootid ON creature_template (lootid);
CREATE INDEX ix_creature_template_faction ON creature_template (faction);

-- Puddlewick: faction 35 is friendly to all, 9001 is the watch
INSERT INTO creature_template (entry, KillCredit1, modelid1, modelid2, name, subname,
    gossip_menu_id, minlevel, maxlevel, faction, npcflag, scale, BaseAttackTime, RangeAttackTime,
    unit_class, unit_flags, unit_flags2, type, AIName, MovementType, HoverHeight, HealthModifier,
    ArmorModifier, DamageModifier, ExperienceModifier, mechanic_immune_mask, flags_extra) VALUES
(100001, 0, 60001, 0, 'Mayor Odwin Tallowmere', 'Mayor of Puddlewick', 60001, 20, 20, 35, 3, 1, 2000, 2000,
    1, 512, 2048, 7, '', 0, 1, 1.5, 1, 1, 1, 0, 2),
(100002, 0, 60002, 0, 'Marra Quillfeather', 'Innkeeper', 60002, 15, 15, 35, 66179, 1, 2000, 2000, 1, 512,
    2048, 7, '', 0, 1, 1, 1, 1, 1, 0, 2),
(100003, 0, 60003, 0, 'Bram Oatley', 'Grain & Goods', 0, 12, 12, 35, 640, 1, 2000, 2000, 1, 512, 2048, 7,
    '', 0, 1, 1, 1, 1, 1, 0, 2),
(100004, 0, 60004, 0, 'Hilde Ironwhistle', 'Blacksmith', 0, 18, 18, 35, 4224, 1, 2000, 2000, 1, 512, 2048,
    7, '', 0, 1, 1, 1, 1, 1, 0, 2),
(100005, 0, 60005, 0, 'Sergeant Pell Brackwater', 'Puddlewick Watch', 60003, 22, 22, 9001, 3, 1, 2000, 2000,
    1, 32768, 2048, 7, 'SmartAI', 0, 1, 2, 1, 1.2, 1, 0, 32768),
(100006, 0, 60006, 60106, 'Puddlewick Watchman', NULL, 60004, 15, 18, 9001, 1, 1, 2000, 2000, 1, 32768,
    2048, 7, 'SmartAI', 0, 1, 1.5, 1, 1.1, 1, 0, 32768),
(100007, 0, 60007, 0, 'Master Corwin Vael', 'Warrior Trainer', 60005, 25, 25, 35, 51, 1, 2000, 2000, 1, 512,
    2048, 7, '', 0, 1, 1.5, 1, 1, 1, 0, 2),
(100008, 0, 60008, 0, 'Tilda Mosspatch', 'Herbalism Trainer', 60006, 16, 16, 35, 83, 1, 2000, 2000, 2, 512,
    2048, 7, '', 0, 1, 1, 1, 1, 1, 0, 2),
(100009, 0, 60009, 0, 'Fenn Reedwhistle', 'Gull Master', 60007, 14, 14, 35, 8193, 1, 2000, 2000, 1, 512,
    2048, 7, '', 0, 1, 1, 1, 1, 1, 0, 2),
(100010, 0, 60010, 0, 'Puddlewick Farmer', NULL, 0, 5, 7, 35, 0, 1, 2000, 2000, 1, 512, 2048, 7, 'SmartAI',
    1, 1, 1, 1, 1, 1, 0, 2),
(100011, 0, 60011, 0, 'Pip O''Lantern', 'Lamplighter-in-Training', 60008, 3, 3, 35, 1, 0.7, 2000, 2000, 1,
    512, 2048, 7, 'SmartAI', 0, 1, 1, 1, 1, 1, 0, 2),
(100014, 100053, 60014, 0, 'Test_Dummy', 'Hit Me Gently', 0, 10, 10, 7, 0, 1, 2000, 2000, 1, 131072, 2048,
    9, 'SmartAI', 0, 1, 20, 0.5, 0, 0, 8405008, 262208),
(100015, 0, 60015, 0, 'Sparkles 🐉', 'Very Small Dragon', 0, 8, 8, 35, 0, 0.3, 2000, 2000, 8, 512, 2048, 2,
    '', 0, 1.5, 1, 1, 1, 1, 0, 2),
(100021, 0, 60021, 0, 'Nan Bramblewit', 'Herbs & Draughts', 60009, 17, 17, 35, 2179, 1, 2000, 2000, 8, 512,
    2048, 7, '', 0, 1, 1, 1, 1, 1, 0, 2),
(100050, 0, 60050, 0, 'Tobias Trundle', 'Peddler', 0, 11, 11, 35, 128, 1, 2000, 2000, 1, 512, 2048, 7, '',
    2, 1, 1, 1, 1, 1, 0, 2);

-- Saltmere Quay
INSERT INTO creature_template (entry, modelid1, name, subname, gossip_menu_id, minlevel, maxlevel,
    faction, npcflag, speed_run, BaseAttackTime, RangeAttackTime, unit_class, unit_flags,
    unit_flags2, type, AIName, MovementType, HealthModifier, flags_extra) VALUES
(100012, 60012, 'Jörg Flößer', 'Ferryman', 60010, 13, 13, 35, 1, 1.14286, 2000, 2000, 1, 512, 2048, 7, '',
    0, 1, 2),
(100013, 60013, 'Dame Tess 100% Proof', 'Barkeeper', 0, 19, 19, 35, 640, 1.14286, 2000, 2000, 1, 512, 2048,
    7, '', 0, 1, 2),
(100016, 60016, 'Greta Saltmarsh', 'Fishmonger', 0, 14, 14, 35, 642, 1.14286, 2000, 2000, 1, 512, 2048, 7,
    '', 0, 1, 2),
(100017, 60017, 'Iskander Thole', 'Harbour Guild Quartermaster', 60011, 24, 24, 9002, 129, 1.14286, 2000,
    2000, 1, 512, 2048, 7, '', 0, 1, 2),
(100018, 60018, 'Captain Ysolde Marrow', 'Harbour Master', 60012, 26, 26, 9002, 3, 1.14286, 2000, 2000, 1,
    512, 2048, 7, '', 0, 2, 2),
(100019, 60019, 'Saltmere Dockhand', NULL, 0, 8, 10, 9002, 0, 1.14286, 2000, 2000, 1, 512, 2048, 7, '', 1,
    1, 2),
(100020, 60020, 'Brother Anselm Wick', 'Keeper of the Lantern', 60013, 23, 23, 35, 3, 1.14286, 2000, 2000,
    2, 512, 2048, 7, 'SmartAI', 0, 1.5, 2),
(100047, 60047, 'Saltmere Courier', NULL, 0, 9, 9, 9002, 2, 1.28571, 2000, 2000, 4, 512, 2048, 7, 'SmartAI',
    0, 1, 2);

-- Beasts of the fields, the shore and the Wispwood
INSERT INTO creature_template (entry, modelid1, name, subname, minlevel, maxlevel, faction,
    speed_run, scale, `rank`, BaseAttackTime, RangeAttackTime, unit_class, unit_flags,
    unit_flags2, family, type, type_flags, lootid, skinloot, AIName, MovementType, HoverHeight,
    HealthModifier, ArmorModifier, DamageModifier, ExperienceModifier, mechanic_immune_mask,
    flags_extra) VALUES
(100022, 60022, 'Mossback Wolf', NULL, 5, 7, 14, 1.14286, 1, 0, 1500, 2000, 1, 0, 2048, 1, 1, 1, 100022,
    100022, '', 1, 1, 1, 1, 0.9, 1, 0, 0),
(100023, 60023, 'Mossback Packleader', NULL, 8, 8, 14, 1.28571, 1.2, 0, 1500, 2000, 1, 0, 2048, 1, 1, 1,
    100023, 100022, 'SmartAI', 2, 1, 1.6, 1, 1, 1, 0, 0),
(100024, 60024, 'Bristle Boar', NULL, 4, 6, 7, 1.14286, 1, 0, 2000, 2000, 1, 0, 2048, 5, 1, 1, 100024,
    100024, 'SmartAI', 1, 1, 1, 1, 1, 1, 0, 0),
(100030, 60030, 'Old Grizzlethatch', 'The Unwoken', 11, 11, 14, 1.14286, 1.5, 4, 2000, 2000, 1, 0, 2048, 4,
    1, 0, 100030, 100030, 'SmartAI', 1, 1, 3.5, 1.2, 1.6, 1, 17, 0),
(100031, 60031, 'Field Mouse', NULL, 1, 1, 31, 1.14286, 0.6, 0, 2000, 2000, 1, 0, 2048, 0, 8, 0, 0, 0,
    'SmartAI', 1, 1, 0.1, 1, 1, 0, 0, 64),
(100032, 60032, 'Tidepool Crab', NULL, 3, 4, 7, 1.14286, 1, 0, 2000, 2000, 1, 0, 2048, 8, 1, 1, 100032, 0,
    '', 1, 1, 0.9, 1.5, 1, 1, 0, 0),
(100052, 60052, 'Bottled Glowfly', NULL, 1, 1, 35, 1.14286, 0.4, 0, 2000, 2000, 1, 512, 2048, 0, 12, 0, 0,
    0, '', 0, 1.2, 1, 1, 1, 1, 0, 66),
(100049, 60049, 'Dappled Pony', NULL, 10, 10, 35, 1.14286, 1, 0, 2000, 2000, 1, 512, 2048, 0, 1, 0, 0, 0,
    '', 1, 1, 1, 1, 1, 1, 0, 2);

-- The Thornfoot gang
INSERT INTO creature_template (entry, modelid1, modelid2, name, subname, minlevel, maxlevel,
    faction, `rank`, BaseAttackTime, RangeAttackTime, unit_class, unit_flags2, type, lootid,
    pickpocketloot, mingold, maxgold, AIName, MovementType, HealthModifier, ArmorModifier,
    DamageModifier, mechanic_immune_mask) VALUES
(100025, 60025, 60125, 'Thornfoot Bandit', NULL, 8, 10, 16, 0, 2000, 2000, 4, 2048, 7, 100025, 100025, 18,
    46, 'SmartAI', 1, 1, 1, 1, 0),
(100026, 60026, 0, 'Thornfoot Hexer', NULL, 9, 10, 16, 0, 2000, 2000, 8, 2048, 7, 100026, 100026, 22, 52,
    'SmartAI', 0, 1, 1, 0.8, 0),
(100027, 60027, 0, 'Rusk Thornfoot', 'Uncrowned King of the Hedges', 12, 12, 16, 1, 2000, 2000, 1, 2048, 7,
    100027, 100027, 210, 380, 'SmartAI', 2, 4, 1.1, 1.8, 1);

-- The Hollow Barrow
INSERT INTO creature_template (entry, modelid1, name, minlevel, maxlevel, faction, BaseAttackTime,
    RangeAttackTime, unit_class, unit_flags2, type, lootid, mingold, maxgold, AIName,
    MovementType, HoverHeight, DamageModifier) VALUES
(100028, 60028, 'Fidgety Bones', 10, 12, 14, 2000, 2000, 1, 2048, 6, 100028, 5, 30, '', 1, 1, 0.95),
(100029, 60029, 'Wailing Tenant', 11, 12, 14, 2000, 2000, 8, 2048, 6, 100029, 12, 40, 'SmartAI', 1, 1.3, 1);

-- The Drowned Cellar, normal (difficulty_entry_1 names the heroic copy)
INSERT INTO creature_template (entry, difficulty_entry_1, modelid1, name, subname, gossip_menu_id,
    minlevel, maxlevel, faction, npcflag, scale, `rank`, BaseAttackTime, RangeAttackTime,
    unit_class, unit_flags, unit_flags2, type, type_flags, lootid, pickpocketloot, mingold,
    maxgold, AIName, MovementType, HoverHeight, HealthModifier, ManaModifier, ArmorModifier,
    DamageModifier, ExperienceModifier, mechanic_immune_mask, flags_extra, ScriptName) VALUES
(100033, 100041, 60033, 'Drowned Deckhand', NULL, 0, 13, 14, 168, 0, 1, 1, 2000, 2000, 1, 0, 2048, 6, 0,
    100033, 0, 40, 90, '', 0, 1, 2.6, 1, 1, 1.7, 1, 0, 0, ''),
(100034, 100042, 60034, 'Brine Acolyte', NULL, 0, 14, 14, 168, 0, 1, 1, 2000, 2000, 8, 0, 2048, 7, 0,
    100034, 100026, 45, 95, '', 0, 1, 2.4, 2, 1, 1.2, 1, 0, 0, ''),
(100035, 100043, 60035, 'Bilge Rat', NULL, 0, 12, 13, 168, 0, 1, 0, 2000, 2000, 1, 0, 2048, 1, 0, 100035, 0,
    0, 0, '', 1, 1, 0.8, 1, 1, 1, 1, 0, 0, ''),
(100036, 100044, 60036, 'First Mate Gaffhook', 'Late of the Salt Sow', 0, 15, 15, 168, 0, 1, 1, 2000, 2000,
    1, 0, 2048, 6, 0, 100036, 0, 300, 520, '', 0, 1, 7, 1, 1, 2.6, 1, 650853247, 268435457,
    'boss_first_mate_gaffhook'),
(100037, 100045, 60037, 'Baron Brinebeard', 'Salt Baron of the Drowned Cellar', 0, 16, 16, 168, 0, 1.3, 1,
    2000, 2000, 2, 0, 2048, 6, 4, 100037, 0, 820, 1240, 'SmartAI', 0, 1, 9, 3, 1.2, 3, 1, 650853247,
    268435457, ''),
(100039, 100046, 60039, 'Brine Bubble', NULL, 0, 14, 14, 168, 0, 1, 0, 2000, 2000, 8, 0, 2048, 4, 0, 0, 0,
    0, 0, 'SmartAI', 0, 1, 0.5, 1, 1, 0.2, 0, 0, 64, ''),
(100038, 0, 60038, 'Chained Lantern Spirit', NULL, 60014, 20, 20, 35, 3, 1, 0, 2000, 2000, 8, 768, 2048, 4,
    0, 0, 0, 0, 0, 'SmartAI', 0, 1.4, 1, 1, 1, 1, 1, 0, 0, '');

-- The Drowned Cellar, heroic
INSERT INTO creature_template (entry, modelid1, name, subname, minlevel, maxlevel, exp, faction,
    scale, `rank`, BaseAttackTime, RangeAttackTime, unit_class, unit_flags2, type, type_flags,
    lootid, pickpocketloot, mingold, maxgold, HealthModifier, ManaModifier, ArmorModifier,
    DamageModifier, ExperienceModifier, mechanic_immune_mask, flags_extra) VALUES
(100041, 60041, 'Drowned Deckhand (1)', NULL, 80, 80, 2, 168, 1, 1, 2000, 2000, 1, 2048, 6, 0, 100033, 0,
    2400, 3600, 3.2, 1, 1, 7, 1, 0, 0),
(100042, 60042, 'Brine Acolyte (1)', NULL, 80, 80, 2, 168, 1, 1, 2000, 2000, 8, 2048, 7, 0, 100034, 100026,
    2500, 3700, 2.8, 4, 1, 5, 1, 0, 0),
(100043, 60043, 'Bilge Rat (1)', NULL, 79, 80, 2, 168, 1, 0, 2000, 2000, 1, 2048, 1, 0, 100035, 0, 0, 0, 1,
    1, 1, 3, 1, 0, 0),
(100044, 60044, 'First Mate Gaffhook (1)', 'Late of the Salt Sow', 81, 81, 2, 168, 1, 1, 2000, 2000, 1,
    2048, 6, 0, 100044, 0, 21000, 28000, 18.5, 1, 1, 13, 1, 650853247, 268435457),
(100045, 60045, 'Baron Brinebeard (1)', 'Salt Baron of the Drowned Cellar', 82, 82, 2, 168, 1.3, 1, 2000,
    2000, 2, 2048, 6, 4, 100045, 0, 34000, 46000, 24.5, 10, 1.3, 14.5, 1, 650853247, 268435457),
(100046, 60046, 'Brine Bubble (1)', NULL, 80, 80, 2, 168, 1, 0, 2000, 2000, 8, 2048, 4, 0, 0, 0, 0, 0, 0.6,
    1, 1, 1, 0, 0, 64);

-- Triggers and guests
INSERT INTO creature_template (entry, modelid1, name, subname, gossip_menu_id, minlevel, maxlevel,
    faction, npcflag, BaseAttackTime, RangeAttackTime, unit_class, unit_flags, unit_flags2, type,
    AIName, RegenHealth, flags_extra) VALUES
(100048, 60048, 'Lantern Flame (Trigger)', NULL, 0, 1, 1, 35, 0, 2000, 2000, 1, 33554432, 2048, 10, '', 0,
    130),
(100051, 60051, 'Lantern Feast Reveller', NULL, 60015, 10, 12, 35, 131, 2000, 2000, 1, 512, 2048, 7,
    'SmartAI', 1, 2),
(100053, 60053, 'Training Dummy (Credit)', 'Kill credit of Test_Dummy', 0, 1, 1, 35, 0, 2000, 2000, 1,
    33554432, 2048, 10, '', 1, 130);
