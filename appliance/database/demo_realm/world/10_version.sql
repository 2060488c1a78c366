-- Which realm this is.

CREATE TABLE version (
    core_version varchar(255) NOT NULL DEFAULT '', core_revision varchar(120),
    db_version varchar(120), cache_id int DEFAULT 0, PRIMARY KEY (core_version)
);

CREATE TABLE updates (
    name varchar(200) NOT NULL, hash char(40) DEFAULT '',
    state varchar(8) NOT NULL DEFAULT 'RELEASED',
    timestamp timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, speed int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
);

INSERT INTO version (core_version, core_revision, db_version, cache_id) VALUES
('trinitycore-mcp demo realm', 'demo', 'demo 1', 1);

INSERT INTO updates (name, hash, state, timestamp, speed) VALUES
('2020_01_01_00_world_demo.sql', '0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C', 'ARCHIVED',
    '2020-01-01 12:00:00', 3),
('2020_02_01_00_world_demo_lanterns.sql', '1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D', 'RELEASED',
    '2020-02-01 12:00:00', 5);
