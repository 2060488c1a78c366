"""What was dumped comes back, bit for bit."""

from __future__ import annotations

from tests.support.logical_backups import RoundTrip
from tests.support.torture_schema import create_torture_schema


async def test_a_torture_schema_comes_back_bit_for_bit(round_trip: RoundTrip) -> None:
    server = round_trip.server
    create_torture_schema(server, "torture")
    dumped = await round_trip.dump("torture")
    restored = await round_trip.restore("torture_back")
    assert await round_trip.compare("torture_back") == []
    print(dumped.notes, restored.notes)
