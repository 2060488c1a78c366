-- Who gives and takes quests, what they say meanwhile, and where to look.

CREATE TABLE creature_queststarter (
    id int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (id, quest)
);
CREATE INDEX ix_creature_queststarter_quest ON creature_queststarter (quest);

CREATE TABLE creature_questender (
    id int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (id, quest)
);
CREATE INDEX ix_creature_questender_quest ON creature_questender (quest);

CREATE TABLE gameobject_queststarter (
    id int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (id, quest)
);
CREATE INDEX ix_gameobject_queststarter_quest ON gameobject_queststarter (quest);

CREATE TABLE gameobject_questender (
    id int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (id, quest)
);
CREATE INDEX ix_gameobject_questender_quest ON gameobject_questender (quest);

CREATE TABLE quest_details (
    ID int unsigned NOT NULL DEFAULT 0, Emote1 smallint unsigned NOT NULL DEFAULT 0,
    Emote2 smallint unsigned NOT NULL DEFAULT 0, Emote3 smallint unsigned NOT NULL DEFAULT 0,
    Emote4 smallint unsigned NOT NULL DEFAULT 0, EmoteDelay1 int unsigned NOT NULL DEFAULT 0,
    EmoteDelay2 int unsigned NOT NULL DEFAULT 0, EmoteDelay3 int unsigned NOT NULL DEFAULT 0,
    EmoteDelay4 int unsigned NOT NULL DEFAULT 0, VerifiedBuild int NOT NULL DEFAULT 0,
    PRIMARY KEY (ID)
);

CREATE TABLE quest_request_items (
    ID int unsigned NOT NULL DEFAULT 0, EmoteOnComplete smallint unsigned NOT NULL DEFAULT 0,
    EmoteOnIncomplete smallint unsigned NOT NULL DEFAULT 0, CompletionText mediumtext,
    VerifiedBuild int NOT NULL DEFAULT 0, PRIMARY KEY (ID)
);

CREATE TABLE quest_offer_reward (
    ID int unsigned NOT NULL DEFAULT 0, Emote1 smallint unsigned NOT NULL DEFAULT 0,
    Emote2 smallint unsigned NOT NULL DEFAULT 0, Emote3 smallint unsigned NOT NULL DEFAULT 0,
    Emote4 smallint unsigned NOT NULL DEFAULT 0, EmoteDelay1 int unsigned NOT NULL DEFAULT 0,
    EmoteDelay2 int unsigned NOT NULL DEFAULT 0, EmoteDelay3 int unsigned NOT NULL DEFAULT 0,
    EmoteDelay4 int unsigned NOT NULL DEFAULT 0, RewardText mediumtext,
    VerifiedBuild int NOT NULL DEFAULT 0, PRIMARY KEY (ID)
);

CREATE TABLE quest_poi (
    QuestID int unsigned NOT NULL DEFAULT 0, id int unsigned NOT NULL DEFAULT 0,
    ObjectiveIndex int NOT NULL DEFAULT 0, MapID int unsigned NOT NULL DEFAULT 0,
    WorldMapAreaId int unsigned NOT NULL DEFAULT 0, Floor int unsigned NOT NULL DEFAULT 0,
    Priority int unsigned NOT NULL DEFAULT 0, Flags int unsigned NOT NULL DEFAULT 0,
    VerifiedBuild int, PRIMARY KEY (QuestID, id)
);

CREATE TABLE quest_poi_points (
    QuestID int unsigned NOT NULL DEFAULT 0, Idx1 int unsigned NOT NULL DEFAULT 0,
    Idx2 int unsigned NOT NULL DEFAULT 0, X int NOT NULL DEFAULT 0, Y int NOT NULL DEFAULT 0,
    VerifiedBuild int, PRIMARY KEY (QuestID, Idx1, Idx2)
);

CREATE TABLE quest_pool_template (
    poolId int unsigned NOT NULL, numActive int unsigned NOT NULL, description varchar(255),
    PRIMARY KEY (poolId)
);

CREATE TABLE quest_pool_members (
    questId int unsigned NOT NULL, poolId int unsigned NOT NULL,
    poolIndex tinyint unsigned NOT NULL, description varchar(255), PRIMARY KEY (questId)
);

CREATE TABLE areatrigger_involvedrelation (
    id int unsigned NOT NULL DEFAULT 0, quest int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (id)
);

CREATE TABLE disables (
    sourceType int unsigned NOT NULL, entry int unsigned NOT NULL, flags smallint NOT NULL,
    params_0 varchar(255) NOT NULL DEFAULT '', params_1 varchar(255) NOT NULL DEFAULT '',
    comment varchar(255) NOT NULL DEFAULT '', PRIMARY KEY (sourceType, entry)
);

INSERT INTO creature_queststarter (id, quest) VALUES
    (100002, 120001), (100005, 120002), (100005, 120003), (100005, 120004), (100001, 120005),
    (100020, 120006), (100020, 120007), (100018, 120008), (100018, 120009), (100016, 120011),
    (100047, 120012), (100007, 120014), (100021, 120015), (100008, 120016);

-- 120008 may be handed in below, or above
INSERT INTO creature_questender (id, quest) VALUES
    (100005, 120001), (100005, 120002), (100005, 120003), (100005, 120004), (100020, 120006),
    (100018, 120007), (100018, 120008), (100038, 120008), (100018, 120009), (100005, 120010),
    (100016, 120011), (100002, 120012), (100007, 120014), (100021, 120015), (100008, 120016),
    (100005, 120017), (100051, 120013);

-- The notice board repeats the plea for fish
INSERT INTO gameobject_queststarter (id, quest) VALUES
(130001, 120017),
(130001, 120011);

INSERT INTO gameobject_questender (id, quest) VALUES
(130012, 120005);

INSERT INTO quest_details (ID, Emote1, Emote2, EmoteDelay1, EmoteDelay2) VALUES
(120002, 1, 25, 0, 1500),
(120008, 1, 0, 500, 0),
(120011, 6, 1, 0, 0);

INSERT INTO quest_request_items (ID, EmoteOnComplete, EmoteOnIncomplete, CompletionText) VALUES
(120001, 1, 6, 'Is that from Marra? It smells of onions.'),
(120002, 1, 6, 'Still hearing howls, $N.'),
(120003, 1, 6, 'Six flasks. I can count to six.'),
(120004, 1, 6, 'Careful, you are humming.'),
(120006, 1, 6, 'Are they quiet?'),
(120008, 1, 6, 'Is he struck from the ledger?'),
(120009, 1, 6, 'Dry hands, please.'),
(120010, 1, 6, 'What is that you are holding by one corner?'),
(120011, 1, 6, 'Eelpout?'),
(120013, 1, 6, 'Did the duck find a home?'),
(120014, 1, 6, 'Let me see your hands. No, the blisters.'),
(120015, 1, 6, 'Four, love.'),
(120016, 1, 6, 'Pure, is it?'),
(120017, 1, 6, 'An ear, any ear. His, I mean.');

INSERT INTO quest_offer_reward (ID, Emote1, EmoteDelay1, RewardText) VALUES
(120001, 1, 0, 'Wolves, and dark lanterns. Well, $N, since you are here already...'),
(120002, 1, 0, 'So it is quiet again. Take your pick from the rack.'),
(120003, 1, 0, 'That will do for a month. Have these, they taste of it too.'),
(120004, 1, 0, 'Smells like church. Have some cake, the ferryman insists.'),
(120005, 1, 0, 'The flame in the shrine leans towards you, as if to look.'),
(120006, 1, 0, 'Thank you. They were neighbours, once.'),
(120007, 1, 0, 'So he told you. Then you know why I keep the door key on a chain.'),
(120008, 1, 0, 'Struck. In red, and underlined. Choose something, $N, the Guild pays its dead debts.'),
(120009, 1, 0, 'Names, names. Half the harbour is in here.'),
(120010, 1, 0, 'KING? He cannot spell watch. Here, take something useful.'),
(120011, 1, 0, 'Look at the size of them! Eat, eat.'),
(120012, 1, 0, 'You ran all that way? Sit down before you fall down.'),
(120013, 1, 0, 'Not one dark corner left! Happy Feast of Lanterns!'),
(120014, 1, 0, 'Good. Now you know what a sword costs. This is a cudgel, it costs less.'),
(120015, 1, 0, 'Lovely. Mind the pot, it is looking at you.'),
(120016, 1, 0, 'Pure. I knew. I always know.'),
(120017, 1, 0, 'That is an ear and a half. The fences of Puddlewick thank you.');

INSERT INTO quest_poi (QuestID, id, ObjectiveIndex, MapID, WorldMapAreaId, Floor, Priority, Flags) VALUES
(120002, 0, 0, 900, 9801, 0, 0, 1),
(120003, 0, 4, 900, 9801, 0, 0, 1),
(120004, 0, 4, 900, 9801, 0, 0, 1),
(120005, 0, 0, 900, 9801, 0, 0, 1),
(120005, 1, 1, 900, 9801, 0, 0, 1),
(120005, 2, 2, 900, 9801, 0, 0, 1),
(120006, 0, 0, 900, 9801, 0, 0, 1),
(120008, 0, -1, 900, 9801, 0, 0, 1),
(120017, 0, 4, 900, 9801, 0, 0, 1);

INSERT INTO quest_poi_points (QuestID, Idx1, Idx2, X, Y) VALUES
    (120002, 0, 0, 1240, 1180), (120002, 0, 1, 1350, 1240), (120002, 0, 2, 1200, 1290),
    (120002, 0, 3, 1140, 1120), (120003, 0, 0, 1412, 1310), (120003, 0, 1, 1470, 1350),
    (120003, 0, 2, 1360, 1360), (120003, 0, 3, 1380, 1260), (120004, 0, 0, 1265, 1165),
    (120005, 0, 0, 1002, 1060), (120005, 1, 0, 1604, 412), (120005, 2, 0, 905, 1078),
    (120006, 0, 0, 1120, 1440), (120006, 0, 1, 1170, 1470), (120006, 0, 2, 1080, 1490),
    (120008, 0, 0, 1118, 1462), (120017, 0, 0, 1338, 1267), (120017, 0, 1, 1197, 1291),
    (120017, 0, 2, 1302, 1103);

INSERT INTO quest_pool_template (poolId, numActive, description) VALUES
(9901, 1, 'Daily errands of Saltmere');

INSERT INTO quest_pool_members (questId, poolId, poolIndex, description) VALUES
(120011, 9901, 0, 'Fish for the Fire');

INSERT INTO areatrigger_involvedrelation (id, quest) VALUES
(9004, 120012);

INSERT INTO disables (sourceType, entry, flags, comment) VALUES
(1, 120018, 0, 'Quest: an early draft'),
(0, 140024, 1, 'Spell: not for players');
