-- Things that players own, and those they offer at auction.

CREATE TABLE item_instance (
    guid int unsigned NOT NULL DEFAULT 0, itemEntry mediumint unsigned NOT NULL DEFAULT 0,
    owner_guid int unsigned NOT NULL DEFAULT 0, creatorGuid int unsigned NOT NULL DEFAULT 0,
    giftCreatorGuid int unsigned NOT NULL DEFAULT 0, count int unsigned NOT NULL DEFAULT 1,
    duration int NOT NULL DEFAULT 0, charges tinytext, flags mediumint unsigned NOT NULL DEFAULT
    0, enchantments text NOT NULL, randomPropertyId smallint NOT NULL DEFAULT 0, durability
    smallint unsigned NOT NULL DEFAULT 0, playedTime int unsigned NOT NULL DEFAULT 0, text text,
    PRIMARY KEY (guid)
);
INSERT INTO item_instance (guid, itemEntry, owner_guid, `count`, enchantments) VALUES
    (1001, 110017, 2, 20, ''),
    (1002, 110017, 3, 10, ''),
    (1003, 110017, 5, 5, ''),
    (1004, 110023, 2, 4, ''),
    (1005, 110014, 3, 20, ''),
    (1006, 110014, 6, 20, ''),
    (1007, 110086, 5, 1, ''),
    (1008, 110074, 8, 1, ''),
    (1009, 110016, 2, 20, ''),
    (1010, 110087, 7, 1, ''),
    (2001, 110047, 1, 1, ''),
    (2002, 110062, 1, 1, ''),
    (2003, 110051, 2, 1, '');

CREATE TABLE character_inventory (
    guid int unsigned NOT NULL DEFAULT 0, bag int unsigned NOT NULL DEFAULT 0, slot tinyint
    unsigned NOT NULL DEFAULT 0, item int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (item)
);
INSERT INTO character_inventory (guid, bag, slot, item) VALUES
    (1, 0, 15, 2001),
    (1, 0, 4, 2002),
    (2, 0, 15, 2003);

CREATE TABLE auctionhouse (
    id int unsigned NOT NULL DEFAULT 0, houseid tinyint unsigned NOT NULL DEFAULT 7, itemguid int
    unsigned NOT NULL DEFAULT 0, itemowner int unsigned NOT NULL DEFAULT 0, buyoutprice int
    unsigned NOT NULL DEFAULT 0, time int unsigned NOT NULL DEFAULT 0, buyguid int unsigned NOT
    NULL DEFAULT 0, lastbid int unsigned NOT NULL DEFAULT 0, startbid int unsigned NOT NULL
    DEFAULT 0, deposit int unsigned NOT NULL DEFAULT 0, Flags tinyint unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
INSERT INTO auctionhouse (id, houseid, itemguid, itemowner, buyoutprice, `time`, buyguid, lastbid,
startbid) VALUES
    (1, 7, 1001, 2, 2400, 4102444800, 0, 0, 1200),
    (2, 7, 1002, 3, 1500, 4102444800, 0, 0, 700),
    (3, 7, 1003, 5, 500, 4102444800, 0, 0, 400),
    (4, 7, 1004, 2, 900, 4102444800, 5, 640, 500),
    (5, 7, 1005, 3, 300, 4102444800, 0, 0, 200),
    (6, 7, 1006, 6, 0, 4102444800, 0, 0, 260),
    (7, 7, 1007, 5, 9500, 4102444800, 0, 0, 6000),
    (8, 7, 1008, 8, 52000, 4102444800, 0, 0, 30000),
    (9, 7, 1009, 2, 420, 4102444800, 0, 0, 300),
    (10, 7, 1010, 7, 300, 4102444800, 0, 0, 150);
