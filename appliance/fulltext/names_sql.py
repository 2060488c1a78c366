"""The statements of the index of names (SQLite with FTS5)."""

from __future__ import annotations

TABLES = """
PRAGMA temp_store = MEMORY;
CREATE TABLE texts (id INTEGER PRIMARY KEY, folded TEXT, shown TEXT, kinds INTEGER);
CREATE VIRTUAL TABLE grams USING fts5(
    folded, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab('grams', 'row');
CREATE TABLE counts (gram TEXT PRIMARY KEY, texts INTEGER) WITHOUT ROWID;
CREATE TABLE names (kind INTEGER, id INTEGER, locale INTEGER, text INTEGER,
    PRIMARY KEY (kind, id, locale)) WITHOUT ROWID;
ATTACH ':memory:' AS staging;
CREATE TABLE staging.given (kind INTEGER, id INTEGER, locale INTEGER, shown TEXT, folded TEXT);
"""
"""Sorting stays in memory too: a folder for temporary files may be full or closed to us."""
TEXTS = """
INSERT INTO texts (folded, shown, kinds)
SELECT folded, shown, sum(DISTINCT 1 << kind) FROM staging.given GROUP BY folded, shown
ORDER BY length(folded), folded, shown
"""
TEXTS_INDEX = "CREATE INDEX texts_folded ON texts (folded)"
NAMES = """
INSERT OR REPLACE INTO names SELECT given.kind, given.id, given.locale, texts.id
FROM staging.given AS given JOIN texts ON texts.folded = given.folded AND texts.shown = given.shown
WHERE given.kind = ? ORDER BY given.kind, given.id, given.locale, given.rowid
"""
DROP_SAME_AS_BASE = """
DELETE FROM names WHERE kind = ? AND locale > 0 AND EXISTS (
    SELECT 1 FROM names AS base WHERE base.kind = names.kind AND base.id = names.id
    AND base.locale = 0 AND base.text = names.text)
"""
GRAMS = """
INSERT INTO grams (rowid, folded)
SELECT id, ' ' || folded || CASE WHEN substr(folded, -1) >= ? THEN '  ' ELSE ' ' END
FROM texts WHERE id > ? AND id <= ?
"""
NAMES_INDEX = "CREATE INDEX names_text ON names (text)"
OPTIMIZE = "INSERT INTO grams (grams) VALUES ('optimize')"
COUNT_GRAMS = "INSERT INTO counts SELECT term, doc FROM vocabulary"
LENGTHS = "SELECT length(folded), min(id), max(id) FROM texts GROUP BY 1"
SIZE = """
SELECT (SELECT count(*) FROM names), page_count * page_size
FROM pragma_page_count, pragma_page_size
"""
HITS = """
SELECT rowid AS id, ? AS weight FROM grams WHERE grams MATCH ? AND rowid BETWEEN ? AND ?
"""
BEST = """
SELECT texts.id, texts.folded FROM (
    SELECT id, sum(weight) AS weight FROM ({hits}) GROUP BY id) AS hits
CROSS JOIN texts ON texts.id = hits.id WHERE texts.kinds & ?
ORDER BY hits.weight DESC, hits.id LIMIT ?
"""
BEGINNING = """
SELECT id, folded FROM texts WHERE folded >= ? AND folded < ? AND kinds & ? ORDER BY id LIMIT ?
"""
COUNTS = "SELECT texts, gram FROM counts WHERE gram BETWEEN ? AND ? LIMIT ?"
EXACTLY = "SELECT id, folded FROM texts WHERE folded = ? AND kinds & ? ORDER BY id LIMIT ?"
NAMED = """
SELECT kind, id, locale FROM names WHERE text = ? AND (1 << kind) & ? ORDER BY kind, id LIMIT ?
"""
SHOWN = """
SELECT texts.shown FROM names JOIN texts ON texts.id = names.text
WHERE names.kind = ? AND names.id = ? AND names.locale IN (0, ?) ORDER BY names.locale DESC LIMIT 1
"""
ANY = """
SELECT names.locale, texts.shown FROM names JOIN texts ON texts.id = names.text
WHERE names.kind = ? AND names.id = ? ORDER BY names.locale = ? DESC, names.locale LIMIT 1
"""
TEXT = "SELECT shown FROM texts WHERE id = ?"
