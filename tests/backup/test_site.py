"""Where a run unpacks what it works on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from appliance.backup.site import _work_folder
from appliance.errors import BackupError

STRANGER = 12345


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="gives a link away")
def test_a_link_that_somebody_laid_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert _work_folder(None).stat().st_mode & 0o777 == 0o700
    _work_folder(None).rmdir()
    (tmp_path / "ours").mkdir()
    link = tmp_path / f"trinitycore-mcp-{os.geteuid()}"
    link.symlink_to(tmp_path / "ours")
    os.chown(link, STRANGER, STRANGER, follow_symlinks=False)
    with pytest.raises(BackupError, match="belongs to another account"):
        _work_folder(None)
    assert _work_folder(link) == link, "somebody may configure a link"
