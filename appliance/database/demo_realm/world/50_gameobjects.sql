-- Game objects: boards, lanterns, herbs, ore, chests, doors and a bell.

CREATE TABLE gameobject_template (
    entry int unsigned NOT NULL DEFAULT 0, type tinyint unsigned NOT NULL DEFAULT 0,
    displayId int unsigned NOT NULL DEFAULT 0, name varchar(100) NOT NULL DEFAULT '',
    IconName varchar(100) NOT NULL DEFAULT '', castBarCaption varchar(100) NOT NULL DEFAULT '',
    unk1 varchar(100) NOT NULL DEFAULT '', size float NOT NULL DEFAULT 1,
    Data0 int unsigned NOT NULL DEFAULT 0, Data1 int NOT NULL DEFAULT 0,
    Data2 int unsigned NOT NULL DEFAULT 0, Data3 int unsigned NOT NULL DEFAULT 0,
    Data4 int unsigned NOT NULL DEFAULT 0, Data5 int unsigned NOT NULL DEFAULT 0,
    Data6 int NOT NULL DEFAULT 0, Data7 int unsigned NOT NULL DEFAULT 0,
    Data8 int unsigned NOT NULL DEFAULT 0, Data9 int unsigned NOT NULL DEFAULT 0,
    Data10 int unsigned NOT NULL DEFAULT 0, Data11 int unsigned NOT NULL DEFAULT 0,
    Data12 int unsigned NOT NULL DEFAULT 0, Data13 int unsigned NOT NULL DEFAULT 0,
    Data14 int unsigned NOT NULL DEFAULT 0, Data15 int unsigned NOT NULL DEFAULT 0,
    Data16 int unsigned NOT NULL DEFAULT 0, Data17 int unsigned NOT NULL DEFAULT 0,
    Data18 int unsigned NOT NULL DEFAULT 0, Data19 int unsigned NOT NULL DEFAULT 0,
    Data20 int unsigned NOT NULL DEFAULT 0, Data21 int unsigned NOT NULL DEFAULT 0,
    Data22 int unsigned NOT NULL DEFAULT 0, Data23 int unsigned NOT NULL DEFAULT 0,
    AIName char(64) NOT NULL DEFAULT '', ScriptName varchar(64) NOT NULL DEFAULT '',
    StringId varchar(64), VerifiedBuild int, PRIMARY KEY (entry)
);

CREATE TABLE gameobject_template_addon (
    entry int unsigned NOT NULL DEFAULT 0, faction smallint unsigned NOT NULL DEFAULT 0,
    flags int unsigned NOT NULL DEFAULT 0, mingold int unsigned NOT NULL DEFAULT 0,
    maxgold int unsigned NOT NULL DEFAULT 0, artkit0 int NOT NULL DEFAULT 0,
    artkit1 int NOT NULL DEFAULT 0, artkit2 int NOT NULL DEFAULT 0,
    artkit3 int NOT NULL DEFAULT 0, PRIMARY KEY (entry)
);

CREATE TABLE gameobject_template_locale (
    entry int unsigned NOT NULL DEFAULT 0, locale varchar(4) NOT NULL, name mediumtext,
    castBarCaption mediumtext, VerifiedBuild int, PRIMARY KEY (entry, locale)
);

CREATE TABLE gameobject_questitem (
    GameObjectEntry int unsigned NOT NULL DEFAULT 0, Idx int unsigned NOT NULL DEFAULT 0,
    ItemId int unsigned NOT NULL DEFAULT 0, VerifiedBuild int, PRIMARY KEY (GameObjectEntry, Idx)
);

CREATE TABLE gameobject (
    guid int unsigned NOT NULL, id int unsigned NOT NULL DEFAULT 0,
    map smallint unsigned NOT NULL DEFAULT 0, zoneId smallint unsigned NOT NULL DEFAULT 0,
    areaId smallint unsigned NOT NULL DEFAULT 0, spawnMask tinyint unsigned NOT NULL DEFAULT 1,
    phaseMask int unsigned NOT NULL DEFAULT 1, position_x float NOT NULL DEFAULT 0,
    position_y float NOT NULL DEFAULT 0, position_z float NOT NULL DEFAULT 0,
    orientation float NOT NULL DEFAULT 0, rotation0 float NOT NULL DEFAULT 0,
    rotation1 float NOT NULL DEFAULT 0, rotation2 float NOT NULL DEFAULT 0,
    rotation3 float NOT NULL DEFAULT 0, spawntimesecs int NOT NULL DEFAULT 0,
    animprogress tinyint unsigned NOT NULL DEFAULT 0, state tinyint unsigned NOT NULL DEFAULT 0,
    ScriptName char(64) DEFAULT '', StringId varchar(64), VerifiedBuild int, PRIMARY KEY (guid)
);
CREATE INDEX ix_gameobject_id ON gameobject (id);
CREATE INDEX ix_gameobject_map ON gameobject (map);

CREATE TABLE gameobject_addon (
    guid int unsigned NOT NULL DEFAULT 0, parent_rotation0 float NOT NULL DEFAULT 0,
    parent_rotation1 float NOT NULL DEFAULT 0, parent_rotation2 float NOT NULL DEFAULT 0,
    parent_rotation3 float NOT NULL DEFAULT 1,
    invisibilityType tinyint unsigned NOT NULL DEFAULT 0,
    invisibilityValue int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (guid)
);

CREATE TABLE gameobject_overrides (
    spawnId int unsigned NOT NULL DEFAULT 0, faction smallint unsigned NOT NULL DEFAULT 0,
    flags int unsigned NOT NULL DEFAULT 0, PRIMARY KEY (spawnId)
);

CREATE TABLE transports (
    guid int unsigned NOT NULL, entry int unsigned NOT NULL DEFAULT 0, name mediumtext,
    ScriptName char(64) NOT NULL DEFAULT '', PRIMARY KEY (guid)
);
CREATE UNIQUE INDEX uq_transports_entry ON transports (entry);

-- Types: 0 door, 1 button, 2 quest giver, 3 chest, 10 goober, 25 fishing hole
INSERT INTO gameobject_template (entry, type, displayId, name, castBarCaption, Data0, Data1,
    Data2, Data3, Data4, Data5, Data8, Data9, Data10, AIName) VALUES
(130001, 2, 80001, 'Notice Board', '', 0, 9601, 0, 0, 0, 0, 0, 0, 0, ''),
(130002, 10, 80002, 'Lantern of the North Gate', 'Lighting', 9001, 120005, 0, 30000, 0, 0, 0, 0, 140018, ''),
(130003, 10, 80003, 'Lantern of the Quay', 'Lighting', 9001, 120005, 0, 30000, 0, 0, 0, 0, 140018, ''),
(130004, 10, 80004, 'Lantern of the Old Mill', 'Lighting', 9001, 120005, 0, 30000, 0, 0, 0, 0, 140018, ''),
(130005, 3, 80005, 'Wild Beehive', 'Scooping', 9002, 130005, 0, 1, 0, 0, 120004, 0, 0, ''),
(130006, 3, 80006, 'Wispleaf', '', 9004, 130006, 0, 1, 0, 0, 0, 5, 0, ''),
(130007, 3, 80007, 'Moonthimble', '', 9004, 130007, 0, 1, 0, 0, 0, 10, 0, ''),
(130008, 3, 80008, 'Brindle Vein', '', 9005, 130008, 0, 1, 2, 4, 0, 5, 0, ''),
(130009, 3, 80009, 'Weathered Chest', 'Prying open', 9006, 130009, 0, 1, 0, 0, 0, 0, 0, ''),
(130010, 3, 80010, 'Baron''s Strongbox', '', 9003, 130010, 0, 1, 0, 0, 0, 0, 0, ''),
(130011, 19, 80011, 'Puddlewick Postbox', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, ''),
(130012, 2, 80012, 'Shrine of the Lantern', '', 0, 9602, 0, 0, 0, 0, 0, 0, 0, ''),
(130013, 8, 80013, 'Soup Fire', '', 4, 10, 0, 0, 0, 0, 0, 0, 0, ''),
(130014, 0, 80014, 'Cellar Door', '', 0, 9007, 0, 0, 0, 0, 0, 0, 0, ''),
(130015, 1, 80015, 'Rusted Lever', '', 0, 9001, 5000, 0, 0, 0, 0, 0, 0, ''),
(130016, 7, 80016, 'Wobbly Bench', '', 3, 1, 0, 0, 0, 0, 0, 0, 0, ''),
(130017, 25, 80017, 'School of Mudfin', '', 20, 130017, 2, 4, 9008, 0, 0, 0, 0, ''),
(130018, 6, 80018, 'Thornfoot Bonfire', '', 0, 1, 4, 140071, 0, 3, 0, 0, 0, ''),
(130019, 9, 80019, 'Keepers'' Memorial', '', 9006, 0, 0, 0, 0, 0, 0, 0, 0, ''),
(130020, 23, 80020, 'Waiting Stone', '', 12, 83, 9041, 0, 0, 0, 0, 0, 0, ''),
(130021, 5, 80021, '🏮 Feast Table', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, ''),
(130022, 10, 80022, 'Alarm Bell', 'Ringing', 9001, 0, 0, 10000, 0, 0, 0, 0, 0, 'SmartGameObjectAI'),
(130023, 3, 80023, 'Baron''s Gilded Strongbox', '', 9003, 130023, 0, 1, 0, 0, 0, 0, 0, ''),
(130024, 3, 80024, 'Sunken Crate', 'Prying open', 9006, 130009, 0, 1, 0, 0, 0, 0, 0, '');

INSERT INTO gameobject_template_addon (entry, faction, flags, mingold, maxgold) VALUES
(130002, 0, 4, 0, 0),
(130003, 0, 4, 0, 0),
(130004, 0, 4, 0, 0),
(130005, 0, 4, 0, 0),
(130009, 0, 0, 15, 60),
(130010, 0, 2, 900, 1600),
(130014, 0, 34, 0, 0),
(130018, 14, 0, 0, 0),
(130023, 0, 2, 52000, 78000),
(130024, 0, 0, 10, 45);

INSERT INTO gameobject_template_locale (entry, locale, name, castBarCaption) VALUES
(130001, 'deDE', 'Anschlagbrett', ''),
(130001, 'frFR', 'Tableau d''affichage', ''),
(130001, 'ruRU', 'Доска объявлений', ''),
(130002, 'deDE', 'Laterne des Nordtors', 'Anzünden'),
(130002, 'frFR', 'Lanterne de la porte nord', 'Allumage'),
(130002, 'ruRU', 'Фонарь северных ворот', 'Зажигание'),
(130005, 'deDE', 'Wilder Bienenstock', ''),
(130005, 'frFR', 'Ruche sauvage', ''),
(130005, 'ruRU', 'Дикий улей', ''),
(130006, 'deDE', 'Irrlichtblatt', ''),
(130006, 'frFR', 'Feuille-follette', ''),
(130006, 'ruRU', 'Лист блуждающего огонька', ''),
(130008, 'deDE', 'Scheckerzader', ''),
(130008, 'frFR', 'Filon de bringé', ''),
(130008, 'ruRU', 'Пестрая жила', ''),
(130009, 'deDE', 'Verwitterte Truhe', ''),
(130009, 'frFR', 'Coffre patiné', ''),
(130009, 'ruRU', 'Потрёпанный сундук', ''),
(130012, 'deDE', 'Schrein der Laterne', ''),
(130012, 'frFR', 'Autel de la lanterne', ''),
(130012, 'ruRU', 'Святилище фонаря', ''),
(130022, 'deDE', 'Alarmglocke', ''),
(130022, 'frFR', 'Cloche d''alarme', ''),
(130022, 'ruRU', 'Тревожный колокол', '');

INSERT INTO gameobject_questitem (GameObjectEntry, Idx, ItemId) VALUES
(130005, 0, 110035);

INSERT INTO gameobject (guid, id, map, zoneId, areaId, spawnMask, position_x, position_y,
    position_z, orientation, rotation2, rotation3, spawntimesecs, animprogress, state) VALUES
(190001, 130001, 900, 9010, 9011, 1, 1000.4, 1017.9, 41.6, 1.57, 0.70683, 0.70739, 300, 100, 1),
(190002, 130002, 900, 9010, 9011, 1, 1001.5, 1060.2, 42.1, 0, 0, 1, 300, 100, 1),
(190003, 130003, 900, 9020, 9021, 1, 1603.8, 412.4, 6.9, 0, 0, 1, 300, 100, 1),
(190004, 130004, 900, 9010, 9013, 1, 905.1, 1077.7, 44.8, 0, 0, 1, 300, 100, 1),
(190005, 130005, 900, 9030, 0, 1, 1256.43, 1175.76, 55.7, 1.4621, 0.66767, 0.74446, 120, 100, 1),
(190006, 130005, 900, 9030, 0, 1, 1266.41, 1180.73, 52.74, 1.6074, 0.71993, 0.69405, 120, 100, 1),
(190007, 130005, 900, 9030, 0, 1, 1288.38, 1217.74, 52.38, 0.9527, 0.45853, 0.88868, 120, 100, 1),
(190008, 130005, 900, 9030, 0, 1, 1191.32, 1220.74, 54.77, 0.1315, 0.0657, 0.99784, 120, 100, 1),
(190009, 130005, 900, 9030, 0, 1, 1351.79, 1248.66, 54.62, 1.9329, 0.82286, 0.56824, 120, 100, 1),
(190010, 130005, 900, 9030, 0, 1, 1203.35, 1077.7, 54.11, 0.187, 0.09336, 0.99563, 120, 100, 1),
(190011, 130006, 900, 9030, 0, 1, 1157.06, 1112.58, 51.12, 1.4568, 0.66566, 0.74626, 900, 100, 1),
(190012, 130006, 900, 9030, 0, 1, 1232.16, 1292.73, 53.08, 2.0105, 0.8443, 0.53587, 900, 100, 1),
(190013, 130006, 900, 9030, 0, 1, 1249.93, 1238.73, 52.83, 0.8734, 0.42297, 0.90615, 900, 100, 1),
(190014, 130006, 900, 9030, 0, 1, 1399.3, 1338.71, 54.36, 2.2225, 0.89626, 0.44353, 900, 100, 1),
(190015, 130006, 900, 9030, 0, 1, 1194.58, 1108.9, 52.16, 0.2205, 0.11003, 0.99393, 900, 100, 1),
(190016, 130006, 900, 9030, 0, 1, 1329.89, 1160.12, 54.39, 1.2137, 0.57026, 0.82146, 900, 100, 1),
(190017, 130007, 900, 9030, 9032, 1, 1184.97, 1471.68, 43, 0.6585, 0.32334, 0.94628, 1200, 100, 1),
(190018, 130007, 900, 9030, 9032, 1, 1179.23, 1426.4, 46.92, 1.2479, 0.58425, 0.81157, 1200, 100, 1),
(190019, 130007, 900, 9030, 9032, 1, 1078.76, 1445.53, 46.11, 0.8471, 0.411, 0.91164, 1200, 100, 1),
(190020, 130007, 900, 9030, 9032, 1, 1080.46, 1409.91, 46.86, 2.3802, 0.92841, 0.37155, 1200, 100, 1),
(190021, 130008, 900, 9030, 9031, 1, 1303.6, 1239.28, 58.4, 0.1881, 0.09389, 0.99558, 1200, 100, 1),
(190022, 130008, 900, 9030, 9031, 1, 1439.4, 1225.54, 60.24, 1.4049, 0.6461, 0.76326, 1200, 100, 1),
(190023, 130008, 900, 9030, 9031, 1, 1318.14, 1336.38, 58.52, 2.0213, 0.84717, 0.53132, 1200, 100, 1),
(190024, 130008, 900, 9030, 9031, 1, 1303.3, 1274.15, 58.85, 0.8472, 0.41102, 0.91162, 1200, 100, 1),
(190025, 130008, 900, 9030, 9031, 1, 1474.19, 1350.68, 59.22, 2.7785, 0.98356, 0.18056, 1200, 100, 1),
(190026, 130009, 900, 9030, 9031, 1, 1409.3, 1335.8, 65.2, 2.1, 0.86742, 0.49757, 1800, 100, 1),
(190027, 130009, 900, 9030, 9032, 1, 1099.5, 1461.7, 43.8, 0.4, 0.19867, 0.98007, 1800, 100, 1),
(190028, 130024, 900, 9020, 9022, 1, 1668.2, 351.4, -1.5, 1, 0.47943, 0.87758, 1800, 100, 1),
(190029, 130010, 901, 9040, 9041, 1, 221.9, -11.6, -27.4, 3.1, 0.99978, 0.02079, 86400, 100, 1),
(190030, 130023, 901, 9040, 9041, 2, 221.9, -11.6, -27.4, 3.1, 0.99978, 0.02079, 86400, 100, 1),
(190031, 130011, 900, 9010, 9011, 1, 1013, 1014, 41.5, 0.8, 0.38942, 0.92106, 300, 100, 1),
(190032, 130011, 900, 9020, 9021, 1, 1586, 417, 7.5, 0.8, 0.38942, 0.92106, 300, 100, 1),
(190033, 130012, 900, 9020, 9021, 1, 1573.4, 434.8, 12.6, 2.2, 0.89121, 0.4536, 300, 100, 1),
(190034, 130013, 900, 9010, 9011, 1, 1017.2, 1001.8, 41.3, 0, 0, 1, 300, 100, 1),
(190035, 130014, 901, 9040, 9041, 3, 196.3, -4.5, -26.1, 3.05, 0.99895, 0.04578, 7200, 100, 1),
(190036, 130015, 901, 9040, 9041, 3, 190.8, 3.7, -25.2, 1.1, 0.52269, 0.85252, 7200, 100, 1),
(190037, 130016, 900, 9010, 9011, 1, 1010.2, 1005.1, 41.7, 1.2, 0.56464, 0.82534, 300, 100, 1),
(190038, 130016, 900, 9010, 9011, 1, 1012.8, 1005.1, 41.7, 1.2, 0.56464, 0.82534, 300, 100, 1),
(190039, 130017, 900, 9020, 9022, 1, 1650.64, 345.66, 0.42, 2.0154, 0.8456, 0.53382, 600, 100, 1),
(190040, 130017, 900, 9020, 9022, 1, 1644.02, 381.36, -2.15, 0.811, 0.39447, 0.91891, 600, 100, 1),
(190041, 130017, 900, 9020, 9022, 1, 1684.36, 341.74, -1.81, 0.2305, 0.11498, 0.99337, 600, 100, 1),
(190042, 130018, 900, 9030, 9031, 1, 1421.4, 1318.2, 65.1, 0, 0, 1, 0, 100, 1),
(190043, 130019, 900, 9020, 9021, 1, 1570.1, 436.2, 12.9, 4.4, 0.8085, -0.5885, 300, 100, 1),
(190044, 130020, 900, 9030, 9032, 1, 1118.6, 1462.4, 44.2, 0, 0, 1, 300, 100, 1),
(190045, 130021, 900, 9010, 9011, 1, 1004.2, 1023.9, 41.6, 0.7, 0.3429, 0.93937, 300, 100, 1),
(190046, 130021, 900, 9020, 9021, 1, 1583.9, 419.9, 7.6, 0.2, 0.09983, 0.995, 300, 100, 1),
(190047, 130022, 900, 9010, 9011, 1, 1003.3, 1046.1, 43.2, 0, 0, 1, 300, 100, 1);

INSERT INTO gameobject_addon (guid, parent_rotation3, invisibilityType, invisibilityValue) VALUES
(190027, 1, 0, 0),
(190028, 1, 0, 0);

INSERT INTO gameobject_overrides (spawnId, faction, flags) VALUES
(190047, 35, 0);
