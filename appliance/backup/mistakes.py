"""What is wrong with the settings of backups beyond what the settings' own types can say."""

from __future__ import annotations

from appliance.backup.encryption import parse_recipients
from appliance.backup.groups import groups_of
from appliance.errors import ApplianceError
from appliance.settings.backup import BackupSettings


def mistakes(settings: BackupSettings) -> list[str]:
    """Schedules and keys that mean nothing, a line each; looks at no repository."""
    found = []
    for judge in (lambda: groups_of(settings, ()), lambda: parse_recipients(settings.encrypt_to)):
        try:
            judge()
        except ApplianceError as error:
            found.append(str(error))
    return found
