from __future__ import annotations

import pytest

from appliance.formulas.interrupts import interruptible_master, interruptible_wrath


@pytest.mark.parametrize(
    ("prevention", "flags", "channel", "channeled", "cast_time", "expected"),
    [
        (1, 0xF, 0, False, 3000, True),  # Frostbolt
        (1, 0xF, 0, False, 0, False),  # an instant spell is over before it can be stopped
        (2, 0xF, 0, False, 3000, False),  # pacify, not silence
        (1, 0x7, 0, False, 3000, False),
        (1, 0xF, 0, True, 0, False),
        (1, 0, 0x7C0C, True, 0, True),  # a channel with the flag
    ],
)
def test_335(
    prevention: int, flags: int, channel: int, channeled: bool, cast_time: int, expected: bool
) -> None:
    found = interruptible_wrath(
        prevention, flags, channel, channeled=channeled, cast_time_ms=cast_time
    )
    assert found is expected


@pytest.mark.parametrize(
    ("prevention", "flags", "channeled", "cast_time", "expected"),
    [
        (1, 0, False, 2500, True),
        (1, 0, False, 0, False),
        (1, 0, True, 0, True),
        (2, 0, False, 2500, False),
        (0, 0x400, False, 2500, True),
    ],
)
def test_master(
    prevention: int, flags: int, channeled: bool, cast_time: int, expected: bool
) -> None:
    found = interruptible_master(prevention, flags, channeled=channeled, cast_time_ms=cast_time)
    assert found is expected
