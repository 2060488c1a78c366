"""A realm of three small schemas with everything a schema can hold, and its three accounts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from appliance.settings.backup import BackupSettings
from appliance.settings.model import DatabaseSettings, Settings
from tests.support.servers import SqlServer

KEEPER, PROVER, OWNER = "keeper", "prover", "owner"
PASSWORD = "a 'secret'"

AUTH = """
CREATE TABLE account (id INT PRIMARY KEY AUTO_INCREMENT, username VARCHAR(32) NOT NULL,
    salt BINARY(4), reg_mail TEXT) DEFAULT CHARSET utf8mb4;
INSERT INTO account VALUES (1, 'ARTHAS', x'00ff2701', 'a@example'), (2, 'Ünïcode 😀', NULL, '');
CREATE TABLE updates (name VARCHAR(200) PRIMARY KEY, timestamp TIMESTAMP NOT NULL);
INSERT INTO updates VALUES ('2026_01_01_00_auth.sql', '2026-01-01 00:00:00');
CREATE TABLE logs (time INT, string TEXT);
INSERT INTO logs VALUES (1, 'a line');
"""
CHARACTERS = """
CREATE TABLE characters (guid INT PRIMARY KEY, name VARCHAR(12), position_x FLOAT, online TINYINT)
    DEFAULT CHARSET utf8mb4;
INSERT INTO characters VALUES (1, 'Thrall', 6266.58984375, 0), (2, 'Jaina', -0.1, 0);
CREATE TABLE changes (guid INT, at INT) DEFAULT CHARSET utf8mb4;
CREATE VIEW names AS SELECT name FROM characters;
CREATE TRIGGER remember AFTER UPDATE ON characters FOR EACH ROW
    INSERT INTO changes VALUES (NEW.guid, 0);
CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;
CREATE EVENT tidy ON SCHEDULE EVERY 1 DAY DO DELETE FROM changes;
"""
WORLD = """
CREATE TABLE version (core_version VARCHAR(120), db_version VARCHAR(120));
INSERT INTO version VALUES ('TrinityCore', 'TDB 335.25101');
CREATE TABLE creature (guid INT PRIMARY KEY, id INT, position_x FLOAT, name VARCHAR(40))
    DEFAULT CHARSET latin1;
INSERT INTO creature WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 500)
    SELECT n, n MOD 17, n / 3, CONCAT('Fürst ', n) FROM s;
"""
SCHEMAS = {"auth": AUTH, "characters": CHARACTERS, "world": WORLD}


def create_realm(server: SqlServer, prefix: str = "") -> dict[str, str]:
    """Create the schemas anew and, once, the accounts; returns the schemas by role."""
    names = {role: f"{prefix}{role}" for role in SCHEMAS}
    for role, name in names.items():
        server.run(
            f"DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}` CHARACTER SET utf8mb4"
        )
        server.run(SCHEMAS[role], name)
    quoted = PASSWORD.replace("'", "''")
    for user in (KEEPER, PROVER, OWNER):
        server.run(f"CREATE USER IF NOT EXISTS {user}@'%' IDENTIFIED BY '{quoted}'")
    server.run(
        f"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO {KEEPER}@'%';"
        rf"GRANT ALL PRIVILEGES ON `mcp\_scratch\_%`.* TO {PROVER}@'%';"
        f"GRANT ALL PRIVILEGES ON *.* TO {OWNER}@'%' WITH GRANT OPTION"
    )
    if server.engine == "mysql":
        server.run(f"GRANT BACKUP_ADMIN ON *.* TO {KEEPER}@'%'")
    return names


ONCE = {"schedule": "366d", "world_schedule": "366d"}
"""One backup at the start and none after: no slot may begin while a test counts backups."""


def values(
    server: SqlServer, repository: Path, names: Mapping[str, str], **backup: Any
) -> dict[str, Any]:
    """The settings of that realm by dotted key."""
    return {
        "database.host": "127.0.0.1",
        "database.port": server.port,
        "database.user": KEEPER,
        "database.password": PASSWORD,
        "database.auth": names["auth"],
        "database.characters": names["characters"],
        "database.world": names["world"],
        "database.hotfixes": "hotfixes_that_are_not_there",
        "backup.repository": str(repository),
        "backup.scratch_user": PROVER,
        "backup.scratch_password": PASSWORD,
        "backup.min_free_bytes": 0,
        "backup.jitter_s": 0,
    } | {f"backup.{key}": value for key, value in backup.items()}


def settings_of(
    server: SqlServer, repository: Path, names: Mapping[str, str], **backup: Any
) -> Settings:
    """The settings of that realm."""
    sections: dict[str, dict[str, Any]] = {"database": {}, "backup": {}}
    for key, value in values(server, repository, names, **backup).items():
        section, _, field = key.partition(".")
        secret = field.endswith("password")
        sections[section][field] = SecretStr(value) if secret else value
    return Settings(
        database=DatabaseSettings(**sections["database"]),
        backup=BackupSettings(**sections["backup"]),
    )
