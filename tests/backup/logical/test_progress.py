"""Progress only goes forward, and ends at its end."""

from __future__ import annotations

from appliance.backup.logical.progress import Tally, unheard


async def test_tables_rows_and_bytes_are_counted() -> None:
    told: list[tuple[int, int, int, int, float | None]] = []

    async def listen(*figures: object) -> None:
        told.append(figures)  # type: ignore[arg-type]

    tally = Tally(listen, 2, 300)
    await tally.add("a", 100, 5, 60)
    await tally.add("a", 100, 5, 900)
    await tally.finish("a", 100)
    await tally.add("b", 200, 1, 10)
    await tally.finish("b", 200)
    assert [each[:4] for each in told] == [
        (0, 2, 5, 60),
        (0, 2, 10, 960),
        (1, 2, 10, 960),
        (1, 2, 11, 970),
        (2, 2, 11, 970),
    ]
    assert told[-1][4] == 0


async def test_nobody_needs_to_listen() -> None:
    tally = Tally(unheard, 1, 0)
    await tally.finish("a", 0)
    assert tally.rows == 0
