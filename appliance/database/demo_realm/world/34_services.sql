-- Vendors and trainers.

CREATE TABLE npc_vendor (
    entry int unsigned NOT NULL DEFAULT 0, slot smallint NOT NULL DEFAULT 0,
    item int NOT NULL DEFAULT 0, maxcount tinyint unsigned NOT NULL DEFAULT 0,
    incrtime int unsigned NOT NULL DEFAULT 0, ExtendedCost int unsigned NOT NULL DEFAULT 0,
    VerifiedBuild int, PRIMARY KEY (entry, item, ExtendedCost)
);
CREATE INDEX ix_npc_vendor_item ON npc_vendor (item);

CREATE TABLE trainer (
    Id int unsigned NOT NULL DEFAULT 0, Type tinyint unsigned NOT NULL DEFAULT 2,
    Requirement int unsigned NOT NULL DEFAULT 0, Greeting mediumtext, VerifiedBuild int,
    PRIMARY KEY (Id)
);

CREATE TABLE trainer_spell (
    TrainerId int unsigned NOT NULL DEFAULT 0, SpellId int unsigned NOT NULL DEFAULT 0,
    MoneyCost int unsigned NOT NULL DEFAULT 0, ReqSkillLine int unsigned NOT NULL DEFAULT 0,
    ReqSkillRank int unsigned NOT NULL DEFAULT 0, ReqAbility1 int unsigned NOT NULL DEFAULT 0,
    ReqAbility2 int unsigned NOT NULL DEFAULT 0, ReqAbility3 int unsigned NOT NULL DEFAULT 0,
    ReqLevel tinyint unsigned NOT NULL DEFAULT 0, VerifiedBuild int,
    PRIMARY KEY (TrainerId, SpellId)
);
CREATE INDEX ix_trainer_spell_spellid ON trainer_spell (SpellId);

CREATE TABLE trainer_locale (
    Id int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, Greeting_lang mediumtext,
    VerifiedBuild int, PRIMARY KEY (Id, locale)
);

CREATE TABLE creature_default_trainer (
    CreatureId int unsigned NOT NULL, TrainerId int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (CreatureId)
);

CREATE TABLE skill_extra_item_template (
    spellId int unsigned NOT NULL DEFAULT 0,
    requiredSpecialization int unsigned NOT NULL DEFAULT 0,
    additionalCreateChance float NOT NULL DEFAULT 0,
    additionalMaxNum tinyint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (spellId)
);

CREATE TABLE skill_discovery_template (
    spellId int unsigned NOT NULL DEFAULT 0, reqSpell int unsigned NOT NULL DEFAULT 0,
    reqSkillValue smallint unsigned NOT NULL DEFAULT 0, chance float NOT NULL DEFAULT 0,
    PRIMARY KEY (spellId, reqSpell)
);

CREATE TABLE skill_perfect_item_template (
    spellId int unsigned NOT NULL DEFAULT 0,
    requiredSpecialization int unsigned NOT NULL DEFAULT 0,
    perfectCreateChance float NOT NULL DEFAULT 0, perfectItemType int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (spellId)
);

CREATE TABLE skill_fishing_base_level (
    entry int unsigned NOT NULL DEFAULT 0, skill smallint NOT NULL DEFAULT 0, PRIMARY KEY (entry)
);

-- maxcount limits the stock, incrtime seconds bring one back
INSERT INTO npc_vendor (entry, slot, item, maxcount, incrtime, ExtendedCost) VALUES
(100002, 1, 110001, 0, 0, 0),
(100002, 2, 110003, 0, 0, 0),
(100002, 3, 110004, 0, 0, 0),
(100002, 4, 110005, 0, 0, 0),
(100003, 1, 110001, 0, 0, 0),
(100003, 2, 110003, 0, 0, 0),
(100003, 3, 110008, 0, 0, 0),
(100003, 4, 110019, 0, 0, 0),
(100003, 5, 110042, 0, 0, 0),
(100003, 6, 110057, 0, 0, 0),
(100003, 7, 110093, 0, 0, 0),
(100003, 8, 110058, 0, 0, 0),
(100003, 9, 110089, 0, 0, 0),
(100004, 1, 110047, 0, 0, 0),
(100004, 2, 110048, 0, 0, 0),
(100004, 3, 110049, 0, 0, 0),
(100004, 4, 110050, 0, 0, 0),
(100004, 5, 110062, 0, 0, 0),
(100004, 6, 110063, 0, 0, 0),
(100004, 7, 110051, 1, 14400, 0),
(100004, 8, 110084, 1, 7200, 0),
(100013, 1, 110003, 0, 0, 0),
(100013, 2, 110004, 0, 0, 0),
(100013, 3, 110083, 2, 3600, 0),
(100013, 4, 110088, 0, 0, 0),
(100016, 1, 110002, 0, 0, 0),
(100016, 2, 110021, 6, 900, 0),
(100016, 3, 110020, 12, 600, 0),
(100016, 4, 110057, 0, 0, 0),
(100021, 1, 110006, 0, 0, 0),
(100021, 2, 110007, 4, 1800, 0),
(100021, 3, 110010, 0, 0, 0),
(100021, 4, 110099, 0, 0, 0),
(100021, 5, 110043, 1, 3600, 0);

-- Iskander Thole takes Harbour Marks: ExtendedCost is a row of the client
INSERT INTO npc_vendor (entry, slot, item, maxcount, incrtime, ExtendedCost) VALUES
(100017, 1, 110095, 0, 0, 0),
(100017, 2, 110085, 0, 0, 9501),
(100017, 3, 110059, 1, 86400, 9502),
(100017, 4, 110082, 0, 0, 9503),
(100017, 5, 110091, 0, 0, 9504);

-- The peddler carries all of Bram Oatley, whose entry stands as a negative item
INSERT INTO npc_vendor (entry, slot, item, maxcount, incrtime, ExtendedCost) VALUES
(100050, 1, -100003, 0, 0, 0),
(100050, 2, 110009, 3, 1200, 0),
(100050, 3, 110061, 0, 0, 0),
(100050, 4, 110086, 1, 21600, 0);

INSERT INTO trainer (Id, Type, Requirement, Greeting) VALUES
(9001, 0, 1, 'Feet apart. Wider. That is a stance, $N, the rest is talking.'),
(9002, 2, 0, 'Look, sniff, and only then pick. In that order, please.');

INSERT INTO trainer_spell (TrainerId, SpellId, MoneyCost, ReqSkillLine, ReqSkillRank, ReqAbility1,
    ReqLevel) VALUES
(9001, 140031, 10, 0, 0, 0, 1),
(9001, 140034, 100, 0, 0, 0, 4),
(9001, 140035, 150, 0, 0, 0, 6),
(9001, 140032, 400, 0, 0, 140031, 8),
(9001, 140036, 1200, 0, 0, 0, 12),
(9001, 140033, 3000, 0, 0, 140032, 16),
(9002, 140041, 10, 0, 0, 0, 5),
(9002, 140043, 50, 182, 1, 0, 5),
(9002, 140042, 500, 182, 50, 140041, 10);

INSERT INTO trainer_locale (Id, locale, Greeting_lang) VALUES
(9001, 'deDE', 'Füße auseinander. Weiter. Das ist ein Stand, $N, der Rest ist Gerede.'),
(9001, 'frFR', 'Écarte les pieds. Davantage. Voilà une posture, $N, le reste est bavardage.'),
(9001, 'ruRU', 'Ноги шире. Ещё шире. Вот это стойка, $N, остальное болтовня.'),
(9002, 'deDE', 'Schauen, schnuppern, und erst dann pflücken.');

INSERT INTO creature_default_trainer (CreatureId, TrainerId) VALUES
(100007, 9001),
(100008, 9002);

INSERT INTO skill_extra_item_template (spellId, requiredSpecialization, additionalCreateChance,
    additionalMaxNum) VALUES
(140044, 140042, 15, 2);

-- By zone
INSERT INTO skill_fishing_base_level (entry, skill) VALUES
(9010, -20),
(9020, 10),
(9040, 90);
