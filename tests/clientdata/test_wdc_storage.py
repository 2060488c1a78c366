"""Each way a field can be stored, and all of them at random."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clientdata.interface import Table
from appliance.clientdata.layout import Layout, LayoutField, Role
from appliance.clientdata.wdc import open_wdc
from appliance.clientdata.wdc_bits import Packed, plain
from appliance.clientdata.wdc_header import Kind
from tests.support.wdc_writer import Format, OneLayout, Part, Stored, write_wdc

ID = LayoutField("ID", signed=False, role=Role.OUTER_ID)
FILLER = Stored(LayoutField("Filler", signed=False), Kind.PACKED, 3)


def read(path: Path, fields: list[Stored], records: list[dict[str, Any]], **form: Any) -> Table:
    """Write and open; what `get` and `scan` say must be the same."""
    write_wdc(path, fields, records, Format(**form))
    table = open_wdc(path, OneLayout(Layout("T", tuple(one.field for one in fields))))
    assert table.facts.notes == ()
    names = [field.name for field in table.fields]
    rows = [dict(zip(names, row[1:], strict=True)) for row in table.scan(*names)]
    assert rows == [table.get(number) for number in table.ids()]
    return table


def values(path: Path, one: Stored, given: list[Any], **form: Any) -> list[Any]:
    """What is read when these are written, at an odd place of a record."""
    records = [{"ID": at + 1, "Filler": at % 8, one.field.name: v} for at, v in enumerate(given)]
    table = read(path, [Stored(ID), FILLER, one, FILLER_AFTER], records, **form)
    return [value for _, value in table.scan(one.field.name)]


FILLER_AFTER = Stored(LayoutField("After", signed=False), Kind.PACKED, 2)


@pytest.mark.parametrize("pad", [1, 4])
@pytest.mark.parametrize("bits", [8, 16, 24, 32, 64])
@pytest.mark.parametrize("signed", [False, True])
def test_plain_integers(tmp_path: Path, bits: int, signed: bool, pad: int) -> None:
    least, most = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    one = Stored(LayoutField("V", signed=signed), bits=bits)
    given = [least, 0, 1, most, most // 3]
    assert values(tmp_path / "T.db2", one, given, pad=pad) == given
    array = Stored(LayoutField("V", count=2, signed=signed), bits=bits)
    pairs = [(least, most), (1, 0)]
    assert values(tmp_path / "T.db2", array, pairs, pad=pad) == pairs


@pytest.mark.parametrize("bits", [0, 1, 2, 5, 8, 9, 16, 17, 31, 32, 33, 57, 58, 63, 64])
def test_packed_integers(tmp_path: Path, bits: int) -> None:
    most = 2**bits - 1
    one = Stored(LayoutField("V", signed=False), Kind.PACKED, bits)
    given = [0, most, most // 3, most // 2]
    assert values(tmp_path / "T.db2", one, given, pad=1) == given


@pytest.mark.parametrize("bits", [1, 2, 5, 8, 9, 16, 17, 31, 32, 33, 57, 58, 63, 64])
def test_packed_signed_integers(tmp_path: Path, bits: int) -> None:
    one = Stored(LayoutField("V"), Kind.PACKED_SIGNED, bits)
    least = -(2 ** (bits - 1))
    given = [0, least, -1, -least - 1, least // 2]
    assert values(tmp_path / "T.db2", one, given, pad=1) == given


def test_a_packed_field_as_wide_as_its_type_has_a_sign(tmp_path: Path) -> None:
    one = Stored(LayoutField("V"), Kind.PACKED, 32)
    assert values(tmp_path / "T.db2", one, [-1, 5, -(2**31)]) == [-1, 5, -(2**31)]
    one = Stored(LayoutField("V"), Kind.PACKED, 31)
    assert values(tmp_path / "T.db2", one, [2**31 - 1]) == [2**31 - 1]


def test_an_unsigned_field_stored_signed_stays_unsigned(tmp_path: Path) -> None:
    one = Stored(LayoutField("V", signed=False), Kind.PACKED_SIGNED, 12)
    assert values(tmp_path / "T.db2", one, [-1, 7]) == [0xFFFFFFFF, 7]


@pytest.mark.parametrize("kind", [Kind.PALLET, Kind.COMMON])
@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("signed", [False, True])
def test_words_of_a_pallet_or_common_values(
    tmp_path: Path, kind: Kind, width: int, signed: bool
) -> None:
    one = Stored(LayoutField("V", signed=signed, width=width), kind, 4, default=7)
    most = 2 ** (8 * width - signed) - 1
    given = [7, most, -1 if signed else 1, 7, most, 0]
    assert values(tmp_path / "T.db2", one, given) == given


def test_a_pallet_of_arrays(tmp_path: Path) -> None:
    one = Stored(LayoutField("V", count=3), Kind.PALLET_ARRAY, 2)
    given = [(1, -2, 3), (0, 0, 0), (1, -2, 3), (9, 9, -9)]
    assert values(tmp_path / "T.db2", one, given) == given
    single = Stored(LayoutField("V"), Kind.PALLET_ARRAY, 2)
    assert values(tmp_path / "T.db2", single, [4, 5, 4]) == [4, 5, 4]


@pytest.mark.parametrize(
    ("kind", "bits"),
    [(Kind.PLAIN, 32), (Kind.PACKED, 32), (Kind.PALLET, 3), (Kind.COMMON, 0)],
)
def test_floats(tmp_path: Path, kind: Kind, bits: int) -> None:
    one = Stored(LayoutField("V", "float"), kind, bits, default=0.5)
    given = [0.0, -1.25, 2.0**40, 0.5]
    assert values(tmp_path / "T.db2", one, given) == given


def test_arrays_of_floats(tmp_path: Path) -> None:
    for kind, bits in ((Kind.PLAIN, 32), (Kind.PALLET_ARRAY, 2)):
        one = Stored(LayoutField("V", "float", count=3), kind, bits)
        given = [(0.5, -1.25, 2.0), (0.0, 0.0, 1.0)]
        assert values(tmp_path / "T.db2", one, given) == given


def test_pallets_and_common_values_of_several_fields_stay_apart(tmp_path: Path) -> None:
    kinds = [Kind.PALLET_ARRAY, Kind.PALLET, Kind.COMMON, Kind.PALLET_ARRAY, Kind.COMMON]
    fields = [Stored(ID)]
    for at, kind in enumerate((*kinds, Kind.PALLET)):
        count = 2 if kind is Kind.PALLET_ARRAY else 1
        fields.append(Stored(LayoutField(f"F{at}", count=count), kind, 3, default=1))
    records = [
        {"ID": n}
        | {one.field.name: (n, -n) if one.field.count > 1 else 10 * n for one in fields[1:]}
        for n in range(1, 6)
    ]
    table = read(tmp_path / "T.db2", fields, records)
    assert [table.get(n) for n in range(1, 6)] == records


def test_texts_are_utf_8_and_what_is_not_is_marked(tmp_path: Path) -> None:
    one = Stored(LayoutField("V", "string"))
    given = ["", "Лёд", "", "same", "same", "x" * 3000]
    assert values(tmp_path / "T.db2", one, given) == given
    path = tmp_path / "T.db2"
    path.write_bytes(path.read_bytes().replace("Лёд".encode(), b"\xff\xfeabcd"))
    table = open_wdc(
        path, OneLayout(Layout("T", (ID, FILLER.field, one.field, FILLER_AFTER.field)))
    )
    assert table.get(2)["V"] == "\ufffd\ufffdabcd"


def test_an_empty_text_may_have_no_place(tmp_path: Path) -> None:
    layout = Layout("T", (ID, LayoutField("V", "string"), LayoutField("W", "string", count=2)))
    path = tmp_path / "T.db2"
    write_wdc(path, [Stored(one) for one in layout.fields], [{"ID": 1, "V": "a", "W": ("b", "c")}])
    data = bytearray(path.read_bytes())
    record = data.index(b"\0\0a\0b\0c\0") - 12
    data[record : record + 8] = bytes(8)
    path.write_bytes(data)
    assert open_wdc(path, OneLayout(layout)).get(1) == {"ID": 1, "V": "", "W": ("", "c")}


@given(st.data())
def test_bits_are_cut_out_of_any_place(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 20), "bytes of a record")
    bits = data.draw(st.integers(0, min(64, 8 * size)), "bits")
    offset = data.draw(st.integers(0, 8 * size - bits), "offset")
    records = data.draw(st.lists(st.binary(min_size=size, max_size=size), max_size=4), "records")
    signed = data.draw(st.booleans(), "signed")
    wanted = []
    for record in records:
        value = (int.from_bytes(record, "little") >> offset) & ((1 << bits) - 1)
        wanted.append(value - (1 << bits) if signed and bits and value >> (bits - 1) else value)
    cells = Packed(offset, bits, signed, size)
    view = memoryview(b"".join(records))
    assert cells.all(view) == wanted
    assert [cells.one(view, at * size) for at in range(len(records))] == wanted
    if bits in (8, 16, 24, 32, 64):
        whole = plain(offset, bits, 1, signed=signed, is_float=False, record_size=size)
        assert whole.all(view) == wanted
        assert [whole.one(view, at * size) for at in range(len(records))] == wanted


KINDS = [Kind.PLAIN, Kind.PACKED, Kind.PACKED_SIGNED, Kind.COMMON, Kind.PALLET, Kind.PALLET_ARRAY]
TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=6)


@st.composite
def stored_fields(draw: st.DrawFn, name: str) -> Stored:
    """A field with any storage that can hold it."""
    what = draw(st.sampled_from(["int", "int", "float", "string"]))
    count = draw(st.sampled_from([1, 1, 1, 2, 3]))
    if what != "int":
        kinds = [Kind.PLAIN, Kind.COMMON, Kind.PALLET] if what == "float" else [Kind.PLAIN]
        kind = draw(st.sampled_from(kinds))
        count = count if kind is Kind.PLAIN else 1
        return Stored(LayoutField(name, what, count), kind, 32, default=2.5)
    kind = draw(st.sampled_from(KINDS))
    signed = {Kind.PACKED: False, Kind.PACKED_SIGNED: True}.get(kind, draw(st.booleans()))
    if kind is Kind.PLAIN:
        return Stored(LayoutField(name, count=count, signed=signed), kind, draw(PLAIN_BITS))
    count = count if kind is Kind.PALLET_ARRAY else 1
    bits = draw(st.integers(1, 31)) if kind in (Kind.PACKED, Kind.PACKED_SIGNED) else 6
    return Stored(LayoutField(name, count=count, signed=signed), kind, bits, default=3)


PLAIN_BITS = st.sampled_from([8, 16, 24, 32, 64])


def value_of(one: Stored) -> st.SearchStrategy[Any]:
    """Values the storage can hold."""
    if one.field.kind == "string":
        single: st.SearchStrategy[Any] = TEXT
    elif one.field.kind == "float":
        single = st.floats(width=32, allow_nan=False)
    else:
        bits = one.bits if one.kind in (Kind.PLAIN, Kind.PACKED, Kind.PACKED_SIGNED) else 32
        least = -(2 ** (bits - 1)) if one.field.signed else 0
        single = st.integers(least, least + 2**bits - 1)
    return single if one.field.count == 1 else st.tuples(*[single] * one.field.count)


@given(st.data())
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    id_field = data.draw(
        st.sampled_from(
            [
                Stored(ID),
                Stored(LayoutField("ID", signed=False, role=Role.ID)),
                Stored(LayoutField("ID", signed=False, role=Role.ID), Kind.PACKED, 17),
            ]
        )
    )
    fields = [data.draw(stored_fields(f"F{at}")) for at in range(data.draw(st.integers(0, 5)))]
    fields.insert(data.draw(st.integers(0, len(fields))), id_field)
    if data.draw(st.booleans()):
        relation = LayoutField("Parent", signed=False, role=Role.OUTER_RELATION)
        fields.append(Stored(relation))
    one_record = st.fixed_dictionaries(
        {"ID": st.integers(1, 2**17 - 1)}
        | {one.field.name: value_of(one) for one in fields if one is not id_field}
    )
    records = data.draw(st.lists(one_record, unique_by=lambda one: one["ID"], max_size=12))
    cut = data.draw(st.integers(0, len(records)))
    path = tmp_path_factory.getbasetemp() / "Any.db2"
    path.unlink(missing_ok=True)
    form = Format(version=data.draw(st.sampled_from([3, 4, 5])), pad=data.draw(st.integers(1, 4)))
    write_wdc(path, fields, [Part(records[:cut]), Part(records[cut:])] if records else [], form)
    table = open_wdc(path, OneLayout(Layout("Any", tuple(one.field for one in fields))))
    assert table.facts.notes == ()
    wanted = sorted(records, key=lambda one: one["ID"])
    assert [table.get(number) for number in table.ids()] == wanted
    for one in fields:
        name = one.field.name
        assert list(table.scan(name)) == [(record["ID"], record[name]) for record in wanted]
        if one.field.kind == "int" and wanted:
            value = wanted[0][name] if one.field.count == 1 else wanted[0][name][-1]
            holders = [
                record["ID"]
                for record in wanted
                if value == record[name] or (one.field.count > 1 and value in record[name])
            ]
            assert list(table.find(name, value)) == holders
