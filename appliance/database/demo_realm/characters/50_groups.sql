-- A party on its way to the cellar.

CREATE TABLE `groups` (
    guid int unsigned NOT NULL, leaderGuid int unsigned NOT NULL, lootMethod tinyint unsigned NOT
    NULL, looterGuid int unsigned NOT NULL, lootThreshold tinyint unsigned NOT NULL, icon1 bigint
    unsigned NOT NULL, icon2 bigint unsigned NOT NULL, icon3 bigint unsigned NOT NULL, icon4
    bigint unsigned NOT NULL, icon5 bigint unsigned NOT NULL, icon6 bigint unsigned NOT NULL,
    icon7 bigint unsigned NOT NULL, icon8 bigint unsigned NOT NULL, groupType tinyint unsigned NOT
    NULL, difficulty tinyint unsigned NOT NULL DEFAULT 0, raidDifficulty tinyint unsigned NOT NULL
    DEFAULT 0, masterLooterGuid int unsigned NOT NULL, PRIMARY KEY (guid)
);
INSERT INTO `groups` (guid, leaderGuid, lootMethod, looterGuid, lootThreshold, icon1, icon2,
icon3, icon4, icon5, icon6, icon7, icon8, groupType, masterLooterGuid) VALUES
    (1, 2, 3, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

CREATE TABLE group_member (
    guid int unsigned NOT NULL, memberGuid int unsigned NOT NULL, memberFlags tinyint unsigned NOT
    NULL DEFAULT 0, subgroup tinyint unsigned NOT NULL DEFAULT 0, roles tinyint unsigned NOT NULL
    DEFAULT 0, PRIMARY KEY (memberGuid)
);
INSERT INTO group_member (guid, memberGuid, roles) VALUES
    (1, 1, 2),
    (1, 2, 8),
    (1, 3, 8),
    (1, 4, 4);
