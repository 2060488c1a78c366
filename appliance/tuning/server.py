"""Rules over the counters and settings of a MySQL or MariaDB server.

Counters run since the server started, so ratios are taken once it has run an hour: before that
they tell of its start. "MySQL manual" is its chapter Server Status Variables, which says what each
counter means and which setting it speaks of; where it names no limit, the limit is ours and its
reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from appliance.tuning.suggestions import Category, Difficulty, Evidence, Impact, Suggestion

Measured = Mapping[str, float]
LEAST_UPTIME_S = 3600.0
DATA_BYTES = "data_bytes"
"""Size of the realm's InnoDB tables and indexes, measured beside the counters."""

MISS_SHARE = 0.01
MISS_REASON = (
    "1 read in 100 from disk, and more data than pool: a page from an SSD takes about 100 times"
    " as long as one from memory, so reading then takes twice as long as it could"
)
LEAST_REQUESTS = 1e6
FSYNCS_PER_S = 50.0
DISK_TABLES_SHARE = 0.25
USED_CONNECTIONS_SHARE = 0.85
ABORTED_SHARE = 0.01
THREAD_MISS_SHARE = 0.1
BINLOG_EXPIRY = ("binlog_expire_logs_seconds", "expire_logs_days")
"""Servers know one of them, or both; 0 in each: never."""


class Rule(NamedTuple):
    """What a rule needs to know, whether these are counters over time, and the rule."""

    needs: tuple[str, ...]
    over_time: bool
    judge: Callable[[Measured], Suggestion | None]


def suggest(measured: Measured) -> Iterator[Suggestion]:
    """What the rules say whose numbers are all there."""
    warm = measured.get("Uptime", 0.0) >= LEAST_UPTIME_S
    for rule in RULES:
        if all(name in measured for name in rule.needs) and (warm or not rule.over_time):
            found = rule.judge(measured)
            if found is not None:
                yield found


def _evidence(measured: Measured, *names: str, **derived: float) -> tuple[Evidence, ...]:
    shown = [Evidence(name, measured[name], _source(name)) for name in names]
    shown += [Evidence(name, value, "divided from these") for name, value in derived.items()]
    return tuple(shown)


def _source(name: str) -> str:
    if name == DATA_BYTES:
        return "information_schema.tables"
    return "SHOW GLOBAL STATUS" if name[0].isupper() else "SHOW GLOBAL VARIABLES"


def _per_s(measured: Measured, name: str) -> float:
    return measured[name] / measured["Uptime"]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _buffer_pool(m: Measured) -> Suggestion | None:
    requests, reads = m["Innodb_buffer_pool_read_requests"], m["Innodb_buffer_pool_reads"]
    misses = _share(reads, requests)
    if requests < LEAST_REQUESTS or misses < MISS_SHARE:
        return None
    if m[DATA_BYTES] <= m["innodb_buffer_pool_size"]:
        return None  # everything fits: the misses are the first reads of each page
    return Suggestion(
        "buffer-pool-too-small", Category.DATABASE, Impact.HIGH, Difficulty.EASY,
        "Raise innodb_buffer_pool_size towards the size of the data, as far as memory allows.",
        MISS_REASON,
        _evidence(
            m, "Innodb_buffer_pool_read_requests", "Innodb_buffer_pool_reads",
            "innodb_buffer_pool_size", DATA_BYTES, miss_share=misses,
        ),
        "Memory the worldserver on the same machine cannot have.",
    )  # fmt: skip


def _pool_waits(m: Measured) -> Suggestion | None:
    per_minute = _per_s(m, "Innodb_buffer_pool_wait_free") * 60
    if per_minute < 1:
        return None
    return Suggestion(
        "buffer-pool-waits", Category.DATABASE, Impact.HIGH, Difficulty.EASY,
        "Raise innodb_buffer_pool_size or innodb_io_capacity: writers wait for clean pages.",
        "a wait a minute; the MySQL manual expects few when the pool's size is right",
        _evidence(
            m, "Innodb_buffer_pool_wait_free", "innodb_buffer_pool_size",
            waits_per_minute=per_minute,
        ),
    )  # fmt: skip


def _flush(m: Measured) -> Suggestion | None:
    per_s = _per_s(m, "Innodb_data_fsyncs")
    if m["innodb_flush_log_at_trx_commit"] != 1 or per_s < FSYNCS_PER_S:
        return None
    return Suggestion(
        "commits-wait-for-disk", Category.DATABASE, Impact.MEDIUM, Difficulty.EASY,
        "Consider innodb_flush_log_at_trx_commit = 2: the log goes to disk once a second.",
        f"{FSYNCS_PER_S:g} fsyncs a second, half of what a plain disk can do",
        _evidence(m, "innodb_flush_log_at_trx_commit", "Innodb_data_fsyncs", fsyncs_per_s=per_s),
        "A crash of the machine may lose the last second of saved characters.",
    )  # fmt: skip


def _unsafe_flush(m: Measured) -> Suggestion | None:
    if m["innodb_flush_log_at_trx_commit"] != 0:
        return None
    return Suggestion(
        "commits-not-written", Category.ARCHITECTURE, Impact.LOW, Difficulty.EASY,
        "Set innodb_flush_log_at_trx_commit to 2 (or 1): about as fast, and a crash of the"
        " database server alone then loses nothing.",
        "set to 0 (MySQL manual, innodb_flush_log_at_trx_commit)",
        _evidence(m, "innodb_flush_log_at_trx_commit"),
    )  # fmt: skip


def _disk_tables(m: Measured) -> Suggestion | None:
    share = _share(m["Created_tmp_disk_tables"], m["Created_tmp_tables"])
    if share < DISK_TABLES_SHARE or _per_s(m, "Created_tmp_disk_tables") < 1 / 60:
        return None
    return Suggestion(
        "temporary-tables-on-disk", Category.DATABASE, Impact.LOW, Difficulty.EASY,
        "Raise tmp_table_size and max_heap_table_size together, or find the queries that sort"
        " long texts.",
        "a quarter of the temporary tables, and one a minute (our limits: fewer are noise)",
        _evidence(
            m, "Created_tmp_tables", "Created_tmp_disk_tables", "tmp_table_size", disk_share=share
        ),
        "Each session may take that much memory.",
    )  # fmt: skip


def _slow_queries(m: Measured) -> Suggestion | None:
    per_hour = _per_s(m, "Slow_queries") * 3600
    if per_hour < 1:
        return None
    logged = bool(m["slow_query_log"])
    return Suggestion(
        "slow-queries", Category.ALGORITHM, Impact.HIGH if per_hour >= 60 else Impact.MEDIUM,
        Difficulty.MEDIUM if logged else Difficulty.EASY,
        "Read the slow query log and EXPLAIN its statements." if logged
        else "Turn slow_query_log on: statements take longer than long_query_time, unrecorded.",
        "one an hour; the world waits for queries it makes synchronously",
        _evidence(
            m, "Slow_queries", "long_query_time", "slow_query_log", slow_per_hour=per_hour
        ),
    )  # fmt: skip


def _connections(m: Measured) -> Suggestion | None:
    used = _share(m["Max_used_connections"], m["max_connections"])
    if used < USED_CONNECTIONS_SHARE:
        return None
    return Suggestion(
        "connections-nearly-used-up", Category.ARCHITECTURE,
        Impact.HIGH if used >= 1 else Impact.MEDIUM, Difficulty.EASY,
        "Raise max_connections, or lower the WorkerThreads and SynchThreads of the servers"
        " (worldserver.conf, *Database.WorkerThreads).",
        f"{USED_CONNECTIONS_SHARE:.0%} of max_connections were used at a time; at all of them"
        " logins fail",
        _evidence(m, "Max_used_connections", "max_connections", used_share=used),
    )  # fmt: skip


def _aborted(m: Measured) -> Suggestion | None:
    share = _share(m["Aborted_connects"], m["Connections"])
    if share < ABORTED_SHARE or m["Aborted_connects"] < 10:
        return None
    return Suggestion(
        "failed-logins", Category.NETWORK, Impact.LOW, Difficulty.MEDIUM,
        "Find who fails to log in to the database: a wrong password, a scanner, a lost network.",
        "1 of 100 attempts and ten in all (our limits: fewer are typing errors)",
        _evidence(m, "Aborted_connects", "Connections", failed_share=share),
    )  # fmt: skip


def _thread_cache(m: Measured) -> Suggestion | None:
    share = _share(m["Threads_created"], m["Connections"])
    if share < THREAD_MISS_SHARE or _per_s(m, "Threads_created") < 1 / 60:
        return None
    return Suggestion(
        "thread-cache-too-small", Category.DATABASE, Impact.LOW, Difficulty.EASY,
        "Raise thread_cache_size.",
        "a tenth of the connections needed a new thread, and one a minute; the MySQL manual"
        " calls this the cache's miss rate",
        _evidence(
            m, "Threads_created", "Connections", "thread_cache_size", miss_share=share
        ),
    )  # fmt: skip


def _table_cache(m: Measured) -> Suggestion | None:
    per_s = _per_s(m, "Opened_tables")
    if per_s < 1 or m["Open_tables"] < 0.95 * m["table_open_cache"]:
        return None
    return Suggestion(
        "table-cache-too-small", Category.DATABASE, Impact.LOW, Difficulty.EASY,
        "Raise table_open_cache.",
        "a table opened every second while the cache is full; MySQL manual, Opened_tables",
        _evidence(m, "Opened_tables", "Open_tables", "table_open_cache", opened_per_s=per_s),
    )  # fmt: skip


def _full_joins(m: Measured) -> Suggestion | None:
    per_s = _per_s(m, "Select_full_join")
    if per_s < 1:
        return None
    return Suggestion(
        "joins-without-index", Category.ALGORITHM, Impact.MEDIUM, Difficulty.HARD,
        "Find the joins that read whole tables (log_queries_not_using_indexes) and index them.",
        "one a second; the MySQL manual asks to check indexes whenever it is not 0",
        _evidence(m, "Select_full_join", joins_per_s=per_s),
    )  # fmt: skip


def _log_waits(m: Measured) -> Suggestion | None:
    per_minute = _per_s(m, "Innodb_log_waits") * 60
    if per_minute < 1:
        return None
    return Suggestion(
        "log-buffer-too-small", Category.DATABASE, Impact.MEDIUM, Difficulty.EASY,
        "Raise innodb_log_buffer_size.",
        "a wait a minute; MySQL manual: the log buffer was too small each time",
        _evidence(m, "Innodb_log_waits", "innodb_log_buffer_size", waits_per_minute=per_minute),
    )  # fmt: skip


def _row_locks(m: Measured) -> Suggestion | None:
    per_minute = _per_s(m, "Innodb_row_lock_waits") * 60
    if per_minute < 1 or m["Innodb_row_lock_time_avg"] < 100:
        return None
    return Suggestion(
        "row-lock-waits", Category.ARCHITECTURE, Impact.MEDIUM, Difficulty.HARD,
        "Find who holds rows: another program on the characters database, or a long transaction.",
        "a wait a minute, 100 ms on average: two updates of the world (50 ms each)",
        _evidence(
            m, "Innodb_row_lock_waits", "Innodb_row_lock_time_avg", waits_per_minute=per_minute
        ),
    )  # fmt: skip


def _binary_logs(m: Measured) -> Suggestion | None:
    expiry = [name for name in BINLOG_EXPIRY if name in m]
    if not m["log_bin"] or not expiry or any(m[name] for name in expiry):
        return None
    return Suggestion(
        "binary-logs-kept-for-ever", Category.DATABASE, Impact.LOW, Difficulty.EASY,
        "Set binlog_expire_logs_seconds (or expire_logs_days): binary logs fill the disk.",
        "binary logs are on and never expire",
        _evidence(m, "log_bin", *expiry),
        "A replica that stays away for longer has to be set up anew.",
    )  # fmt: skip


RULES = (
    Rule(
        (
            "Innodb_buffer_pool_read_requests", "Innodb_buffer_pool_reads",
            "innodb_buffer_pool_size", DATA_BYTES,
        ), True, _buffer_pool,
    ),
    Rule(("Innodb_buffer_pool_wait_free", "innodb_buffer_pool_size"), True, _pool_waits),
    Rule(("innodb_flush_log_at_trx_commit", "Innodb_data_fsyncs"), True, _flush),
    Rule(("innodb_flush_log_at_trx_commit",), False, _unsafe_flush),
    Rule(("Created_tmp_disk_tables", "Created_tmp_tables", "tmp_table_size"), True, _disk_tables),
    Rule(("Slow_queries", "long_query_time", "slow_query_log"), True, _slow_queries),
    Rule(("Max_used_connections", "max_connections"), False, _connections),
    Rule(("Aborted_connects", "Connections"), True, _aborted),
    Rule(("Threads_created", "Connections", "thread_cache_size"), True, _thread_cache),
    Rule(("Opened_tables", "Open_tables", "table_open_cache"), True, _table_cache),
    Rule(("Select_full_join",), True, _full_joins),
    Rule(("Innodb_log_waits", "innodb_log_buffer_size"), True, _log_waits),
    Rule(("Innodb_row_lock_waits", "Innodb_row_lock_time_avg"), True, _row_locks),
    Rule(("log_bin",), False, _binary_logs),
)  # fmt: skip
NEEDED = {name for rule in RULES for name in rule.needs} - {DATA_BYTES}
STATUS = tuple(sorted({name for name in NEEDED if name[0].isupper()} | {"Uptime"}))
VARIABLES = (*sorted(name for name in NEEDED if name[0].islower()), *BINLOG_EXPIRY)
