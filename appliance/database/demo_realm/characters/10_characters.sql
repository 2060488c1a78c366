-- Players of the isle. Every name here is invented.

CREATE TABLE characters (
    guid int unsigned NOT NULL DEFAULT 0, account int unsigned NOT NULL DEFAULT 0, name
    varchar(12), race tinyint unsigned NOT NULL DEFAULT 0, class tinyint unsigned NOT NULL DEFAULT
    0, gender tinyint unsigned NOT NULL DEFAULT 0, level tinyint unsigned NOT NULL DEFAULT 0, xp
    int unsigned NOT NULL DEFAULT 0, money int unsigned NOT NULL DEFAULT 0, skin tinyint unsigned
    NOT NULL DEFAULT 0, face tinyint unsigned NOT NULL DEFAULT 0, hairStyle tinyint unsigned NOT
    NULL DEFAULT 0, hairColor tinyint unsigned NOT NULL DEFAULT 0, facialStyle tinyint unsigned
    NOT NULL DEFAULT 0, bankSlots tinyint unsigned NOT NULL DEFAULT 0, restState tinyint unsigned
    NOT NULL DEFAULT 0, playerFlags int unsigned NOT NULL DEFAULT 0, position_x float NOT NULL
    DEFAULT 0, position_y float NOT NULL DEFAULT 0, position_z float NOT NULL DEFAULT 0, map
    smallint unsigned NOT NULL DEFAULT 0, instance_id int unsigned NOT NULL DEFAULT 0,
    instance_mode_mask tinyint unsigned NOT NULL DEFAULT 0, orientation float NOT NULL DEFAULT 0,
    taximask text NOT NULL, `online` tinyint unsigned NOT NULL DEFAULT 0, cinematic tinyint
    unsigned NOT NULL DEFAULT 0, totaltime int unsigned NOT NULL DEFAULT 0, leveltime int unsigned
    NOT NULL DEFAULT 0, logout_time int unsigned NOT NULL DEFAULT 0, is_logout_resting tinyint
    unsigned NOT NULL DEFAULT 0, rest_bonus float NOT NULL DEFAULT 0, resettalents_cost int
    unsigned NOT NULL DEFAULT 0, resettalents_time int unsigned NOT NULL DEFAULT 0, trans_x float
    NOT NULL DEFAULT 0, trans_y float NOT NULL DEFAULT 0, trans_z float NOT NULL DEFAULT 0,
    trans_o float NOT NULL DEFAULT 0, transguid mediumint unsigned NOT NULL DEFAULT 0, extra_flags
    smallint unsigned NOT NULL DEFAULT 0, stable_slots tinyint unsigned NOT NULL DEFAULT 0,
    at_login smallint unsigned NOT NULL DEFAULT 0, zone smallint unsigned NOT NULL DEFAULT 0,
    death_expire_time int unsigned NOT NULL DEFAULT 0, taxi_path text, arenaPoints int unsigned
    NOT NULL DEFAULT 0, totalHonorPoints int unsigned NOT NULL DEFAULT 0, todayHonorPoints int
    unsigned NOT NULL DEFAULT 0, yesterdayHonorPoints int unsigned NOT NULL DEFAULT 0, totalKills
    int unsigned NOT NULL DEFAULT 0, todayKills smallint unsigned NOT NULL DEFAULT 0,
    yesterdayKills smallint unsigned NOT NULL DEFAULT 0, chosenTitle int unsigned NOT NULL DEFAULT
    0, knownCurrencies bigint unsigned NOT NULL DEFAULT 0, watchedFaction int unsigned NOT NULL
    DEFAULT 0, drunk tinyint unsigned NOT NULL DEFAULT 0, health int unsigned NOT NULL DEFAULT 0,
    power1 int unsigned NOT NULL DEFAULT 0, power2 int unsigned NOT NULL DEFAULT 0, power3 int
    unsigned NOT NULL DEFAULT 0, power4 int unsigned NOT NULL DEFAULT 0, power5 int unsigned NOT
    NULL DEFAULT 0, power6 int unsigned NOT NULL DEFAULT 0, power7 int unsigned NOT NULL DEFAULT
    0, latency mediumint unsigned NOT NULL DEFAULT 0, talentGroupsCount tinyint unsigned NOT NULL
    DEFAULT 1, activeTalentGroup tinyint unsigned NOT NULL DEFAULT 0, exploredZones longtext,
    equipmentCache longtext, ammoId int unsigned NOT NULL DEFAULT 0, knownTitles longtext,
    actionBars tinyint unsigned NOT NULL DEFAULT 0, grantableLevels tinyint unsigned NOT NULL
    DEFAULT 0, deleteInfos_Account int unsigned, deleteInfos_Name varchar(12), deleteDate int
    unsigned, PRIMARY KEY (guid)
);
INSERT INTO characters (guid, account, name, race, class, gender, level, xp, money, position_x,
position_y, position_z, map, taximask, `online`, totaltime, zone, totalHonorPoints, arenaPoints,
talentGroupsCount, activeTalentGroup) VALUES
    (1, 1, 'Wicklow', 1, 1, 0, 16, 3000, 41230, 945.2, 1010.4, 40.1, 900, '0', 1, 64000, 9010, 0, 0, 1, 0),
    (2, 2, 'Tallowby', 1, 1, 1, 18, 9000, 120500, 1580.3, 410.2, 12.0, 900, '0', 0, 98000, 9020, 0, 0, 1, 0),
    (3, 2, 'Brackle', 1, 1, 0, 14, 800, 9800, 1200.1, 1180.4, 38.0, 900, '0', 0, 41000, 9030, 0, 0, 1, 0),
    (4, 3, 'Fernwick', 4, 11, 1, 12, 200, 5400, 1110.0, 1420.2, 41.0, 900, '0', 1, 30000, 9030, 0, 0, 1, 0),
    (5, 1, 'Emberlyn', 1, 8, 1, 80, 0, 8800000, 1590.0, 420.0, 12.0, 900, '0', 1, 900000, 9020, 5200, 1200, 2, 1),
    (6, 4, 'Grumtusk', 2, 7, 0, 80, 0, 4100000, 1650.0, 350.0, 10.0, 900, '0', 0, 870000, 9020, 3100, 900, 1, 0),
    (7, 3, 'Candlewyn', 1, 5, 1, 80, 0, 2600000, 1600.0, 400.0, 12.0, 900, '0', 0, 820000, 9020, 8800, 1500, 1, 0),
    (8, 4, 'Oldwick', 1, 2, 0, 80, 0, 7300000, 1601.0, 401.0, 12.0, 900, '0', 0, 910000, 9020, 400, 0, 1, 0);
