"""A schema of everything a dump may get wrong, on MySQL and MariaDB."""

from __future__ import annotations

from pathlib import Path

from tests.support.servers import SqlServer

SCRIPT = Path(__file__).with_name("torture.sql")
_SESSION = b"SET NAMES utf8mb4; SET sql_mode='ALLOW_INVALID_DATES';\n"
_MARIADB = """
CREATE SEQUENCE numbered START WITH 5 INCREMENT BY 3 CACHE 10;
DO NEXTVAL(numbered); DO NEXTVAL(numbered);
CREATE TABLE by_sequence (id INT NOT NULL DEFAULT NEXTVAL(numbered) PRIMARY KEY, v INT);
INSERT INTO by_sequence (v) VALUES (1), (2);
CREATE TABLE addresses (id INT NOT NULL PRIMARY KEY, u UUID, i6 INET6, i4 INET4,
  squeezed TEXT COMPRESSED);
INSERT INTO addresses VALUES (1,'550e8400-e29b-41d4-a716-446655440000','2001:db8::1','10.0.0.1',
  REPEAT('squeezed ', 500)), (2,NULL,NULL,NULL,NULL);
CREATE TABLE remembered (id INT NOT NULL PRIMARY KEY, v INT) WITH SYSTEM VERSIONING;
INSERT INTO remembered VALUES (1,1),(2,2); UPDATE remembered SET v = 3; DELETE FROM remembered
  WHERE id = 2;
CREATE TABLE named_history (id INT NOT NULL PRIMARY KEY, v INT,
  since TIMESTAMP(6) GENERATED ALWAYS AS ROW START, until TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
  PERIOD FOR SYSTEM_TIME (since, until)) WITH SYSTEM VERSIONING;
INSERT INTO named_history (id, v) VALUES (1,1); UPDATE named_history SET v = 2;
CREATE TABLE aria_table (id INT NOT NULL PRIMARY KEY) ENGINE=Aria;
INSERT INTO aria_table VALUES (1);
SET sql_mode='ORACLE';
DELIMITER $$
CREATE PACKAGE tools AS FUNCTION one RETURN INT; END$$
CREATE PACKAGE BODY tools AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END; END$$
DELIMITER ;
"""
_MYSQL = """
CREATE TABLE expressed (id INT NOT NULL PRIMARY KEY, v VARCHAR(20), j JSON DEFAULT (JSON_ARRAY(1)),
  KEY lower_v ((LOWER(v))), KEY invisible (v) INVISIBLE) COLLATE utf8mb4_0900_as_cs;
INSERT INTO expressed (id, v) VALUES (1, 'Ü');
CREATE TABLE on_earth (id INT NOT NULL PRIMARY KEY, p POINT NOT NULL SRID 4326);
INSERT INTO on_earth VALUES (1, ST_GeomFromText('POINT(48.1 11.5)', 4326));
"""


def create_torture_schema(server: SqlServer, name: str) -> str:
    """Make the schema anew; returns its name."""
    server.run(
        f"DROP DATABASE IF EXISTS `{name}`;"
        f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
    )
    own = _MARIADB if server.engine == "mariadb" else _MYSQL
    all_bytes = ",".join(
        f"({byte},0x{byte:02X}5C{byte:02X},_latin1 0x{byte:02X}27{byte:02X})" for byte in range(256)
    )
    script = SCRIPT.read_bytes() + f"INSERT INTO all_bytes VALUES {all_bytes};\n".encode()
    # Objects remember their schema's collation of the moment they were made.
    script += (
        f"ALTER DATABASE `{name}` CHARACTER SET latin1 COLLATE latin1_swedish_ci;\n"
        "CREATE PROCEDURE in_latin (word VARCHAR(9)) SELECT word;\n"
        f"ALTER DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;\n"
    ).encode()
    server.run(_SESSION + script + own.encode(), name)
    return name
