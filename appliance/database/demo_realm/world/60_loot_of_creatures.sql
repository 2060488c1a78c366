-- What creatures drop, carry in their pockets, and leave to the skinner.

CREATE TABLE creature_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);
CREATE INDEX ix_creature_loot_template_item ON creature_loot_template (Item);
CREATE INDEX ix_creature_loot_template_reference ON creature_loot_template (Reference);

CREATE TABLE pickpocketing_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE skinning_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

-- Beasts
INSERT INTO creature_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(100022, 110024, 0, 45, 0, 1, 0, 1, 1, 'Cracked Wolf Fang'),
(100022, 110018, 0, 8, 0, 1, 0, 1, 1, 'Boar Haunch'),
(100022, 110032, 0, 60, 1, 1, 0, 1, 1, 'Wolf Whisker'),
(100022, 170001, 170001, 20, 0, 1, 0, 1, 1, 'Reference 170001'),
(100023, 110024, 0, 80, 0, 1, 0, 1, 1, 'Cracked Wolf Fang'),
(100023, 110032, 0, 100, 1, 1, 0, 1, 1, 'Wolf Whisker'),
(100023, 170001, 170001, 30, 0, 1, 0, 1, 1, 'Reference 170001'),
(100023, 170003, 170003, 5, 0, 1, 0, 1, 1, 'Reference 170003'),
(100024, 110027, 0, 50, 0, 1, 0, 1, 2, 'Handful of Boar Bristles'),
(100024, 110018, 0, 35, 0, 1, 0, 1, 2, 'Boar Haunch'),
(100024, 110033, 0, 75, 1, 1, 0, 1, 1, 'Pair of Boar Tusks'),
(100024, 170001, 170001, 15, 0, 1, 0, 1, 1, 'Reference 170001'),
(100030, 110077, 0, 30, 0, 1, 1, 1, 1, 'Grizzlethatch Hide Cloak'),
(100030, 110075, 0, 0, 0, 1, 1, 1, 1, 'Charm of the Sleeping Cat'),
(100030, 110027, 0, 60, 0, 1, 0, 1, 4, 'Handful of Boar Bristles'),
(100030, 110018, 0, 100, 0, 1, 0, 2, 4, 'Boar Haunch'),
(100030, 110039, 0, 100, 1, 1, 0, 1, 1, 'Grizzlethatch''s Ear'),
(100030, 170003, 170003, 25, 0, 1, 0, 1, 1, 'Reference 170003'),
(100032, 110019, 0, 25, 0, 1, 0, 1, 1, 'Coarse Grey Salt'),
(100032, 110020, 0, 10, 0, 1, 0, 1, 1, 'Raw Mudfin'),
(100032, 170001, 170001, 10, 0, 1, 0, 1, 1, 'Reference 170001');

-- The Thornfoot gang: group 1 of Rusk shares what the cleaver leaves
INSERT INTO creature_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(100025, 110013, 0, 40, 0, 1, 0, 1, 3, 'Flaxen Rag'),
(100025, 110031, 0, 55, 1, 1, 0, 1, 1, 'Stolen Lantern Oil'),
(100025, 110034, 0, 3, 0, 1, 0, 1, 1, 'Rusk''s Orders'),
(100025, 110026, 0, 10, 0, 1, 0, 1, 1, 'Mouldy Boot'),
(100025, 110047, 0, 2, 0, 1, 1, 1, 1, 'Nicked Shortsword'),
(100025, 110051, 0, 1.5, 0, 1, 1, 1, 1, 'Thornfoot Dirk'),
(100025, 170001, 170001, 30, 0, 1, 0, 1, 1, 'Reference 170001'),
(100025, 170003, 170003, 4, 0, 1, 0, 1, 1, 'Reference 170003'),
(100026, 110013, 0, 45, 0, 1, 0, 1, 3, 'Flaxen Rag'),
(100026, 110031, 0, 55, 1, 1, 0, 1, 1, 'Stolen Lantern Oil'),
(100026, 110022, 0, 8, 0, 1, 0, 1, 1, 'Glimmer Dust'),
(100026, 110009, 0, 6, 0, 1, 0, 1, 1, 'Scroll of Small Courage'),
(100026, 110052, 0, 1.5, 0, 1, 0, 1, 1, 'Hexer''s Gnarled Staff'),
(100026, 170001, 170001, 25, 0, 1, 0, 1, 1, 'Reference 170001'),
(100026, 170003, 170003, 5, 0, 1, 0, 1, 1, 'Reference 170003'),
(100027, 110053, 0, 40, 0, 1, 1, 1, 1, 'Rusk''s Hedge Cleaver'),
(100027, 110076, 0, 0, 0, 1, 1, 1, 1, 'Cloak of Fallen Leaves'),
(100027, 110078, 0, 0, 0, 1, 1, 1, 1, 'Bristlehide Belt'),
(100027, 110034, 0, 100, 0, 1, 0, 1, 1, 'Rusk''s Orders'),
(100027, 110041, 0, 35, 0, 1, 0, 1, 1, 'Rusty Strongbox Key'),
(100027, 110044, 0, 25, 0, 1, 0, 1, 1, 'Barnacled Strongbox'),
(100027, 110013, 0, 100, 0, 1, 0, 2, 5, 'Flaxen Rag'),
(100027, 170002, 170002, 100, 0, 1, 0, 1, 2, 'Reference 170002'),
(100027, 170001, 170001, 50, 0, 1, 0, 1, 1, 'Reference 170001');

-- The dead and the Drowned Cellar
INSERT INTO creature_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(100028, 110028, 0, 40, 0, 1, 0, 1, 1, 'Tarnished Button'),
(100028, 110013, 0, 15, 0, 1, 0, 1, 2, 'Flaxen Rag'),
(100028, 110022, 0, 5, 0, 1, 0, 1, 1, 'Glimmer Dust'),
(100028, 170001, 170001, 25, 0, 1, 0, 1, 1, 'Reference 170001'),
(100028, 170003, 170003, 2.5, 0, 1, 0, 1, 1, 'Reference 170003'),
(100029, 110022, 0, 18, 0, 1, 0, 1, 2, 'Glimmer Dust'),
(100029, 110099, 0, 15, 0, 1, 0, 1, 1, 'Wick of Binding'),
(100029, 110098, 0, 0.8, 0, 1, 0, 1, 1, 'Boots of Muffled Steps'),
(100029, 170003, 170003, 6, 0, 1, 0, 1, 1, 'Reference 170003'),
(100033, 110013, 0, 40, 0, 1, 0, 1, 2, 'Flaxen Rag'),
(100033, 110029, 0, 30, 0, 1, 0, 1, 1, 'Broken Oar Handle'),
(100033, 110019, 0, 20, 0, 1, 0, 1, 1, 'Coarse Grey Salt'),
(100033, 110030, 0, 45, 1, 1, 0, 1, 1, 'Soggy Ledger Page'),
(100033, 170003, 170003, 8, 0, 1, 0, 1, 1, 'Reference 170003'),
(100034, 110022, 0, 25, 0, 1, 0, 1, 1, 'Glimmer Dust'),
(100034, 110030, 0, 45, 1, 1, 0, 1, 1, 'Soggy Ledger Page'),
(100034, 110079, 0, 1, 0, 1, 0, 1, 1, 'Ember Bead'),
(100034, 170003, 170003, 8, 0, 1, 0, 1, 1, 'Reference 170003'),
(100035, 110025, 0, 35, 0, 1, 0, 1, 1, 'Bent Fork'),
(100035, 110026, 0, 15, 0, 1, 0, 1, 1, 'Mouldy Boot'),
(100035, 110019, 0, 5, 0, 1, 0, 1, 1, 'Coarse Grey Salt'),
(100036, 110090, 0, 100, 0, 1, 0, 1, 1, 'Harbour Mark'),
(100036, 110021, 0, 40, 0, 1, 0, 1, 3, 'Silver Eelpout'),
(100036, 110041, 0, 60, 0, 1, 0, 1, 1, 'Rusty Strongbox Key'),
(100036, 170004, 170004, 100, 0, 1, 1, 1, 1, 'Reference 170004'),
(100036, 170003, 170003, 30, 0, 1, 0, 1, 1, 'Reference 170003'),
(100037, 110054, 0, 35, 0, 1, 1, 1, 1, 'Brinebeard''s Hook'),
(100037, 110073, 0, 0, 0, 1, 1, 1, 1, 'Ring of the Salt Baron'),
(100037, 110074, 0, 0, 0, 1, 1, 1, 1, 'Pendant of Low Tide'),
(100037, 110064, 0, 30, 0, 1, 2, 1, 1, 'Lanternkeeper''s Hood'),
(100037, 110065, 0, 30, 0, 1, 2, 1, 1, 'Lanternkeeper''s Mantle'),
(100037, 110066, 0, 40, 0, 1, 2, 1, 1, 'Lanternkeeper''s Robe'),
(100037, 110036, 0, 100, 1, 1, 0, 1, 1, 'Salt Baron''s Seal'),
(100037, 110090, 0, 100, 0, 1, 0, 1, 2, 'Harbour Mark'),
(100037, 110044, 0, 50, 0, 1, 0, 1, 1, 'Barnacled Strongbox'),
(100037, 170003, 170003, 100, 0, 1, 0, 1, 2, 'Reference 170003');

-- Heroic: the reference takes only its second group, LootMode 2 is hard mode
INSERT INTO creature_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(100044, 110090, 0, 100, 0, 1, 0, 2, 3, 'Harbour Mark'),
(100044, 170004, 170004, 100, 0, 1, 2, 1, 1, 'Reference 170004'),
(100044, 110082, 0, 10, 0, 1, 0, 1, 1, 'Keeper''s Prism'),
(100045, 110055, 0, 20, 0, 1, 1, 1, 1, 'Brinebeard''s Gilded Hook'),
(100045, 110069, 0, 0, 0, 1, 1, 1, 1, 'Tidewarden Breastplate'),
(100045, 110070, 0, 0, 0, 1, 1, 1, 1, 'Tidewarden Helm'),
(100045, 110071, 0, 0, 0, 1, 1, 1, 1, 'Tidewarden Gauntlets'),
(100045, 110036, 0, 100, 1, 1, 0, 1, 1, 'Salt Baron''s Seal'),
(100045, 110056, 0, 0.5, 0, 1, 0, 1, 1, 'Anchor of the Drowned Fleet'),
(100045, 110085, 0, 1, 0, 2, 0, 1, 1, 'Bridle of the Dappled Pony'),
(100045, 110090, 0, 100, 0, 1, 0, 3, 5, 'Harbour Mark'),
(100045, 170004, 170004, 100, 0, 1, 2, 1, 1, 'Reference 170004');

INSERT INTO pickpocketing_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(100025, 110028, 0, 30, 0, 1, 0, 1, 1, 'Tarnished Button'),
(100025, 110046, 0, 5, 0, 1, 0, 1, 1, 'Bulging Coin Purse'),
(100025, 110009, 0, 4, 0, 1, 0, 1, 1, 'Scroll of Small Courage'),
(100025, 170001, 170001, 20, 0, 1, 0, 1, 1, 'Reference 170001'),
(100026, 110028, 0, 25, 0, 1, 0, 1, 1, 'Tarnished Button'),
(100026, 110046, 0, 8, 0, 1, 0, 1, 1, 'Bulging Coin Purse'),
(100026, 110099, 0, 12, 0, 1, 0, 1, 1, 'Wick of Binding'),
(100026, 110010, 0, 3, 0, 1, 0, 1, 1, 'Elixir of Bright Eyes'),
(100027, 110046, 0, 100, 0, 1, 0, 1, 1, 'Bulging Coin Purse'),
(100027, 110041, 0, 20, 0, 1, 0, 1, 1, 'Rusty Strongbox Key'),
(100027, 110025, 0, 50, 0, 1, 0, 1, 1, 'Bent Fork');

INSERT INTO skinning_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(100022, 110011, 0, 60, 0, 1, 1, 1, 1, 'Mossback Pelt'),
(100022, 110012, 0, 40, 0, 1, 1, 1, 1, 'Ragged Pelt Scrap'),
(100024, 110011, 0, 30, 0, 1, 1, 1, 1, 'Mossback Pelt'),
(100024, 110012, 0, 70, 0, 1, 1, 1, 2, 'Ragged Pelt Scrap'),
(100030, 110011, 0, 100, 0, 1, 0, 2, 3, 'Mossback Pelt'),
(100030, 110012, 0, 50, 0, 1, 0, 1, 1, 'Ragged Pelt Scrap');
