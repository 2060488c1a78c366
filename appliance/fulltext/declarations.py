"""Classes of a source tree with their bases and members, and where methods are defined.

Plain functions of one connection: call them in a thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.fulltext.terms import likest

TABLES = """
CREATE TABLE classes (id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, name TEXT,
    qualified TEXT, kind TEXT, declaration TEXT, doc TEXT);
CREATE INDEX classes_by_name ON classes (name COLLATE NOCASE);
CREATE INDEX classes_by_file ON classes (file);
CREATE TABLE bases (class INTEGER, place INTEGER, name TEXT, PRIMARY KEY (class, place))
    WITHOUT ROWID;
CREATE TABLE members (id INTEGER PRIMARY KEY, class INTEGER, line INTEGER, kind TEXT, name TEXT,
    key TEXT, signature TEXT, access TEXT, flags TEXT, doc TEXT);
CREATE INDEX members_by_class ON members (class);
CREATE TABLE definitions (id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, owner TEXT,
    name TEXT, key TEXT);
CREATE INDEX definitions_by_owner ON definitions (owner, name);
CREATE INDEX definitions_by_file ON definitions (file);
"""
MOST_CLASSES = 20
"""Classes of one name that are looked at."""
_MATCHING = "class = ? AND (? IS NULL OR kind = ?) AND instr(lower(name), ?) > 0"


@dataclass(frozen=True, slots=True)
class Member:
    """A method, field or enumerator.

    `key` tells overloads apart: the types of a method's parameters and const. `flags` are words
    such as static and virtual. `doc` is the comment before it.
    """

    line: int
    kind: str
    name: str
    key: str
    signature: str
    access: str
    flags: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Class:
    """A class, struct, union or enum with a body; `bases` without template arguments."""

    line: int
    name: str
    qualified: str
    kind: str
    declaration: str
    doc: str = ""
    bases: Sequence[str] = ()
    members: Sequence[Member] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A method's body outside its class."""

    line: int
    owner: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Known:
    """A class of the index."""

    id: int
    name: str
    kind: str
    declaration: str
    doc: str
    path: str
    line: int
    members: int
    bases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member of a class of the index, and the file:line of its definition elsewhere."""

    line: int
    kind: str
    name: str
    signature: str
    access: str
    flags: str
    doc: str
    defined: tuple[str, int] | None


def put(
    connection: sqlite3.Connection,
    file: int,
    classes: Sequence[Class],
    definitions: Sequence[Definition],
) -> None:
    """Index what one file declares and defines."""
    for each in classes:
        row = (file, each.line, each.name, each.qualified, each.kind, each.declaration, each.doc)
        number = connection.execute(
            "INSERT INTO classes VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        connection.executemany(
            "INSERT INTO bases VALUES (?, ?, ?)",
            [(number, place, base) for place, base in enumerate(each.bases)],
        )
        connection.executemany(
            "INSERT INTO members VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, m.line, m.kind, m.name, m.key, m.signature, m.access, m.flags, m.doc)
                for m in each.members
            ],
        )
    connection.executemany(
        "INSERT INTO definitions VALUES (NULL, ?, ?, ?, ?, ?)",
        [(file, each.line, each.owner, each.name, each.key) for each in definitions],
    )


def remove(connection: sqlite3.Connection, file: int) -> None:
    """Take out what one file declares and defines."""
    for table in ("bases", "members"):
        connection.execute(
            f"DELETE FROM {table} WHERE class IN (SELECT id FROM classes WHERE file = ?)", (file,)
        )
    connection.execute("DELETE FROM classes WHERE file = ?", (file,))
    connection.execute("DELETE FROM definitions WHERE file = ?", (file,))


def find(connection: sqlite3.Connection, name: str) -> list[Known]:
    """The classes of a name, `Outer::Inner` or plain: headers and those with most members first.

    Upper and lower case are one; where a class is spelt just so, only those are returned.
    """
    plain = name.rpartition("::")[2]
    rows = connection.execute(
        "SELECT classes.id, qualified, kind, declaration, doc, path, line, "
        "(SELECT count(*) FROM members WHERE class = classes.id) AS members "
        "FROM classes JOIN files ON files.id = classes.file WHERE classes.name = ? COLLATE NOCASE "
        "ORDER BY path LIKE '%.cpp', members DESC, path, line LIMIT ?",
        (plain, 10 * MOST_CLASSES),
    ).fetchall()
    ending = f"::{name.strip(':')}"
    folded = [row for row in rows if f"::{row[1]}".casefold().endswith(ending.casefold())]
    exact = [row for row in folded if f"::{row[1]}".endswith(ending)]
    return [Known(*[*row, _bases(connection, row[0])]) for row in (exact or folded)[:MOST_CLASSES]]


def ancestors(connection: sqlite3.Connection, known: Known) -> list[Known]:
    """The bases of a class, theirs, and so on: nearest first, each once."""
    found: dict[int, Known] = {}
    front = [known]
    while front and len(found) < MOST_CLASSES:
        names = [base for each in front for base in each.bases]
        front = [each for name in names for each in find(connection, name)[:1]]
        front = [each for each in front if each.id not in found and each.id != known.id]
        found |= {each.id: each for each in front}
    return list(found.values())


def _bases(connection: sqlite3.Connection, class_id: int) -> list[str]:
    rows = connection.execute("SELECT name FROM bases WHERE class = ? ORDER BY place", (class_id,))
    return [row[0] for row in rows]


def derived(connection: sqlite3.Connection, name: str, limit: int) -> tuple[list[str], int]:
    """The first `limit` classes, by name, with the plain `name` as a base; how many there are."""
    rows = connection.execute(
        "SELECT DISTINCT qualified FROM bases JOIN classes ON classes.id = bases.class "
        "WHERE bases.name = ? OR substr(bases.name, ?) = ? ORDER BY qualified",
        (name, -len(name) - 2, f"::{name}"),
    ).fetchall()
    return [row[0] for row in rows[:limit]], len(rows)


def members(
    connection: sqlite3.Connection,
    known: Known,
    *,
    kind: str | None,
    part: str,
    after: int,
    limit: int,
) -> tuple[list[KnownMember], int]:
    """Members of a class in their order, and how many match.

    Args:
        kind: method, field or value; all when None.
        part: a part of the name, in any case.
        after: how many of them to leave out.
    """
    values = (known.id, kind, kind, part.lower())
    total = connection.execute(f"SELECT count(*) FROM members WHERE {_MATCHING}", values)
    rows = connection.execute(
        "SELECT line, kind, name, signature, access, flags, doc, key FROM members "
        f"WHERE {_MATCHING} ORDER BY id LIMIT ? OFFSET ?",
        (*values, limit, after),
    )
    plain = known.name.rpartition("::")[2]
    return [
        KnownMember(*(*row[:-1], _defined(connection, plain, row[2], row[-1])))
        for row in rows.fetchall()
    ], total.fetchone()[0]


def _defined(
    connection: sqlite3.Connection, owner: str, name: str, key: str
) -> tuple[str, int] | None:
    """Where the overload `key` is defined; without it, the only definition of that name."""
    rows = connection.execute(
        "SELECT path, line, key FROM definitions JOIN files ON files.id = definitions.file "
        "WHERE owner = ? AND definitions.name = ? ORDER BY path, line LIMIT 50",
        (owner, name),
    ).fetchall()
    exact = [row for row in rows if row[2] == key] or (rows if len(rows) == 1 else [])
    return (exact[0][0], exact[0][1]) if exact else None


def nearest(connection: sqlite3.Connection, name: str) -> list[str]:
    """Classes with a name like `name`."""
    rows = connection.execute("SELECT DISTINCT name FROM classes")
    return likest(name, (row[0] for row in rows))


def nearest_members(connection: sqlite3.Connection, known: Known, name: str) -> list[str]:
    """Members of a class with a name like `name`."""
    rows = connection.execute("SELECT DISTINCT name FROM members WHERE class = ?", (known.id,))
    return likest(name, (row[0] for row in rows))


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many classes, methods and definitions are indexed."""
    asked = {
        "classes": "SELECT count(*) FROM classes",
        "methods": "SELECT count(*) FROM members WHERE kind = 'method'",
        "definitions": "SELECT count(*) FROM definitions",
    }
    return {name: connection.execute(sql).fetchone()[0] for name, sql in asked.items()}
