"""The choice of the engine, as a table."""

from __future__ import annotations

import pytest

from appliance.backup.manifest import Engine
from appliance.backup.physical.choose import Facts, decide
from appliance.errors import BackupError
from appliance.settings.backup import BackupEngine

CLONE, MARIABACKUP, LOGICAL = Engine.CLONE, Engine.MARIABACKUP, Engine.LOGICAL


@pytest.mark.parametrize(
    ("facts", "engine", "why"),
    [
        (Facts(CLONE), CLONE, "copies itself"),
        (Facts(MARIABACKUP), MARIABACKUP, "while it runs"),
        (Facts(None), LOGICAL, "cannot be copied"),
        (Facts(CLONE, ("the plugin is off",)), LOGICAL, "not clone: the plugin is off"),
        (Facts(CLONE, others=tuple("abcde")), LOGICAL, "other schemas, too: a, b, c and 2 more"),
        (Facts(MARIABACKUP, partial=True), LOGICAL, "to be left out"),
        (Facts(CLONE, ("x",), ("y",), True), LOGICAL, "x; the server has other schemas"),
    ],
)
def test_auto_says_why(facts: Facts, engine: Engine, why: str) -> None:
    found = decide(BackupEngine.AUTO, facts)
    assert found.engine is engine
    assert why in found.why


def test_what_is_named_is_taken() -> None:
    assert decide(BackupEngine.LOGICAL, Facts(CLONE)).engine is LOGICAL
    found = decide(BackupEngine.CLONE, Facts(CLONE, others=("forum",)))
    assert found.engine is CLONE
    assert "forum" in found.why


@pytest.mark.parametrize(
    ("wanted", "facts", "why"),
    [
        (BackupEngine.CLONE, Facts(MARIABACKUP), "does not know"),
        (BackupEngine.MARIABACKUP, Facts(None), "does not know"),
        (BackupEngine.CLONE, Facts(CLONE, ("one", "two")), "one; two"),
        (BackupEngine.CLONE, Facts(CLONE, partial=True), "cannot leave tables out"),
    ],
)
def test_what_is_named_and_cannot_be_is_an_error(
    wanted: BackupEngine, facts: Facts, why: str
) -> None:
    with pytest.raises(BackupError, match=why):
        decide(wanted, facts)
