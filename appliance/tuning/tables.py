"""Rules over the tables of a realm's schemas: engines, keys, size, what is left unused in files.

Published TrinityCore schemas of both branches keep characters and auth in InnoDB and utf8mb4, with
the keys of `LOOKED_UP`. Master's world was MyISAM and utf8 for long, and may stay so: a worldserver
reads it once, when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from appliance.tuning.suggestions import Category, Difficulty, Evidence, Impact, Suggestion

MIB = 2**20
GIB = 2**30
MOST_NAMED = 10
KEYLESS_ROWS = 10_000
LOG_ROWS = 1_000_000
LOG_BYTES = GIB
FREE_BYTES = 100 * MIB
FREE_SHARE = 0.3
SOURCE = "information_schema.tables"
WRITTEN = ("characters", "auth")
"""Databases that are written and searched while the world runs."""

LOOKED_UP = {
    "characters": {
        "characters": ("account", "name", "online"),
        "character_inventory": ("guid", "item"),
        "item_instance": ("guid", "owner_guid"),
        "mail": ("receiver",),
        "mail_items": ("mail_id", "receiver"),
        "character_pet": ("owner",),
        "character_aura": ("guid",),
        "character_spell": ("guid",),
        "character_queststatus": ("guid",),
        "character_reputation": ("guid",),
        "character_achievement": ("guid",),
        "character_social": ("guid", "friend"),
        "guild_member": ("guid", "guildid"),
        "group_member": ("memberguid",),
        "pet_spell": ("guid",),
    },
    "auth": {"account": ("id", "username"), "account_access": ("accountid",)},
}
"""Columns that an index of the published schema begins with, by kind of database and table: those
that logins, saves and mail look rows up by."""

LOGS = {
    "auth": ("logs", "logs_ip_actions"),
    "characters": ("quest_tracker", "pvpstats_battlegrounds", "pvpstats_players"),
}
"""Tables that the servers add to and never read while the world runs."""

KEYLESS = {
    "auth": ("logs",),
    "characters": (
        "battleground_deserters", "character_spell_charges", "item_loot_items",
        "pet_spell_charges", "quest_tracker",
    ),
}  # fmt: skip
"""Tables that have no key in the published schemas either."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the server describes it; rows and bytes are its estimates.

    `leading` holds the columns its indexes begin with, in lower case; `unique`: it has a primary
    or unique key.
    """

    name: str
    engine: str
    row_format: str
    rows: int
    data_bytes: int
    index_bytes: int
    free_bytes: int
    collation: str
    leading: frozenset[str]
    unique: bool

    @property
    def size_bytes(self) -> int:
        """Data and indexes."""
        return self.data_bytes + self.index_bytes


def data_bytes(tables: Iterable[Table]) -> int:
    """Size of the InnoDB tables: what the buffer pool is for."""
    return sum(table.size_bytes for table in tables if table.engine.lower() == "innodb")


def suggest(kind: str, tables: Sequence[Table], *, own_files: bool) -> Iterator[Suggestion]:
    """What the rules say of one schema.

    Args:
        kind: world, characters, auth or hotfixes.
        own_files: innodb_file_per_table: free bytes are then the table's own.
    """
    yield from filter(
        None,
        (
            _other_engines(kind, tables) if kind in WRITTEN else None,
            _missing_indexes(kind, tables),
            _without_key(kind, tables) if kind in WRITTEN else None,
            _logs(kind, tables),
            _unused_space(kind, tables) if own_files else None,
            _old_formats(kind, tables),
            _other_characters(kind, tables) if kind in WRITTEN else None,
        ),
    )


def _named(
    kind: str, tables: Sequence[Table], value: Callable[[Table], float | str], what: str
) -> tuple[Evidence, ...]:
    shown = [
        Evidence(f"{kind}.{table.name} {what}", value(table), SOURCE)
        for table in tables[:MOST_NAMED]
    ]
    if len(tables) > MOST_NAMED:
        shown.append(Evidence("tables in all", len(tables), SOURCE))
    return tuple(shown)


def _other_engines(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    found = [table for table in tables if table.engine and table.engine.lower() != "innodb"]
    if not found:
        return None
    return Suggestion(
        "tables-not-innodb", Category.ARCHITECTURE, Impact.MEDIUM, Difficulty.MEDIUM,
        "Convert them: ALTER TABLE … ENGINE=InnoDB.",
        "any of characters and auth: the published ones are InnoDB throughout; other engines lock"
        " whole tables and take no part in transactions",
        _named(kind, found, lambda table: table.engine, "engine"),
        "The table is locked meanwhile.",
    )  # fmt: skip


def _missing_indexes(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    missing = [
        Evidence(f"{kind}.{table.name} rows, no index begins with {column}", table.rows, SOURCE)
        for table in tables
        for column in LOOKED_UP.get(kind, {}).get(table.name.lower(), ())
        if column not in table.leading and table.rows > 0
    ]
    if not missing:
        return None
    large = any(isinstance(each.value, int) and each.value >= KEYLESS_ROWS for each in missing)
    return Suggestion(
        "indexes-missing", Category.ALGORITHM, Impact.HIGH if large else Impact.LOW,
        Difficulty.MEDIUM,
        "Add the indexes of the published schema: each look-up reads the whole table now.",
        f"any of an indexed column of the published schema; high from {KEYLESS_ROWS:,} rows",
        tuple(missing[:MOST_NAMED]),
        "The table is copied meanwhile.",
    )  # fmt: skip


def _without_key(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    found = [
        table
        for table in tables
        if not table.unique
        and table.rows >= KEYLESS_ROWS
        and table.name not in KEYLESS.get(kind, ())
    ]
    if not found:
        return None
    return Suggestion(
        "tables-without-key", Category.ALGORITHM, Impact.LOW, Difficulty.MEDIUM,
        "Give them the primary key of the published schema, or one of their own.",
        f"neither primary nor unique key and {KEYLESS_ROWS:,} rows (our limit): replication"
        " searches by all columns then",
        _named(kind, found, lambda table: table.rows, "rows"),
    )  # fmt: skip


def _logs(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    found = [
        table
        for table in tables
        if table.name in LOGS.get(kind, ())
        and (table.rows >= LOG_ROWS or table.size_bytes >= LOG_BYTES)
    ]
    if not found:
        return None
    return Suggestion(
        "logs-grow", Category.DATABASE, Impact.LOW, Difficulty.EASY,
        "Archive and delete old rows. worldserver.conf: LogDB.Opt.ClearTime shortens auth.logs,"
        " Quests.EnableQuestTracker = 0 stops quest_tracker.",
        f"{LOG_ROWS:,} rows or 1 GiB (our limits): they lengthen every backup",
        _named(kind, found, lambda table: table.rows, "rows")
        + _named(kind, found, lambda table: table.size_bytes, "bytes"),
    )  # fmt: skip


def _unused_space(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    found = [
        table
        for table in tables
        if table.free_bytes >= FREE_BYTES
        and table.free_bytes >= FREE_SHARE * (table.size_bytes + table.free_bytes)
    ]
    if not found:
        return None
    return Suggestion(
        "unused-space", Category.DATABASE, Impact.LOW, Difficulty.EASY,
        "Rebuild them once: OPTIMIZE TABLE …, while the world is down.",
        f"{FREE_BYTES // MIB} MiB and {FREE_SHARE:.0%} of the file are free (our limits)",
        _named(kind, found, lambda table: table.free_bytes, "free bytes")
        + _named(kind, found, lambda table: table.size_bytes, "bytes"),
        "Needs as much free disk as the table is large.",
    )  # fmt: skip


def _old_formats(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    found = [
        table
        for table in tables
        if table.engine.lower() == "innodb" and table.row_format.lower() in ("compact", "redundant")
    ]
    if not found:
        return None
    return Suggestion(
        "old-row-formats", Category.ARCHITECTURE, Impact.LOW, Difficulty.MEDIUM,
        "Convert them: ALTER TABLE … ROW_FORMAT=DYNAMIC, the default since MySQL 5.7.",
        "any: indexes end at 767 bytes there, so updates of the schema may fail",
        _named(kind, found, lambda table: table.row_format, "row format"),
    )  # fmt: skip


def _other_characters(kind: str, tables: Sequence[Table]) -> Suggestion | None:
    found = [
        table
        for table in tables
        if table.collation and not table.collation.startswith(("utf8mb4", "ascii", "binary"))
    ]
    if not found or len(found) == len(tables):
        return None
    return Suggestion(
        "mixed-character-sets", Category.ARCHITECTURE, Impact.LOW, Difficulty.MEDIUM,
        "Convert them: ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4.",
        "some tables are utf8mb4 and some are not: texts compared across them use no index",
        _named(kind, found, lambda table: table.collation, "collation"),
    )  # fmt: skip
