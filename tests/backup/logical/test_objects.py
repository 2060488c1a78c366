"""Objects keep every byte in their frame, and change only where they are told to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.logical.objects import (
    Creation,
    ObjectKind,
    SchemaObject,
    decode_object,
    definer_clause,
    disabled_event,
    unqualified_view,
)
from appliance.errors import BackupDamaged

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.sampled_from(ObjectKind), TEXT, st.binary(), TEXT, st.booleans())
def test_an_object_comes_back_from_its_frame(
    kind: ObjectKind, name: str, create: bytes, mode: str, flag: bool
) -> None:
    each = SchemaObject(
        kind, name, create, definer=create[:3], creation=Creation(mode), names_schema=flag
    )
    assert decode_object(each.encode()) == each


@pytest.mark.parametrize(
    "frame", [b"", b"no json", b"[]", b"{}", b'{"kind":"table","name":"x","create":"","extra":1}']
)
def test_another_frame_is_damage(frame: bytes) -> None:
    with pytest.raises(BackupDamaged):
        decode_object(frame)


def test_the_owner_is_left_out_once() -> None:
    clause = b"DEFINER=`we``ird@host`@`10.%` "
    assert definer_clause(b"CREATE " + clause + b"VIEW", "we`ird@host@10.%") == clause
    assert definer_clause(b'DEFINER="a"@"b" VIEW', "a@b") == b'DEFINER="a"@"b" '
    assert definer_clause(b"CREATE VIEW v", "a@b") == b""
    text = b"CREATE " + clause + b"PROCEDURE p () SELECT '" + clause + b"'"
    plain = SchemaObject(ObjectKind.PROCEDURE, "p", text, definer=clause).without_definer()
    assert plain.create == b"CREATE PROCEDURE p () SELECT '" + clause + b"'"
    assert plain.without_definer() == plain


EVENT = (
    b"CREATE DEFINER=`a`@`b` EVENT `x ON COMPLETION PRESERVE ENABLE` ON SCHEDULE EVERY 1 DAY "
    b"STARTS '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE %s "
    b"COMMENT 'ENABLE' DO SELECT 'ENABLE'"
)


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (b"ENABLE", b"DISABLE"),
        (b"DISABLE", b"DISABLE"),
        (b"DISABLE ON SLAVE", b"DISABLE ON SLAVE"),
    ],
)
def test_only_the_state_of_an_event_changes(state: bytes, after: bytes) -> None:
    event = SchemaObject(ObjectKind.EVENT, "x ON COMPLETION PRESERVE ENABLE", EVENT % state)
    assert disabled_event(event).create == EVENT % after
    ansi = b'CREATE EVENT "a""b" ON SCHEDULE X ON COMPLETION PRESERVE ENABLE DO X'
    assert b"PRESERVE DISABLE" in disabled_event(SchemaObject(ObjectKind.EVENT, 'a"b', ansi)).create
    other = SchemaObject(ObjectKind.VIEW, "v", b"SELECT ENABLE")
    assert disabled_event(other) is other


@pytest.mark.parametrize(
    ("view", "unqualified"),
    [
        (b"select `w`.`t`.`id` AS `id` from `w`.`t`", b"select `t`.`id` AS `id` from `t`"),
        (b"select '`w`.`t`' AS `w` from `t`", b"select '`w`.`t`' AS `w` from `t`"),
        (b"select 'it''s \\' `w`.' from `w`.`t`", b"select 'it''s \\' `w`.' from `t`"),
        (b"select `x`.`w`.`id` from `x`.`w`", b"select `x`.`w`.`id` from `x`.`w`"),
        (b"select `w``w`.`t`.`id`", b"select `w``w`.`t`.`id`"),
    ],
)
def test_a_view_forgets_its_schema_but_no_text(view: bytes, unqualified: bytes) -> None:
    assert unqualified_view(view, "w") == unqualified
