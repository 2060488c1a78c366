"""Which statements a replay by schema cannot tell to belong to it."""

from __future__ import annotations

import pytest

from appliance.backup.binlog.events import Transaction
from appliance.backup.binlog.left_out import is_left_out


@pytest.mark.parametrize(
    ("schema", "statement", "left_out"),
    [
        ("", "ALTER TABLE characters.log ADD x INT", True),
        ("mysql", "DROP TABLE `characters` . `log`", True),
        ("characters", "ALTER TABLE characters.log ADD x INT", False),
        ("", "CREATE USER characters", False),
        ("", "CREATE TABLE b (guid INT COMMENT 'characters.guid')", False),
        ("", 'INSERT INTO b /* characters.guid */ VALUES ("it\'s characters.x")', False),
        ("", "ALTER TABLE b COMMENT 'it\\'s', /*!40000 RENAME characters.b */", True),
        ("mcp_scratch_1_auth", "CREATE VIEW v AS SELECT * FROM characters.log", False),
        ("", "ALTER TABLE old_characters.log ADD x INT", False),
        ("", "", False),
    ],
)
def test_statements_that_the_programs_would_drop_without_a_word(
    schema: str, statement: str, left_out: bool
) -> None:
    each = Transaction(4, 0, "0-1-1", statement, schema)
    assert is_left_out(each, ["auth", "characters"]) is left_out
    assert not is_left_out(each, []), "all are replayed"
