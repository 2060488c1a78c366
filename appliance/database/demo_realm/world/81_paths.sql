-- Paths: waypoint_data for spawns (guid times ten), waypoints for SmartAI.

CREATE TABLE waypoint_data (
    id int unsigned NOT NULL DEFAULT 0, point int unsigned NOT NULL DEFAULT 0,
    position_x float NOT NULL DEFAULT 0, position_y float NOT NULL DEFAULT 0,
    position_z float NOT NULL DEFAULT 0, orientation float, delay int unsigned NOT NULL DEFAULT 0,
    move_type int NOT NULL DEFAULT 0, action int NOT NULL DEFAULT 0,
    action_chance smallint NOT NULL DEFAULT 100, wpguid int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (id, point)
);

CREATE TABLE waypoints (
    entry int unsigned NOT NULL DEFAULT 0, pointid int unsigned NOT NULL DEFAULT 0,
    position_x float NOT NULL DEFAULT 0, position_y float NOT NULL DEFAULT 0,
    position_z float NOT NULL DEFAULT 0, orientation float, delay int unsigned NOT NULL DEFAULT 0,
    point_comment mediumtext, PRIMARY KEY (entry, pointid)
);

CREATE TABLE waypoint_scripts (
    id int unsigned NOT NULL DEFAULT 0, delay int unsigned NOT NULL DEFAULT 0,
    command int unsigned NOT NULL DEFAULT 0, datalong int unsigned NOT NULL DEFAULT 0,
    datalong2 int unsigned NOT NULL DEFAULT 0, dataint int unsigned NOT NULL DEFAULT 0,
    x float NOT NULL DEFAULT 0, y float NOT NULL DEFAULT 0, z float NOT NULL DEFAULT 0,
    o float NOT NULL DEFAULT 0, guid int NOT NULL DEFAULT 0,
    Comment varchar(255) NOT NULL DEFAULT '', PRIMARY KEY (guid)
);

INSERT INTO waypoint_data (id, point, position_x, position_y, position_z, orientation, delay,
    move_type, action, action_chance) VALUES
(1800280, 1, 1012.3, 995.4, 41.4, NULL, 0, 0, 0, 100),
(1800280, 2, 1004.1, 1018.8, 41.8, NULL, 15000, 0, 9001, 100),
(1800280, 3, 1003.6, 1046.9, 42.7, NULL, 0, 0, 0, 100),
(1800280, 4, 1004.1, 1018.8, 41.8, NULL, 0, 0, 0, 100),
(1800280, 5, 1012.3, 995.4, 41.4, NULL, 30000, 0, 0, 100),
(1800280, 6, 1003.9, 968.2, 42, NULL, 0, 0, 0, 100),
(1800460, 1, 1592.4, 396.8, 6.2, NULL, 0, 0, 0, 100),
(1800460, 2, 1609.7, 391.1, 5.1, NULL, 8000, 0, 0, 100),
(1800460, 3, 1598.3, 405.6, 6.4, NULL, 0, 0, 0, 100),
(1800830, 1, 1251.4, 1204.7, 53.8, NULL, 0, 1, 0, 100),
(1800830, 2, 1288.2, 1221.3, 55.2, NULL, 0, 1, 0, 100),
(1800830, 3, 1279.9, 1171.4, 52.4, NULL, 0, 1, 0, 100),
(1800830, 4, 1231.7, 1166.8, 51.9, NULL, 0, 1, 0, 100),
(1801070, 1, 1425.6, 1331.8, 67.2, NULL, 20000, 0, 0, 100),
(1801070, 2, 1417.2, 1322.9, 65.8, NULL, 0, 0, 0, 100),
(1801070, 3, 1408.9, 1331.1, 65.4, NULL, 0, 0, 0, 100);

INSERT INTO waypoints (entry, pointid, position_x, position_y, position_z, delay, point_comment) VALUES
(100047, 1, 1586.9, 408.8, 7.4, 0, 'Saltmere Courier - to Puddlewick'),
(100047, 2, 1489.3, 488.7, 15.1, 0, 'Saltmere Courier - to Puddlewick'),
(100047, 3, 1307.2, 664.5, 24.3, 0, 'Saltmere Courier - to Puddlewick'),
(100047, 4, 1172.8, 803.1, 31.6, 0, 'Saltmere Courier - to Puddlewick'),
(100047, 5, 1061.4, 942.7, 38.9, 0, 'Saltmere Courier - to Puddlewick'),
(100047, 6, 1017.4, 1004.9, 41.6, 0, 'Saltmere Courier - to Puddlewick');

INSERT INTO waypoint_scripts (id, delay, command, datalong, datalong2, dataint, guid, Comment) VALUES
(9001, 2, 1, 3, 0, 0, 9001, 'Tobias Trundle - wave at the green');
