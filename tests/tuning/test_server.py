"""Every rule over a server's counters: silent on a sound server, and firing beyond its limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tuning import server as server_rules
from appliance.tuning.server import DATA_BYTES, NEEDED, suggest

DAY = 86400.0
SOUND = {
    "Uptime": DAY, "Innodb_buffer_pool_read_requests": 1e9, "Innodb_buffer_pool_reads": 1e5,
    "innodb_buffer_pool_size": 4 * 2.0**30, DATA_BYTES: 2.0**31, "Innodb_buffer_pool_wait_free": 0,
    "innodb_flush_log_at_trx_commit": 2, "Innodb_data_fsyncs": 1e4, "Created_tmp_disk_tables": 100,
    "Created_tmp_tables": 1e5, "tmp_table_size": 2.0**24, "Slow_queries": 5, "long_query_time": 10,
    "slow_query_log": 1, "Max_used_connections": 30, "max_connections": 151,
    "Aborted_connects": 3, "Connections": 5000, "Threads_created": 40, "thread_cache_size": 9,
    "Opened_tables": 600, "Open_tables": 500, "table_open_cache": 2000, "Select_full_join": 12,
    "Innodb_log_waits": 0, "innodb_log_buffer_size": 2.0**24, "Innodb_row_lock_waits": 10,
    "Innodb_row_lock_time_avg": 5, "log_bin": 1, "binlog_expire_logs_seconds": 2592000,
}  # fmt: skip
TROUBLES = {
    "buffer-pool-too-small": {"Innodb_buffer_pool_reads": 2e7, DATA_BYTES: 2.0**34},
    "buffer-pool-waits": {"Innodb_buffer_pool_wait_free": 2000},
    "commits-wait-for-disk": {"innodb_flush_log_at_trx_commit": 1, "Innodb_data_fsyncs": 5e6},
    "commits-not-written": {"innodb_flush_log_at_trx_commit": 0},
    "temporary-tables-on-disk": {"Created_tmp_disk_tables": 5e4},
    "slow-queries": {"Slow_queries": 500},
    "connections-nearly-used-up": {"Max_used_connections": 151},
    "failed-logins": {"Aborted_connects": 400},
    "thread-cache-too-small": {"Threads_created": 3000},
    "table-cache-too-small": {"Opened_tables": 1e6, "Open_tables": 2000},
    "joins-without-index": {"Select_full_join": 1e6},
    "log-buffer-too-small": {"Innodb_log_waits": 5000},
    "row-lock-waits": {"Innodb_row_lock_waits": 5000, "Innodb_row_lock_time_avg": 400},
    "binary-logs-kept-for-ever": {"binlog_expire_logs_seconds": 0},
}


def test_a_sound_server_gets_no_suggestion() -> None:
    assert list(suggest(SOUND)) == []


@pytest.mark.parametrize("rule", TROUBLES)
def test_each_trouble_is_found_with_its_numbers(rule: str) -> None:
    measured = SOUND | TROUBLES[rule]
    (found,) = suggest(measured)
    assert found.rule == rule
    shown = {each.name: each.value for each in found.evidence}
    for name in TROUBLES[rule]:
        assert shown[name] == measured[name]
    assert found.threshold
    assert len(server_rules.RULES) == len(TROUBLES)


def test_counters_of_a_server_that_just_started_say_nothing() -> None:
    every = SOUND | {name: value for each in TROUBLES.values() for name, value in each.items()}
    rules = {found.rule for found in suggest(every | {"Uptime": 600.0})}
    assert rules == {
        "binary-logs-kept-for-ever", "commits-not-written", "connections-nearly-used-up",
    }  # fmt: skip


def test_misses_of_a_pool_that_holds_everything_are_first_reads() -> None:
    assert list(suggest(SOUND | {"Innodb_buffer_pool_reads": 2e7})) == []


def test_binary_logs_that_are_off_or_of_unknown_age_are_no_trouble() -> None:
    assert list(suggest({"log_bin": 0.0, "expire_logs_days": 0.0})) == []
    assert list(suggest({"log_bin": 1.0})) == []
    assert [found.rule for found in suggest({"log_bin": 1.0, "expire_logs_days": 0.0})] == [
        "binary-logs-kept-for-ever"
    ]


def test_slow_queries_that_nobody_records_are_to_be_recorded() -> None:
    (found,) = suggest(SOUND | {"Slow_queries": 9999, "slow_query_log": 0})
    assert found.action.startswith("Turn slow_query_log on")
    assert found.quick_win


@given(st.dictionaries(st.sampled_from(sorted(NEEDED | {"Uptime"})), st.floats(0, 1e15)))
def test_no_number_breaks_a_rule_and_none_is_invented(measured: dict[str, float]) -> None:
    for found in suggest(measured):
        assert found.evidence
        for each in found.evidence:
            assert each.source == "divided from these" or measured[each.name] == each.value
    assert list(suggest({})) == []
