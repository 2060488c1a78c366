"""Renewed files are noticed by what is in them."""

from __future__ import annotations

from pathlib import Path

from appliance.settings.contents import digests, renewed
from appliance.settings.model import ServerSettings, Settings
from appliance.settings.reload import CONTENTS

KEY = "server.tls_certificate"


def test_a_file_counts_as_renewed_when_its_content_is_another(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    settings = Settings(server=ServerSettings(tls_certificate=file))
    missing = digests(settings)
    assert set(missing) == set(CONTENTS)
    assert not any(missing.values())

    file.write_text("one")
    first = digests(settings)
    assert renewed(missing, first) == {KEY}
    file.write_text("one")  # touched, as a renewal that brings the same does
    assert renewed(first, digests(settings)) == frozenset()
    file.write_text("two")
    assert renewed(first, digests(settings)) == {KEY}


def test_what_cannot_be_read_is_left_to_who_needs_it(tmp_path: Path) -> None:
    settings = Settings(server=ServerSettings(tls_certificate=tmp_path))
    assert digests(settings)[KEY] == ""
