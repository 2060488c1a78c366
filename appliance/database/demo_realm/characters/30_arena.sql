-- Arena teams of the isle.

CREATE TABLE arena_team (
    arenaTeamId int unsigned NOT NULL DEFAULT 0, name varchar(24) NOT NULL, captainGuid int
    unsigned NOT NULL DEFAULT 0, type tinyint unsigned NOT NULL DEFAULT 0, rating smallint
    unsigned NOT NULL DEFAULT 0, seasonGames smallint unsigned NOT NULL DEFAULT 0, seasonWins
    smallint unsigned NOT NULL DEFAULT 0, weekGames smallint unsigned NOT NULL DEFAULT 0, weekWins
    smallint unsigned NOT NULL DEFAULT 0, `rank` int unsigned NOT NULL DEFAULT 0, backgroundColor
    int unsigned NOT NULL DEFAULT 0, emblemStyle tinyint unsigned NOT NULL DEFAULT 0, emblemColor
    int unsigned NOT NULL DEFAULT 0, borderStyle tinyint unsigned NOT NULL DEFAULT 0, borderColor
    int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (arenaTeamId)
);
INSERT INTO arena_team (arenaTeamId, name, captainGuid, type, rating, seasonGames, seasonWins,
weekGames, weekWins, `rank`) VALUES
    (1, 'Two Short Wicks', 5, 2, 1640, 40, 26, 6, 4, 1),
    (2, 'Tide and Tusk', 6, 2, 1580, 38, 20, 4, 2, 2),
    (3, 'Three Lanterns', 7, 3, 1490, 22, 11, 0, 0, 3);

CREATE TABLE arena_team_member (
    arenaTeamId int unsigned NOT NULL DEFAULT 0, guid int unsigned NOT NULL DEFAULT 0, weekGames
    smallint unsigned NOT NULL DEFAULT 0, weekWins smallint unsigned NOT NULL DEFAULT 0,
    seasonGames smallint unsigned NOT NULL DEFAULT 0, seasonWins smallint unsigned NOT NULL
    DEFAULT 0, personalRating smallint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (arenaTeamId,
    guid)
);
INSERT INTO arena_team_member (arenaTeamId, guid, weekGames, weekWins, seasonGames, seasonWins,
personalRating) VALUES
    (1, 5, 6, 4, 40, 26, 1650),
    (1, 7, 6, 4, 40, 26, 1632),
    (2, 6, 4, 2, 38, 20, 1580),
    (2, 8, 4, 2, 38, 20, 1571),
    (3, 5, 0, 0, 22, 11, 1490),
    (3, 7, 0, 0, 22, 11, 1500),
    (3, 8, 0, 0, 22, 11, 1480);

CREATE TABLE character_arena_stats (
    guid int unsigned NOT NULL DEFAULT 0, slot tinyint unsigned NOT NULL DEFAULT 0,
    matchMakerRating smallint unsigned NOT NULL DEFAULT 0, PRIMARY KEY (guid, slot)
);
INSERT INTO character_arena_stats (guid, slot, matchMakerRating) VALUES
    (5, 0, 1660),
    (7, 0, 1650),
    (6, 0, 1590),
    (8, 0, 1580),
    (5, 1, 1500),
    (7, 1, 1500),
    (8, 1, 1500);
