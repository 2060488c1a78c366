"""XML of strangers: what is hostile about it is refused in a line, and soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import InvalidArgument
from appliance.reports.markup import MOST_ATTRIBUTES, MOST_DEPTH, MOST_TAG, plain, read_xml, tag

BOMB = '<!ENTITY l0 "ha">' + "".join(
    f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 10)
)


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidArgument) as raised:
        read_xml(data, field="coverageFile")
    message = str(raised.value)
    assert message.startswith("`coverageFile` is ")
    assert "\n" not in message
    return message


def test_reads_a_document() -> None:
    root = read_xml(b'<?xml version="1.0"?><a b="c">d<e/></a>', field="f")
    assert (root.tag, root.attrib, root.text, len(root)) == ("a", {"b": "c"}, "d", 1)


def test_a_reference_to_a_dtd_is_no_reason_to_refuse_and_is_not_followed() -> None:
    document = b"<!DOCTYPE coverage SYSTEM 'http://localhost:1/coverage-04.dtd'><coverage/>"
    assert read_xml(document, field="f").tag == "coverage"


def test_namespaces_do_not_matter() -> None:
    assert tag(read_xml(b'<a xmlns="urn:x"/>', field="f")) == "a"


def test_billion_laughs() -> None:
    assert "declares entities" in refusal(f"<!DOCTYPE a [{BOMB}]><a>&l9;</a>".encode())


def test_quadratic_blowup() -> None:
    big = "x" * 100_000
    text = "&b;" * 10_000
    document = f'<!DOCTYPE a [<!ENTITY b "{big}">]><a>{text}</a>'
    assert "declares entities" in refusal(document.encode())


def test_default_attributes() -> None:
    document = f'<!DOCTYPE a [<!ATTLIST b c CDATA "{"x" * 1000}">]><a>{"<b/>" * 1000}</a>'
    assert "declares entities or attributes" in refusal(document.encode())


def test_external_entities(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    document = f'<!DOCTYPE a [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]><a>&s;</a>'
    assert "secret" not in refusal(document.encode())
    parameter = f'<!DOCTYPE a [<!ENTITY % s SYSTEM "file://{tmp_path}/secret"> %s;]><a/>'
    assert "secret" not in refusal(parameter.encode())


def test_entities_that_only_the_dtd_would_declare() -> None:
    assert "well-formed" in refusal(b"<!DOCTYPE a SYSTEM 'b.dtd'><a>&c;</a>")


def test_depth() -> None:
    fits = b"<a>" * MOST_DEPTH + b"</a>" * MOST_DEPTH
    assert read_xml(fits, field="f").tag == "a"
    assert "deep" in refusal(b"<a>" * 1_000_000)


def test_large_tags() -> None:
    fits = b'<a b="%s"/>' % (b"x" * (MOST_TAG // 2))
    assert len(read_xml(fits, field="f").attrib["b"]) == MOST_TAG // 2
    assert "bytes" in refusal(b'<a b="%s"/>' % (b"x" * 10_000_000))
    assert "bytes" in refusal(b"<a><!--%s--></a>" % (b"x" * 10_000_000))


def test_large_texts_are_no_tags() -> None:
    text = b"x<![CDATA[<>]]>" * 100_000
    assert len(read_xml(b"<a>%s</a>" % text, field="f").text or "") == 300_000


def test_many_attributes() -> None:
    names = b" ".join(b'a%d=""' % number for number in range(MOST_ATTRIBUTES + 1))
    assert "attributes" in refusal(b"<a %s/>" % names)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<",
        b"<a>",
        b"<a></b>",
        b"<a>\xff</a>",
        b"<a>\x00</a>",
        b"<a b=c/>",
        b"<a/><b/>",
        b"<?xml version='1.0' encoding='nothing'?><a/>",
        b"<?xml version='1.0' encoding='utf-16'?><a/>",
        b"<?xml version='1.0' encoding='rot13'?><a/>",
        b"<?xml version='1.0' encoding='utf-7'?><a>+</a>",
        b"<?xml version='1.0' encoding='idna'?><a/>",
        b"<?xml version='1.0' encoding='shift_jis'?><a/>",
        "<?xml version='1.0' encoding='utf-8'?><a>ü</a>".encode("latin-1"),
        "<a/>".encode("utf-32"),
    ],
)
def test_what_is_damaged(document: bytes) -> None:
    assert "XML" in refusal(document)


def test_other_encodings() -> None:
    assert read_xml("<a>ü</a>".encode("utf-16"), field="f").text == "ü"
    latin = "<?xml version='1.0' encoding='iso-8859-1'?><a>ü</a>".encode("latin-1")
    assert read_xml(latin, field="f").text == "ü"


def test_plain_text_has_no_control_characters() -> None:
    assert plain("a\x00\x1b[1m\x7f\x85\r\nb\rc\td\ud800\ufffe") == "a[1m\nb\nc\td"
    assert plain("ü\U0001f600") == "ü\U0001f600"
