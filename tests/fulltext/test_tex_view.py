"""Formulas as TeX, where their characters cannot be shown."""

from __future__ import annotations

from reader.fulltext.document import runs_of
from reader.fulltext.latexml_decoder import decode_page
from reader.fulltext.tex_view import formulas_as_tex
from reader.fulltext.text_layout import document_lines
from tests.fulltext.pages import page


def test_every_formula_is_its_tex_and_all_else_is_as_it_was() -> None:
    document = decode_page(page())
    assert document
    changed = formulas_as_tex(document)
    pairs = [
        pair
        for before, after in zip(document.sections, changed.sections, strict=True)
        for runs in zip(runs_of(before), runs_of(after), strict=True)
        for pair in zip(*runs, strict=True)
    ]
    assert {after.text for _, after in pairs if after.kind == "formula"} == {"x^{2}", "y"}
    assert all(before == after for before, after in pairs if before.kind != "formula")
    text = [line.text for line in document_lines(changed)]
    assert "A first line with x^{2} and a note¹, see [7]." in text
    assert any(line.startswith("▎ y ") and line.endswith("(3)") for line in text)
