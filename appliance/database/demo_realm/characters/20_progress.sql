-- What the players learned, did and earned.

CREATE TABLE character_spell (
    guid int unsigned NOT NULL DEFAULT 0, spell mediumint unsigned NOT NULL DEFAULT 0, active
    tinyint unsigned NOT NULL DEFAULT 1, disabled tinyint unsigned NOT NULL DEFAULT 0, PRIMARY KEY
    (guid, spell)
);
INSERT INTO character_spell (guid, spell) VALUES
    (1, 140031),
    (1, 140034),
    (1, 140035),
    (1, 140032),
    (1, 140036),
    (1, 140063),
    (2, 140031),
    (2, 140034),
    (2, 140035),
    (2, 140032),
    (2, 140036),
    (2, 140033),
    (2, 140041),
    (2, 140043),
    (3, 140031),
    (3, 140034),
    (3, 140035),
    (3, 140032),
    (5, 140062),
    (5, 140063),
    (6, 140062),
    (5, 140101),
    (5, 140102),
    (6, 140103),
    (7, 140104),
    (8, 140105);

CREATE TABLE character_talent (
    guid int unsigned NOT NULL, spell mediumint unsigned NOT NULL, talentGroup tinyint unsigned
    NOT NULL DEFAULT 0, PRIMARY KEY (guid, spell, talentGroup)
);
INSERT INTO character_talent (guid, spell, talentGroup) VALUES
    (1, 140082, 0),
    (1, 140083, 0),
    (2, 140082, 0),
    (2, 140083, 0),
    (2, 140084, 0),
    (3, 140081, 0),
    (3, 140086, 0);

CREATE TABLE character_glyphs (
    guid int unsigned NOT NULL, talentGroup tinyint unsigned NOT NULL DEFAULT 0, glyph1 smallint
    unsigned DEFAULT 0, glyph2 smallint unsigned DEFAULT 0, glyph3 smallint unsigned DEFAULT 0,
    glyph4 smallint unsigned DEFAULT 0, glyph5 smallint unsigned DEFAULT 0, glyph6 smallint
    unsigned DEFAULT 0, PRIMARY KEY (guid, talentGroup)
);

CREATE TABLE character_skills (
    guid int unsigned NOT NULL, skill smallint unsigned NOT NULL, value smallint unsigned NOT
    NULL, max smallint unsigned NOT NULL, PRIMARY KEY (guid, skill)
);
INSERT INTO character_skills (guid, skill, value, max) VALUES
    (1, 43, 78, 80),
    (2, 182, 61, 75),
    (2, 43, 88, 90),
    (3, 43, 70, 70);

CREATE TABLE character_reputation (
    guid int unsigned NOT NULL DEFAULT 0, faction smallint unsigned NOT NULL DEFAULT 0, standing
    int NOT NULL DEFAULT 0, flags smallint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (guid,
    faction)
);
INSERT INTO character_reputation (guid, faction, standing, flags) VALUES
    (1, 9101, 1800, 17),
    (1, 9103, 600, 17),
    (1, 9102, -120, 17),
    (2, 9102, 9400, 17),
    (2, 9101, 300, 17),
    (5, 9101, 42000, 17),
    (5, 9104, 21500, 17),
    (3, 9101, 40, 17);

CREATE TABLE character_queststatus (
    guid int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0, status tinyint
    unsigned NOT NULL DEFAULT 0, explored tinyint unsigned NOT NULL DEFAULT 0, timer int unsigned
    NOT NULL DEFAULT 0, mobcount1 smallint unsigned NOT NULL DEFAULT 0, mobcount2 smallint
    unsigned NOT NULL DEFAULT 0, mobcount3 smallint unsigned NOT NULL DEFAULT 0, mobcount4
    smallint unsigned NOT NULL DEFAULT 0, itemcount1 smallint unsigned NOT NULL DEFAULT 0,
    itemcount2 smallint unsigned NOT NULL DEFAULT 0, itemcount3 smallint unsigned NOT NULL DEFAULT
    0, itemcount4 smallint unsigned NOT NULL DEFAULT 0, itemcount5 smallint unsigned NOT NULL
    DEFAULT 0, itemcount6 smallint unsigned NOT NULL DEFAULT 0, playercount smallint unsigned NOT
    NULL DEFAULT 0, PRIMARY KEY (guid, quest)
);
INSERT INTO character_queststatus (guid, quest, status) VALUES
    (1, 120004, 3),
    (1, 120006, 3),
    (3, 120002, 1);

CREATE TABLE character_queststatus_rewarded (
    guid int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0, active tinyint
    unsigned NOT NULL DEFAULT 1, PRIMARY KEY (guid, quest)
);
INSERT INTO character_queststatus_rewarded (guid, quest) VALUES
    (1, 120001),
    (1, 120002),
    (1, 120003),
    (2, 120001),
    (2, 120002),
    (2, 120003),
    (2, 120004),
    (2, 120005),
    (2, 120012),
    (3, 120001);

CREATE TABLE character_achievement (
    guid int unsigned NOT NULL, achievement smallint unsigned NOT NULL, date int unsigned NOT NULL
    DEFAULT 0, PRIMARY KEY (guid, achievement)
);
INSERT INTO character_achievement (guid, achievement, date) VALUES
    (5, 9601, 1700000000),
    (2, 9602, 1700000000);
