"""Whole files with bytes changed: nothing but ClientFileError may come of it, and soon."""

import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.clientdata.definitions import parse_line
from appliance.clientdata.layout import Layout
from appliance.clientdata.wdc import open_wdc
from appliance.clientdata.wdc_header import Kind
from appliance.errors import ClientFileError
from tests.support.wdc_writer import Format, OneLayout, Part, Stored, plain, stored, write_wdc

LAYOUT = parse_line("T AB @ID Kind Mask:u Pair[2] Speed:f Rank File:s Files:s[2] ^Parent:u")
INLINE = parse_line("T AB Name:s #ID Kind ~Parent:u Pair[2]")
INTERESTING = (0, 1, 2, 3, 4, 5, 7, 8, 24, 127, 128, 255, 256, 65535, 65536, 2**31 - 1, 2**31)
INTERESTING += (2**32 - 1, 2**32 - 2)


def records(layout: Layout, count: int = 5) -> list[dict[str, Any]]:
    samples = {"Kind": -3, "Mask": 2, "Pair": (4, 5), "Speed": 1.5, "Rank": 6, "File": "text"}
    samples |= {"Files": ("", "b"), "Parent": 9, "Name": "some name"}
    names = {field.name for field in layout.fields}
    kept = {name: value for name, value in samples.items() if name in names}
    return [{"ID": 3 * number + 4} | kept for number in range(count)]


def packed() -> list[Stored]:
    fields = stored(plain(LAYOUT), "Kind", Kind.PACKED_SIGNED, 9)
    fields = stored(fields, "Mask", Kind.PALLET, 4)
    fields = stored(fields, "Pair", Kind.PALLET_ARRAY, 4)
    return stored(fields, "Rank", Kind.COMMON, default=0)


def seeds(folder: Path) -> list[tuple[bytes, Layout]]:
    """Valid files that together have everything a file can have."""
    rows, inline = records(LAYOUT), records(INLINE)
    whole = Part(rows, copies=[(90, 4), (91, 90)])
    loose = plain(LAYOUT, Kind=16, Rank=24)
    plans = [
        (packed(), LAYOUT, [whole], Format()),
        (packed(), LAYOUT, [Part(rows[:2]), Part(rows[2:], key=7)], Format(by_id=True)),
        (packed(), LAYOUT, [Part(rows[:2], key=3, blank=True), Part(rows[2:])], Format(4)),
        (plain(INLINE, ID=16), INLINE, [Part(inline, copies=[(90, 4)])], Format(3, pad=1)),
        (loose, LAYOUT, [whole], Format(sparse=True)),
        (loose, LAYOUT, [Part(rows[:3]), Part(rows[3:])], Format(4, sparse=True, by_id=True)),
    ]
    found = []
    for fields, layout, parts, form in plans:
        path = folder / "seed.db2"
        path.unlink(missing_ok=True)
        write_wdc(path, fields, parts, form)
        found.append((path.read_bytes(), layout))
    return found


def mutated(data: bytes, luck: random.Random) -> bytes:
    """The file with a few bytes, bits or numbers changed, cut off or with something put in."""
    changed = bytearray(data)
    for _ in range(luck.choice((1, 1, 2, 3, 6))):
        at = luck.randrange(len(changed)) if changed else 0
        what = luck.random()
        if what < 0.35:
            at = luck.choice((at, luck.randrange(4, min(420, len(changed)) - 4))) & ~3
            value = luck.choice((*INTERESTING, luck.randrange(len(data) + 9)))
            changed[at : at + 4] = value.to_bytes(4, "little")[: len(changed) - at]
        elif what < 0.6:
            changed[at] ^= 1 << luck.randrange(8)
        elif what < 0.85:
            changed[at] = luck.randrange(256)
        elif what < 0.93:
            del changed[at : at + luck.choice((1, 4, 40))]
        elif what < 0.97:
            changed[at:at] = luck.randbytes(luck.choice((1, 4, 12)))
        elif len(changed) > 500:
            del changed[max(500, at) :]
    return bytes(changed)


def check(path: Path, data: bytes, layout: Layout | None) -> bool:
    """Open and ask for everything; whether the file could be opened."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    began = time.process_time()
    try:
        table = open_wdc(path, OneLayout(layout))
    except ClientFileError:
        return False
    assert len(table) == len(table.ids()) <= len(data)
    records: dict[int, Any] = {}
    for number in table.ids():
        with suppress(ClientFileError):
            records[number] = record = table.get(number)
            assert record is not None
            assert record["ID"] == number
            assert len(repr(record)) < 50 * len(data)
    for field in table.fields:
        with suppress(ClientFileError):
            rows = list(table.scan(field.name))
            assert [number for number, _ in rows] == list(table.ids())
            known = [(number, value) for number, value in rows if number in records]
            wanted = [(number, records[number][field.name]) for number, _ in known]
            assert repr(known) == repr(wanted), "get and scan say the same"
        if field.kind == "int":
            with suppress(ClientFileError):
                table.find(field.name, 1)
    assert time.process_time() - began < 2
    return True


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, Layout]]:
    return seeds(tmp_path_factory.mktemp("seeds"))


def test_the_seeds_are_whole(tmp_path: Path, files: list[tuple[bytes, Layout]]) -> None:
    for data, layout in files:
        assert check(tmp_path / "T.db2", data, layout)


@settings(max_examples=1000, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 5), st.booleans())
def test_any_damage_is_read_or_refused(
    files: list[tuple[bytes, Layout]],
    tmp_path_factory: pytest.TempPathFactory,
    luck: random.Random,
    which: int,
    known: bool,
) -> None:
    data, layout = files[which]
    path = tmp_path_factory.getbasetemp() / "Fuzz.db2"
    check(path, mutated(data, luck), layout if known else None)
