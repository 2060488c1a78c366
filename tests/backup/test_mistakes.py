"""What is wrong with the settings of backups."""

from __future__ import annotations

from appliance.backup.mistakes import mistakes
from appliance.settings.backup import BackupSettings


def test_everything_is_told_at_once() -> None:
    wrong = BackupSettings(schedule="never on Sundays", encrypt_to=("age1nobody",))
    found = mistakes(wrong)
    assert len(found) == 2
    assert "backup.schedule" in found[0]
    assert "age1nobody" in found[1]


def test_the_defaults_are_fine() -> None:
    assert mistakes(BackupSettings()) == []
