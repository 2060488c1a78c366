from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clientdata.dbd import DbdFolder, parse
from appliance.clientdata.layout import LayoutField, Role
from appliance.errors import ClientFileError

TEXT = """COLUMNS
int ID // the key
int<Spell::ID> SpellID
locstring Name_lang
string File?
float Scale // verified
uint Mask

LAYOUT 0000ABCD, 1234abcd
BUILD 9.2.0.42423, 9.2.0.42488
BUILD 10.0.0.1-10.1.5.50000
COMMENT anything at all
$noninline,id$ID<32>
Name_lang
File
Scale[3]
Mask<16>
$noninline,relation$SpellID<u32>

BUILD 3.3.5.12340
$id$ID<32>
Name_lang
$relation$SpellID<8>[2] // two
"""


def test_blocks_are_found_by_hash_and_by_build() -> None:
    definition = parse(TEXT, "Thing", "Thing.dbd")
    layout = definition.by_hash[0x1234ABCD]
    assert layout is definition.by_hash[0xABCD]
    assert layout.table == "Thing"
    assert layout.fields == (
        LayoutField("ID", role=Role.OUTER_ID),
        LayoutField("Name", "string", localised=True),
        LayoutField("File", "string"),
        LayoutField("Scale", "float", 3),
        LayoutField("Mask", signed=False, width=2),
        LayoutField("SpellID", signed=False, role=Role.OUTER_RELATION),
    )
    old = definition.of_build((3, 3, 5, 12340))
    assert old is not None
    assert old.fields[2] == LayoutField("SpellID", count=2, role=Role.RELATION, width=1)
    assert old.size == 4 + 68 + 2


def test_a_text_and_its_localised_twin_have_two_names() -> None:
    text = "COLUMNS\nstring Name\nlocstring Name_lang\n\nLAYOUT 00000001\nName\nName_lang\n"
    fields = parse(text, "Thing", "Thing.dbd").by_hash[1].fields
    assert [field.name for field in fields] == ["InternalName", "Name"]


@pytest.mark.parametrize(
    ("build", "known"),
    [
        ((9, 2, 0, 42423), True),
        ((9, 2, 0, 42424), False),
        ((10, 0, 0, 1), True),
        ((10, 0, 7, 9), True),
        ((10, 1, 5, 50001), False),
    ],
)
def test_ranges_of_builds_include_their_ends(build: tuple[int, int, int, int], known: bool) -> None:
    assert (parse(TEXT, "Thing", "Thing.dbd").of_build(build) is not None) is known


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("COLUMNS\nint\n", r"line 2: 'int' is no column"),
        ("COLUMNS\nbool A\n", r"line 2: bool is no type of a column \(int, uint, float"),
        ("COLUMNS\nint A\n\nLAYOUT 12345\n", "line 4: '12345' is no layout hash"),
        ("COLUMNS\nint A\n\nBUILD 3.3.5\n", "line 4: '3.3.5' is no build"),
        ("COLUMNS\nint A\n\nBUILD 1.1.1.1-\n", "line 4: '' is no build"),
        ("COLUMNS\nint A\n\nB<32>\n", "line 4: B is not among the COLUMNS"),
        ("COLUMNS\nint A\n\n$odd$A<32>\n", r"line 4: \$odd\$ is not understood"),
        ("COLUMNS\nint A\n\nA<33>\n", "line 4: A has 33 bits"),
        ("COLUMNS\nint A\n\nA<32>[0]\n", "line 4: A has 0 values"),
        ("COLUMNS\nint A\n\nA<32>[99999999999999999999]\n", "line 4: A has 9+ values"),
        ("COLUMNS\nint A\n\nA <32>\n", "line 4: 'A <32>' is no field"),
        ("A\n", "line 1: A is not among the COLUMNS"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text: str, why: str) -> None:
    with pytest.raises(ClientFileError, match=f"Thing.dbd: {why}"):
        parse(text, "Thing", "Thing.dbd")


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "Thing.dbd").write_bytes(b"COLUMNS\nint \xff\n")
    with pytest.raises(ClientFileError, match=r"Thing\.dbd at byte 12: is not UTF-8"):
        DbdFolder(tmp_path).by_hash("thing", 1)


@given(st.text(alphabet="COLUMNSBIDAYT$<>[]/0123456789abf.,- \n?_u", max_size=200))
def test_any_text_is_understood_or_refused(text: str) -> None:
    for whole in (text, TEXT + text):
        with suppress(ClientFileError):
            assert parse(whole, "Thing", "Thing.dbd").table == "Thing"
