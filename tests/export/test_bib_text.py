"""Encodings of bibliographies: what is read is written back as the same bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ExportError
from reader.export.bib_file import read_bib, read_bib_text, write_bib
from reader.export.bib_text import decode_bib, encode_bib

TEXT = "@misc{a,\r\n  title = {Café},\r\n}\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
        (TEXT.encode("latin-1"), "cp1252"),
        (TEXT.encode("latin-1") + b"\x81", "latin-1"),
        (b"% Encoding: MacRoman\n" + TEXT.encode("mac-roman"), "mac-roman"),
        (b"% -*- coding: iso-8859-2 -*-\n" + TEXT.encode("iso-8859-2"), "iso8859-2"),
        (b"% Encoding: no-such\n" + TEXT.encode("latin-1"), "cp1252"),
        (b"% Encoding: UTF-8\n" + TEXT.encode("latin-1"), "cp1252"),
        (b"% Encoding: utf-16\n" + TEXT.encode("latin-1"), "cp1252"),
    ],
)
def test_a_file_is_read_in_its_encoding_and_written_back(
    tmp_path: Path, content: bytes, encoding: str
) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(content)
    found = read_bib_text(path)
    assert (TEXT in found.text, found.encoding) == (True, encoding)
    write_bib(path, found.text)
    assert path.read_bytes() == content


@given(st.binary(), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"@misc{\xe9}", "ö".encode()]))
def test_all_bytes_come_back(content: bytes, before: bytes) -> None:
    try:
        found = decode_bib(before + content)
    except ValueError:
        assert before.startswith((b"\xff", b"\xfe")) or b"\0" in content
        return
    assert encode_bib(found.text, found.encoding) == before + content


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (TEXT.encode("utf-16-le"), "UTF-16 without a mark"),
        (TEXT.encode("utf-16-be"), "UTF-16 without a mark"),
        (codecs.BOM_UTF16_LE + b"a", "damaged UTF-16"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "damaged UTF-16"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=f"{what}.*convert the file to UTF-8"):
        read_bib(path)


def test_which_letters_a_file_cannot_hold() -> None:
    latin = decode_bib(b"@misc{\xe9}")
    assert latin.limits == "in the encoding cp1252, which has no such letters"
    assert latin.unfit_letters("Đurić é Đ") == "Đć"
    mixed = decode_bib(b"% \xc3\xb6\n@misc{\xe9}")
    assert mixed.limits == "not UTF-8 text: line 2 has the byte 0xe9"
    assert mixed.unfit_letters("aéb") == "é"
    assert decode_bib("@misc{é}".encode()).limits == ""
    assert decode_bib(codecs.BOM_UTF16_LE).limits == ""
