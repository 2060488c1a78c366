-- Conditions. Rows of one ElseGroup must all hold, any ElseGroup is enough.

CREATE TABLE conditions (
    SourceTypeOrReferenceId int NOT NULL DEFAULT 0, SourceGroup int unsigned NOT NULL DEFAULT 0,
    SourceEntry int NOT NULL DEFAULT 0, SourceId int NOT NULL DEFAULT 0,
    ElseGroup int unsigned NOT NULL DEFAULT 0, ConditionTypeOrReference int NOT NULL DEFAULT 0,
    ConditionTarget tinyint unsigned NOT NULL DEFAULT 0,
    ConditionValue1 int unsigned NOT NULL DEFAULT 0,
    ConditionValue2 int unsigned NOT NULL DEFAULT 0,
    ConditionValue3 int unsigned NOT NULL DEFAULT 0,
    NegativeCondition tinyint unsigned NOT NULL DEFAULT 0,
    ErrorType int unsigned NOT NULL DEFAULT 0, ErrorTextId int unsigned NOT NULL DEFAULT 0,
    ScriptName char(64) NOT NULL DEFAULT '', Comment varchar(255),
    PRIMARY KEY (SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup, ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3)
);

-- Loot: 1 creature, 3 fishing, 4 object, 8 pocket, 10 reference, 11 skinning, 12 spell
INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
    ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3,
    NegativeCondition, Comment) VALUES
(1, 100025, 110034, 0, 0, 9, 0, 120010, 0, 0, 1, 'Rusk''s Orders drop when the quest is not taken'),
(1, 100025, 110034, 0, 0, 8, 0, 120010, 0, 0, 1, 'and not rewarded'),
(1, 100025, 110031, 0, 0, 9, 0, 120003, 0, 0, 0, 'Stolen Lantern Oil drops on the quest'),
(1, 100025, 110031, 0, 1, 27, 0, 20, 3, 0, 0, 'or for anyone of level 20 or more'),
(1, 100037, 110044, 0, 0, 19, 0, 1, 0, 0, 0, 'Barnacled Strongbox only in normal difficulty'),
(3, 9020, 110019, 0, 0, 4, 0, 9020, 0, 0, 0, 'Coarse Grey Salt is fished in zone 9020'),
(4, 130009, 110044, 0, 0, 2, 0, 110041, 1, 0, 0, 'Barnacled Strongbox for those who carry its key'),
(8, 100026, 110010, 0, 0, 8, 0, 120016, 0, 0, 0, 'Elixir of Bright Eyes after 100% Moonthimble'),
(10, 170004, 110082, 0, 0, 15, 0, 128, 0, 0, 0, 'Keeper''s Prism for mages'),
(10, 170004, 110082, 0, 1, 7, 0, 755, 300, 0, 0, 'or jewelcrafters'),
(11, 100030, 110012, 0, 0, 7, 0, 393, 50, 0, 0, 'Scraps need skinning 50'),
(12, 140070, 170006, 0, 0, 22, 0, 901, 0, 0, 1, 'No flotsam below ground');

-- Gossip: 14 menu text, 15 menu option
INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
    ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3,
    NegativeCondition, Comment) VALUES
(14, 60001, 150001, 0, 0, 8, 0, 120005, 0, 0, 1, 'Mayor: welcome until the lanterns burn'),
(14, 60001, 150016, 0, 0, 8, 0, 120005, 0, 0, 0, 'Mayor: thanks after'),
(15, 60001, 1, 0, 0, 3, 0, 110095, 0, 0, 0, 'Asks after gulls in the tabard of the Watch'),
(15, 60001, 1, 0, 1, 20, 0, 1, 0, 0, 0, 'or when female'),
(15, 60010, 0, 0, 0, 27, 0, 10, 3, 0, 0, 'Ferry from level 10'),
(15, 60010, 0, 0, 0, 1, 0, 140057, 0, 0, 1, 'and not tipsy'),
(15, 60013, 0, 0, 0, 9, 0, 120007, 0, 0, 0, 'The tale is for those on the quest'),
(15, 60013, 1, 0, 0, 9, 0, 120005, 0, 0, 0, 'A new wick on the quest'),
(15, 60013, 1, 0, 0, 2, 0, 110038, 1, 0, 1, 'and without a wick'),
(15, 60014, 0, 0, 0, 28, 0, 120008, 0, 0, 0, 'The Baron is dead: quest complete'),
(15, 60014, 0, 0, 1, 8, 0, 120008, 0, 0, 0, 'or rewarded'),
(15, 60015, 0, 0, 0, 12, 0, 91, 0, 0, 0, 'Lanterns at the feast');

-- Spells: 13 targets, 17 cast, 18 spell click, 24 proc
INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
    ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3,
    NegativeCondition, Comment) VALUES
(13, 1, 140006, 0, 0, 31, 0, 3, 100025, 0, 0, 'Hedge Mending: Thornfoot Bandit'),
(13, 1, 140006, 0, 1, 31, 0, 3, 100026, 0, 0, 'or Hexer'),
(13, 1, 140006, 0, 2, 31, 0, 3, 100027, 0, 0, 'or Rusk'),
(17, 0, 140018, 0, 0, 30, 0, 130002, 8, 0, 0, 'Kindle near a lantern'),
(17, 0, 140018, 0, 1, 30, 0, 130003, 8, 0, 0, 'or that one'),
(17, 0, 140018, 0, 2, 30, 0, 130004, 8, 0, 0, 'or the third'),
(17, 0, 140069, 0, 0, 36, 0, 0, 0, 0, 0, 'Ferry Home: alive'),
(17, 0, 140069, 0, 0, 29, 0, 100037, 50, 0, 1, 'and no Baron near'),
(18, 100049, 140062, 0, 0, 8, 0, 120008, 0, 0, 0, 'The pony lets heroes ride'),
(24, 0, 140061, 0, 0, 38, 0, 50, 4, 0, 0, 'Salt Baron''s Blessing at half health or less');

-- Quests (19) and SmartAI lines (22: SourceGroup is the id plus one)
INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
    ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3,
    NegativeCondition, Comment) VALUES
(19, 0, 120011, 0, 0, 7, 0, 356, 25, 0, 0, 'Fish for the Fire: fishing 25'),
(19, 0, 120011, 0, 0, 43, 0, 120011, 0, 0, 1, 'and not done today'),
(19, 0, 120013, 0, 0, 12, 0, 91, 0, 0, 0, 'Feast quest during the feast'),
(19, 0, 120015, 0, 0, 5, 0, 9101, 240, 0, 0, 'Whiskers Wanted: friendly with the Watch'),
(19, 0, 120015, 0, 1, 47, 0, 120002, 64, 0, 0, 'or Teeth in the Dark rewarded'),
(19, 0, 120016, 0, 0, 25, 0, 140041, 0, 0, 0, '100% Moonthimble: knows Apprentice Hedgecraft'),
(19, 0, 120017, 0, 0, 6, 0, 469, 0, 0, 0, 'Wanted poster: one team'),
(19, 0, 120017, 0, 1, 6, 0, 67, 0, 0, 0, 'or the other'),
(22, 1, 100011, 0, 0, 12, 0, 91, 0, 0, 1, 'Pip is busy at the feast'),
(22, 1, -180006, 0, 0, 12, 0, 92, 0, 0, 1, 'No salutes in the fog'),
(22, 12, 100037, 0, 0, 16, 0, 1791, 0, 0, 0, 'Baron yells at any race'),
(22, 1, 130022, 1, 0, 29, 1, 100006, 40, 0, 0, 'Bell: only with a watchman near');

-- Vendors (23), and reference 9001 which they use
INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry, SourceId, ElseGroup,
    ConditionTypeOrReference, ConditionTarget, ConditionValue1, ConditionValue2, ConditionValue3,
    NegativeCondition, Comment) VALUES
(23, 100004, 110051, 0, 0, 8, 0, 120002, 0, 0, 0, 'Dirk for those who thinned the wolves'),
(23, 100004, 110084, 0, 0, -9001, 0, 0, 0, 0, 0, 'Plans for friends of the Watch'),
(23, 100017, 110059, 0, 0, 5, 0, 9102, 224, 0, 0, 'Wand of Sulky Embers from honored'),
(23, 100017, 110085, 0, 0, 5, 0, 9102, 128, 0, 0, 'Bridle for exalted'),
(-9001, 0, 0, 0, 0, 5, 0, 9101, 240, 0, 0, 'Friend of the Watch: friendly or better'),
(-9001, 0, 0, 0, 1, 8, 0, 120010, 0, 0, 0, 'or Rusk''s Orders rewarded');
