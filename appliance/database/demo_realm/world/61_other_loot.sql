-- Loot that several sources share, and what chests, items, nets and crafts give.

CREATE TABLE reference_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);
CREATE INDEX ix_reference_loot_template_item ON reference_loot_template (Item);
CREATE INDEX ix_reference_loot_template_reference ON reference_loot_template (Reference);

CREATE TABLE gameobject_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);
CREATE INDEX ix_gameobject_loot_template_item ON gameobject_loot_template (Item);

CREATE TABLE item_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);
CREATE INDEX ix_item_loot_template_item ON item_loot_template (Item);

CREATE TABLE fishing_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE disenchant_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE prospecting_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE milling_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE mail_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE spell_loot_template (
    Entry int unsigned NOT NULL DEFAULT 0, Item int unsigned NOT NULL DEFAULT 0,
    Reference int unsigned NOT NULL DEFAULT 0, Chance float NOT NULL DEFAULT 100,
    QuestRequired tinyint(1) NOT NULL DEFAULT 0, LootMode smallint unsigned NOT NULL DEFAULT 1,
    GroupId tinyint unsigned NOT NULL DEFAULT 0, MinCount tinyint unsigned NOT NULL DEFAULT 1,
    MaxCount tinyint unsigned NOT NULL DEFAULT 1, Comment varchar(255), PRIMARY KEY (Entry, Item)
);

CREATE TABLE mail_level_reward (
    level tinyint unsigned NOT NULL DEFAULT 0, raceMask int unsigned NOT NULL DEFAULT 0,
    mailTemplateId int unsigned NOT NULL DEFAULT 0, senderEntry int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (level, raceMask)
);

CREATE TABLE quest_mail_sender (
    QuestId int unsigned NOT NULL DEFAULT 0,
    RewardMailSenderEntry int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (QuestId)
);

-- Odds and ends of the isle: three named chances, the rest shared
INSERT INTO reference_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(170001, 110025, 0, 20, 0, 1, 1, 1, 1, 'Bent Fork'),
(170001, 110026, 0, 20, 0, 1, 1, 1, 1, 'Mouldy Boot'),
(170001, 110028, 0, 20, 0, 1, 1, 1, 1, 'Tarnished Button'),
(170001, 110001, 0, 0, 0, 1, 1, 1, 1, 'Oat Biscuit'),
(170001, 110003, 0, 0, 0, 1, 1, 1, 1, 'Rain Barrel Water'),
(170001, 110008, 0, 0, 0, 1, 1, 1, 1, 'Clean Bandage');

-- One uncommon piece, all equally likely
INSERT INTO reference_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(170002, 110051, 0, 0, 0, 1, 1, 1, 1, 'Thornfoot Dirk'),
(170002, 110052, 0, 0, 0, 1, 1, 1, 1, 'Hexer''s Gnarled Staff'),
(170002, 110059, 0, 0, 0, 1, 1, 1, 1, 'Wand of Sulky Embers'),
(170002, 110072, 0, 0, 0, 1, 1, 1, 1, 'Copper Loop'),
(170002, 110076, 0, 0, 0, 1, 1, 1, 1, 'Cloak of Fallen Leaves'),
(170002, 110078, 0, 0, 0, 1, 1, 1, 1, 'Bristlehide Belt'),
(170002, 110098, 0, 0, 0, 1, 1, 1, 1, 'Boots of Muffled Steps');

-- Found anywhere: holds two further references
INSERT INTO reference_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(170003, 170002, 170002, 30, 0, 1, 0, 1, 1, 'Reference 170002'),
(170003, 170005, 170005, 10, 0, 1, 0, 1, 1, 'Reference 170005'),
(170003, 110022, 0, 25, 0, 1, 0, 1, 1, 'Glimmer Dust'),
(170003, 110007, 0, 15, 0, 1, 0, 1, 1, 'Draught of Quick Feet');

-- Treasures of the Drowned Cellar: group 1 vestments, group 2 beads
INSERT INTO reference_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(170004, 110064, 0, 0, 0, 1, 1, 1, 1, 'Lanternkeeper''s Hood'),
(170004, 110065, 0, 0, 0, 1, 1, 1, 1, 'Lanternkeeper''s Mantle'),
(170004, 110066, 0, 0, 0, 1, 1, 1, 1, 'Lanternkeeper''s Robe'),
(170004, 110067, 0, 0, 0, 1, 1, 1, 1, 'Lanternkeeper''s Gloves'),
(170004, 110068, 0, 0, 0, 1, 1, 1, 1, 'Lanternkeeper''s Sandals'),
(170004, 110079, 0, 25, 0, 1, 2, 1, 1, 'Ember Bead'),
(170004, 110080, 0, 25, 0, 1, 2, 1, 1, 'Tide Bead'),
(170004, 110081, 0, 25, 0, 1, 2, 1, 1, 'Sunny Bead'),
(170004, 110082, 0, 25, 0, 1, 2, 1, 1, 'Keeper''s Prism'),
(170004, 170003, 170003, 20, 0, 1, 0, 1, 1, 'Reference 170003');

-- Beads
INSERT INTO reference_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(170005, 110079, 0, 40, 0, 1, 1, 1, 1, 'Ember Bead'),
(170005, 110080, 0, 30, 0, 1, 1, 1, 1, 'Tide Bead'),
(170005, 110081, 0, 30, 0, 1, 1, 1, 1, 'Sunny Bead');

-- Harbour flotsam: may give nothing
INSERT INTO reference_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(170006, 110026, 0, 50, 0, 1, 1, 1, 1, 'Mouldy Boot'),
(170006, 110029, 0, 30, 0, 1, 1, 1, 1, 'Broken Oar Handle'),
(170006, 110042, 0, 2, 0, 1, 1, 1, 1, 'Fisher''s Satchel');

INSERT INTO gameobject_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(130005, 110035, 0, 100, 1, 1, 0, 1, 2, 'Wild Beeswax'),
(130006, 110016, 0, 100, 0, 1, 0, 1, 3, 'Wispleaf'),
(130006, 110017, 0, 10, 0, 1, 0, 1, 1, 'Moonthimble'),
(130007, 110017, 0, 100, 0, 1, 0, 1, 2, 'Moonthimble'),
(130008, 110014, 0, 100, 0, 1, 0, 1, 4, 'Brindle Ore'),
(130008, 110023, 0, 8, 0, 1, 0, 1, 1, 'Clouded Quartz'),
(130009, 110044, 0, 5, 0, 1, 0, 1, 1, 'Barnacled Strongbox'),
(130009, 110013, 0, 60, 0, 1, 0, 1, 4, 'Flaxen Rag'),
(130009, 170001, 170001, 100, 0, 1, 0, 1, 2, 'Reference 170001'),
(130009, 170002, 170002, 25, 0, 1, 0, 1, 1, 'Reference 170002'),
(130009, 170006, 170006, 50, 0, 1, 0, 1, 1, 'Reference 170006'),
(130010, 110040, 0, 15, 0, 1, 0, 1, 1, 'Drowned Cellar Key'),
(130010, 170004, 170004, 100, 0, 1, 1, 1, 1, 'Reference 170004'),
(130010, 170005, 170005, 50, 0, 1, 0, 1, 1, 'Reference 170005'),
(130017, 110020, 0, 85, 0, 1, 1, 1, 2, 'Raw Mudfin'),
(130017, 110021, 0, 15, 0, 1, 1, 1, 1, 'Silver Eelpout'),
(130023, 110069, 0, 0, 0, 1, 1, 1, 1, 'Tidewarden Breastplate'),
(130023, 110070, 0, 0, 0, 1, 1, 1, 1, 'Tidewarden Helm'),
(130023, 110071, 0, 0, 0, 1, 1, 1, 1, 'Tidewarden Gauntlets'),
(130023, 110082, 0, 25, 0, 1, 0, 1, 1, 'Keeper''s Prism'),
(130023, 110090, 0, 100, 0, 1, 0, 2, 4, 'Harbour Mark');

INSERT INTO item_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode, GroupId,
    MinCount, MaxCount, Comment) VALUES
(110044, 110079, 0, 0, 0, 1, 1, 1, 1, 'Ember Bead'),
(110044, 110080, 0, 0, 0, 1, 1, 1, 1, 'Tide Bead'),
(110044, 110081, 0, 0, 0, 1, 1, 1, 1, 'Sunny Bead'),
(110044, 110073, 0, 4, 0, 1, 1, 1, 1, 'Ring of the Salt Baron'),
(110044, 170003, 170003, 50, 0, 1, 0, 1, 1, 'Reference 170003'),
(110045, 110001, 0, 100, 0, 1, 0, 2, 4, 'Oat Biscuit'),
(110045, 110005, 0, 100, 0, 1, 0, 1, 1, '100% Honest Pie'),
(110045, 110004, 0, 50, 0, 1, 0, 1, 1, 'Puddlewick Stout'),
(110045, 110087, 0, 20, 0, 1, 0, 1, 1, 'Glowing 🏮 Lantern'),
(110046, 110028, 0, 50, 0, 1, 0, 1, 1, 'Tarnished Button'),
(110046, 110025, 0, 10, 0, 1, 0, 1, 1, 'Bent Fork');

-- By zone: LootMode 32768 is the catch of a fisher without the skill
INSERT INTO fishing_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(9010, 110020, 0, 75, 0, 1, 1, 1, 1, 'Raw Mudfin'),
(9010, 110021, 0, 15, 0, 1, 1, 1, 1, 'Silver Eelpout'),
(9010, 110026, 0, 10, 0, 1, 1, 1, 1, 'Mouldy Boot'),
(9020, 110020, 0, 40, 0, 1, 1, 1, 1, 'Raw Mudfin'),
(9020, 110021, 0, 45, 0, 1, 1, 1, 1, 'Silver Eelpout'),
(9020, 110019, 0, 5, 0, 1, 1, 1, 1, 'Coarse Grey Salt'),
(9020, 170006, 170006, 10, 0, 1, 0, 1, 1, 'Reference 170006'),
(9020, 110026, 0, 100, 0, 32768, 0, 1, 1, 'Mouldy Boot'),
(9040, 110021, 0, 60, 0, 1, 1, 1, 1, 'Silver Eelpout'),
(9040, 110020, 0, 0, 0, 1, 1, 1, 1, 'Raw Mudfin'),
(9040, 110096, 0, 5, 0, 1, 0, 1, 1, 'Wispleaf Pigment');

INSERT INTO disenchant_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(9001, 110022, 0, 100, 0, 1, 0, 1, 2, 'Glimmer Dust'),
(9002, 110022, 0, 100, 0, 1, 0, 2, 4, 'Glimmer Dust'),
(9002, 110079, 0, 5, 0, 1, 0, 1, 1, 'Ember Bead'),
(9003, 110022, 0, 100, 0, 1, 0, 6, 9, 'Glimmer Dust'),
(9003, 110082, 0, 25, 0, 1, 0, 1, 1, 'Keeper''s Prism');

INSERT INTO prospecting_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(110014, 110079, 0, 20, 0, 1, 1, 1, 1, 'Ember Bead'),
(110014, 110080, 0, 20, 0, 1, 1, 1, 1, 'Tide Bead'),
(110014, 110081, 0, 20, 0, 1, 1, 1, 1, 'Sunny Bead'),
(110014, 110023, 0, 40, 0, 1, 1, 1, 1, 'Clouded Quartz');

INSERT INTO milling_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode,
    GroupId, MinCount, MaxCount, Comment) VALUES
(110016, 110096, 0, 100, 0, 1, 0, 1, 3, 'Wispleaf Pigment'),
(110017, 110096, 0, 100, 0, 1, 0, 2, 4, 'Wispleaf Pigment'),
(110017, 110022, 0, 10, 0, 1, 0, 1, 1, 'Glimmer Dust');

INSERT INTO mail_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode, GroupId,
    MinCount, MaxCount, Comment) VALUES
(9701, 110045, 0, 100, 0, 1, 0, 1, 1, 'Puddlewick Gift Basket');

INSERT INTO spell_loot_template (Entry, Item, Reference, Chance, QuestRequired, LootMode, GroupId,
    MinCount, MaxCount, Comment) VALUES
(140070, 170006, 170006, 100, 0, 1, 0, 1, 1, 'Reference 170006'),
(140070, 110019, 0, 30, 0, 1, 0, 1, 2, 'Coarse Grey Salt');

INSERT INTO mail_level_reward (level, raceMask, mailTemplateId, senderEntry) VALUES
(20, 1791, 9702, 100001);

INSERT INTO quest_mail_sender (QuestId, RewardMailSenderEntry) VALUES
(120008, 100018);
