-- Where new characters start, and with what.

CREATE TABLE playercreateinfo (
    race tinyint unsigned NOT NULL DEFAULT 0, class tinyint unsigned NOT NULL DEFAULT 0,
    map smallint unsigned NOT NULL DEFAULT 0, zone int unsigned NOT NULL DEFAULT 0,
    position_x float NOT NULL DEFAULT 0, position_y float NOT NULL DEFAULT 0,
    position_z float NOT NULL DEFAULT 0, orientation float NOT NULL DEFAULT 0,
    PRIMARY KEY (race, class)
);

CREATE TABLE playercreateinfo_action (
    race tinyint unsigned NOT NULL DEFAULT 0, class tinyint unsigned NOT NULL DEFAULT 0,
    button smallint unsigned NOT NULL DEFAULT 0, action int unsigned NOT NULL DEFAULT 0,
    type smallint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (race, class, button)
);

CREATE TABLE playercreateinfo_item (
    race tinyint unsigned NOT NULL DEFAULT 0, class tinyint unsigned NOT NULL DEFAULT 0,
    itemid int unsigned NOT NULL DEFAULT 0, amount tinyint NOT NULL DEFAULT 1,
    PRIMARY KEY (race, class, itemid)
);

CREATE TABLE playercreateinfo_skills (
    raceMask int unsigned NOT NULL, classMask int unsigned NOT NULL,
    skill smallint unsigned NOT NULL, `rank` smallint unsigned NOT NULL DEFAULT 0,
    comment varchar(255), PRIMARY KEY (raceMask, classMask, skill)
);

CREATE TABLE playercreateinfo_spell_custom (
    racemask int unsigned NOT NULL DEFAULT 0, classmask int unsigned NOT NULL DEFAULT 0,
    Spell int unsigned NOT NULL DEFAULT 0, Note varchar(255),
    PRIMARY KEY (racemask, classmask, Spell)
);

CREATE TABLE playercreateinfo_cast_spell (
    raceMask int unsigned NOT NULL DEFAULT 0, classMask int unsigned NOT NULL DEFAULT 0,
    spell int unsigned NOT NULL DEFAULT 0, note varchar(255)
);

-- All of them on the green of Puddlewick
INSERT INTO playercreateinfo (race, class, map, zone, position_x, position_y, position_z,
    orientation) VALUES
(1, 1, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(1, 2, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(1, 4, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(1, 5, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(1, 6, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(1, 8, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(1, 9, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(2, 1, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(2, 3, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(2, 4, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(2, 6, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(2, 7, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(2, 9, 900, 9010, 1003.5, 1012.25, 41.5, 1.57),
(4, 11, 900, 9010, 1003.5, 1012.25, 41.5, 1.57);

-- Oat Biscuits for everyone, Rain Barrel Water for those who cast
INSERT INTO playercreateinfo_item (race, class, itemid, amount) VALUES
    (1, 1, 110001, 5), (1, 2, 110001, 5), (1, 4, 110001, 5), (1, 5, 110001, 5), (1, 6, 110001, 5),
    (1, 8, 110001, 5), (1, 9, 110001, 5), (2, 1, 110001, 5), (2, 3, 110001, 5), (2, 4, 110001, 5),
    (2, 6, 110001, 5), (2, 7, 110001, 5), (2, 9, 110001, 5), (4, 11, 110001, 5),
    (1, 5, 110003, 3), (1, 8, 110003, 3), (1, 9, 110003, 3), (2, 7, 110003, 3), (2, 9, 110003, 3),
    (4, 11, 110003, 3);

INSERT INTO playercreateinfo_item (race, class, itemid, amount) VALUES
    (1, 1, 110047, 1), (2, 1, 110047, 1), (1, 4, 110047, 1), (2, 4, 110047, 1), (1, 8, 110050, 1);

INSERT INTO playercreateinfo_skills (raceMask, classMask, skill, `rank`, comment) VALUES
(0, 1, 43, 0, 'Warrior - Swords'),
(0, 1, 54, 0, 'Warrior - Maces'),
(0, 128, 136, 0, 'Mage - Staves'),
(0, 8, 43, 0, 'Rogue - Swords');
