"""Defects of stored backups: what disks, operators and bugs do to them.

Those called `repacked` are the sly ones: the file is whole, its hash and the manifest fit it, and
only what it holds is not what was backed up.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.backup.frames import FrameReader, FrameWriter
from appliance.backup.logical.objects import SchemaObject, decode_object
from appliance.backup.manifest import (
    MANIFEST,
    DatabaseEntry,
    FileEntry,
    Manifest,
    decode_manifest,
    encode_manifest,
)


class _Memory:
    def __init__(self) -> None:
        self.content = b""

    def write(self, data: bytes, /) -> None:
        self.content += data

    def finish(self) -> None:
        """Nothing to do."""

    def abandon(self) -> None:
        """Nothing to do."""


@dataclass
class Stored:
    """A published backup in a folder, to be spoilt."""

    folder: Path

    @property
    def manifest(self) -> Manifest:
        return decode_manifest((self.folder / MANIFEST).read_bytes(), self.folder.name)

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.rglob("*.frames"))

    def statements(self, entry: FileEntry) -> list[bytes]:
        source = (self.folder / entry.name).open("rb")
        frames = FrameReader(source, entry, identities=())
        found: list[bytes] = []
        while batch := frames.batch():
            found += batch
        frames.close()
        return found

    def repack(self, name: str, statements: list[bytes]) -> None:
        """Write the file anew, and have the manifest fit it."""
        output = _Memory()
        writer = FrameWriter(name, output, level=1, recipients=())
        writer.write(statements)
        entry = writer.finish()
        (self.folder / name).write_bytes(output.content)
        files = tuple(entry if each.name == name else each for each in self.manifest.files)
        self.reseal(self.manifest.model_copy(update={"files": files}))

    def reseal(self, manifest: Manifest) -> None:
        (self.folder / MANIFEST).write_bytes(encode_manifest(manifest))

    def database(self, role: str) -> DatabaseEntry:
        (found,) = [each for each in self.manifest.databases if each.role == role]
        return found


Defect = Callable[[Stored, random.Random], None]


def _some_file(stored: Stored, chance: random.Random) -> Path:
    return chance.choice([*stored.files, stored.folder / MANIFEST])


def flip(stored: Stored, chance: random.Random) -> None:
    path = _some_file(stored, chance)
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def cut(stored: Stored, chance: random.Random) -> None:
    path = _some_file(stored, chance)
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def grow(stored: Stored, chance: random.Random) -> None:
    path = _some_file(stored, chance)
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randint(1, 50)))


def zero(stored: Stored, chance: random.Random) -> None:
    path = _some_file(stored, chance)
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content))
    length = min(len(content) - start, chance.randint(1, 512))
    if not any(content[start : start + length]):
        content[start] = 1
    else:
        content[start : start + length] = bytes(length)
    path.write_bytes(content)


def lose(stored: Stored, chance: random.Random) -> None:
    _some_file(stored, chance).unlink()


def link(stored: Stored, chance: random.Random) -> None:
    path = chance.choice(stored.files)
    other = path.with_name("moved-away")
    path.rename(other)
    path.symlink_to(other)


def swap(stored: Stored, chance: random.Random) -> None:
    one, two = chance.sample(stored.files, 2)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def foreign_manifest(stored: Stored, chance: random.Random) -> None:
    stored_id = f"{stored.folder.name[:-6]}{chance.randbytes(3).hex()}"
    content = encode_manifest(stored.manifest.model_copy(update={"id": stored_id}))
    (stored.folder / MANIFEST).write_bytes(content)


def edited_manifest(stored: Stored, chance: random.Random) -> None:
    """Edited by hand, its own hash not."""
    path = stored.folder / MANIFEST
    line, seal = path.read_bytes().split(b"\n", 1)
    value = json.loads(line)
    value["databases"][0]["tables"][0]["rows"] = chance.randrange(10**6)
    value["duration_s"] = chance.random()
    path.write_bytes(json.dumps(value).encode() + b"\n" + seal)


def stale_manifest(stored: Stored, chance: random.Random) -> None:
    """Of an earlier state: the rows and checksums of one table were others then."""
    manifest = stored.manifest
    database = chance.choice([each for each in manifest.databases if each.tables])
    table = chance.choice([each for each in database.tables if each.rows is not None])
    if chance.random() < 0.5:
        changed = table.model_copy(update={"rows": (table.rows or 0) + chance.randint(1, 9)})
    else:
        changed = table.model_copy(update={"checksum": (table.checksum or 0) ^ 1})
    tables = tuple(changed if each is table else each for each in database.tables)
    _reseal_database(stored, database, database.model_copy(update={"tables": tables}))


def unknown_object(stored: Stored, chance: random.Random) -> None:
    """The manifest tells of an object that the backup does not hold."""
    database = chance.choice(stored.manifest.databases)
    kind = chance.choice(["views", "routines", "triggers", "events"])
    names = (*getattr(database.objects, kind), "lost")
    objects = database.objects.model_copy(update={kind: names})
    _reseal_database(stored, database, database.model_copy(update={"objects": objects}))


def forgotten_table(stored: Stored, chance: random.Random) -> None:
    """The manifest does not tell of a table that the backup holds."""
    database = chance.choice([each for each in stored.manifest.databases if each.tables])
    tables = list(database.tables)
    tables.pop(chance.randrange(len(tables)))
    changed = database.model_copy(update={"tables": tuple(tables)})
    _reseal_database(stored, database, changed)


def _reseal_database(stored: Stored, old: DatabaseEntry, new: DatabaseEntry) -> None:
    databases = tuple(new if each == old else each for each in stored.manifest.databases)
    stored.reseal(stored.manifest.model_copy(update={"databases": databases}))


def _with_rows(stored: Stored, chance: random.Random) -> FileEntry:
    tables = [t.file for d in stored.manifest.databases for t in d.tables if t.file and t.rows]
    return stored.manifest.file(chance.choice(tables))


def repacked_row(stored: Stored, chance: random.Random) -> None:
    """One value of one row is another."""
    role, table = chance.choice(
        [("auth", "account"), ("characters", "characters"), ("world", "creature")]
    )
    (name,) = [each.file for each in stored.database(role).tables if each.name == table]
    entry = stored.manifest.file(name or "")
    statements = stored.statements(entry)
    head, _, rows = statements[0].partition(b"VALUES")
    digits = [at for at, byte in enumerate(rows) if 48 <= byte <= 57 and _in_a_number(rows, at)]
    at = chance.choice(digits)
    old = rows[at]
    new = chance.choice([digit for digit in b"123456789" if digit != old])
    statements[0] = head + b"VALUES" + rows[:at] + bytes([new]) + rows[at + 1 :]
    stored.repack(entry.name, statements)


def _in_a_number(rows: bytes, at: int) -> bool:
    """Whether the digit is the first of a value: changing it is no rounding."""
    return rows[at - 1 : at] in (b"(", b",")


def repacked_rows_lost(stored: Stored, chance: random.Random) -> None:
    entry = _with_rows(stored, chance)
    stored.repack(entry.name, stored.statements(entry)[:-1])


def repacked_rows_twice(stored: Stored, chance: random.Random) -> None:
    entry = _with_rows(stored, chance)
    statements = stored.statements(entry)
    stored.repack(entry.name, [*statements, statements[-1]])


def repacked_other_table(stored: Stored, chance: random.Random) -> None:
    """In the file of one table are the rows of another one."""
    database = stored.database(chance.choice(["auth", "world"]))
    one, two = chance.sample([t.file for t in database.tables if t.file and t.rows], 2)
    stored.repack(one, stored.statements(stored.manifest.file(two)))


def repacked_swapped(stored: Stored, chance: random.Random) -> None:
    """The files of two tables have each other's rows: together they restore all of it."""
    database = stored.database(chance.choice(["auth", "world"]))
    one, two = chance.sample([t.file for t in database.tables if t.file and t.rows], 2)
    first, second = (stored.statements(stored.manifest.file(name)) for name in (one, two))
    stored.repack(one, second)
    stored.repack(two, first)


def _objects(stored: Stored, role: str) -> tuple[str, list[SchemaObject]]:
    name = stored.database(role).ddl_file
    assert name is not None
    frames = stored.statements(stored.manifest.file(name))
    return name, [decode_object(frame) for frame in frames]


def repacked_object_lost(stored: Stored, chance: random.Random) -> None:
    """A trigger, view, routine, event or table is not defined any more."""
    role = chance.choice(["characters", "characters", "auth", "world"])
    name, objects = _objects(stored, role)
    objects.pop(chance.randrange(len(objects)))
    stored.repack(name, [each.encode() for each in objects])


def repacked_charset(stored: Stored, chance: random.Random) -> None:
    """A table is made with another character set: its texts are others then."""
    name, objects = _objects(stored, "world")
    changed = chance.choice([b"CHARSET=utf8mb4", b"CHARSET=ucs2", b"CHARSET=utf16"])
    objects = [
        replace(each, create=_another_charset(each.create, changed))
        if each.name == "creature"
        else each
        for each in objects
    ]
    stored.repack(name, [each.encode() for each in objects])


def _another_charset(create: bytes, changed: bytes) -> bytes:
    assert b"CHARSET=latin1" in create
    return create.replace(b" COLLATE=latin1_swedish_ci", b"").replace(b"CHARSET=latin1", changed)


def repacked_type(stored: Stored, chance: random.Random) -> None:
    """A column is made with another type."""
    name, objects = _objects(stored, "world")
    changed = chance.choice([b"double", b"decimal(10,2)", b"bigint"])
    objects = [
        replace(each, create=each.create.replace(b" float", b" " + changed)) for each in objects
    ]
    stored.repack(name, [each.encode() for each in objects])


DEFECTS: dict[str, Defect] = {
    each.__name__: each
    for each in (
        flip,
        cut,
        grow,
        zero,
        lose,
        link,
        swap,
        foreign_manifest,
        edited_manifest,
        stale_manifest,
        unknown_object,
        forgotten_table,
        repacked_row,
        repacked_rows_lost,
        repacked_rows_twice,
        repacked_other_table,
        repacked_swapped,
        repacked_object_lost,
        repacked_charset,
        repacked_type,
    )
}


def defects(count: int, seed: int) -> Iterator[tuple[str, Defect, random.Random]]:
    """So many defects, each kind in turn, every one another."""
    kinds = list(DEFECTS.items())
    for number in range(count):
        name, defect = kinds[number % len(kinds)]
        yield f"{name} {number}", defect, random.Random(seed * 1000 + number)
