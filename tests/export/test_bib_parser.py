"""What BibTeX or biber reads, the parser reads; checked with both, where they are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ExportError
from reader.export.bib_parser import parse_bib, parse_bib_leniently
from tests.thoroughness import examples

needs_bibtex = pytest.mark.skipif(not shutil.which("bibtex"), reason="needs bibtex")
needs_biber = pytest.mark.skipif(not shutil.which("biber"), reason="needs biber")

STYLE = """\
ENTRY { title } {} {}
FUNCTION {default.type} { cite$ write$ newline$ }
READ
ITERATE {call.type$}
"""
LATER = "\n@misc{later, title={L}}\n"

BOTH = {
    "field names": "@misc{a, date+an={x}, bdsk-url-1={y}, a/b={z}, u\u00fc={w}}",
    "a key with signs": "@misc{10.1145/a:b+c~d'e, title={x}}",
    "a key with letters": "@misc{m\u00fcller, title={x}}",
    "an unknown type": "@in.proc-x{a, title={x}}",
    "white space": "@ misc\n {\n a ,\r\n title\n=\n{x}\n,\n}",
    "parentheses": "@misc(a, title={x) y})",
    "what is left behind an entry": "@misc{a, title={x}}, note={y}}",
    "braces between entries": "} { }}",
    "at signs": "@@misc{a, title={x}}",
    "an undefined string": "@misc{a, title=none # { x}}",
    "a mark of UTF-8": "\ufeff@misc{a, title={x}}",
}
BIBTEX_ALONE = {
    "a key with an equals sign": "@misc{a=b, title={x}}",
    "a key with a number sign": "@misc{a#b, title={x}}",
    "a key with a quote": '@misc{a"b, title={x}}',
    "a key with parentheses": "@misc{a(b), title={x}}",
    "a key with a percent sign": "@misc{a%b, title={x}}",
    "a key in parentheses": "@misc(a(b), title={x})",
    "a key that is a field": "@misc{title={x}}",
    "no key": "@misc{, title={x}}",
    "a key alone": "@misc{a}",
    "nothing": "@misc{}",
    "a comment without braces": "@comment all of this\n",
    "a comment that is never closed": "@comment{ { }\n",
    "a comment in unpaired parentheses": "@comment( a ( b )\n",
    "a null between entries": "\0",
}
BIBER_ALONE = {
    "a remark behind a field": "@misc{a, title={x}, % where, {\n year=2020\n}",
    "a field in a remark": "@misc{a,\n % title = {an old one},\n title={x}}",
    "a remark before a comma": "@misc{a, title={x} % why\n, year=2020}",
    "a remark behind the key": "@misc{a, % why }\n title={x}}",
    "a remark before the key": "@misc{ % why\n a, title={x}}",
    "a remark behind an equals sign": "@misc{a, title= % why\n {x}}",
    "a remark among joined values": "@misc{a, title={x} % why\n # % why\n {y}}",
    "a remark in a string": "@string{a = {b} % why\n}",
    "a remark before a brace": "@ % why\n misc % why\n {a, title={x}}",
    "a commented-out entry": "% @misc{a,\n%  title={x},\n% }",
    "a remark of an entry that never ends": "% @misc{a, title={x",
    "a remark and CR": "@misc{a,\r % why\r title={x}}",
    "a remark and a line separator": "@misc{a,\n % why\u2028 title={x}}",
    "a form feed": "@misc{a,\x0c title={x}}",
    "a control": "@misc{a,\x01 title={x}}",
    "the other delimiter": "@misc(a, title={x}}",
    "the other delimiter again": "@misc{a, title={x})",
    "numbers with signs": "@misc{a, pages=12--15, year=2020a, note=1.5}",
    "a comma in a string": "@string{a={b},}",
    "an empty string": "@string{}",
    "a type that begins with a digit": "@1misc{a, title={x}}",
}
NEITHER = {
    "no comma": "@misc{a, title={x} note={y}}",
    "no end": "@misc{a, title={x},",
    "a brace too few": "@misc{a, title={x, note={y}}",
    "a brace too many": '@misc{a, title="x } y"}',
    "a quote in quotes": '@misc{a, title="x "y" z"}',
    "an escaped quote": '@misc{a, title="x \\"o y"}',
    "no value": "@misc{a, title=, note={y}}",
    "two words": "@misc{a, title=foo bar}",
    "no equals sign": "@misc{a, date added={x}}",
    "a preamble of nothing": "@preamble{}",
    "a string without a value": "@string{a}",
    "two values": "@misc{a, title={x}{y}}",
}


def is_read_by_bibtex(text: str, folder: Path) -> bool:
    (folder / "refs.bib").write_bytes(text.encode())
    (folder / "keys.bst").write_text(STYLE)
    (folder / "refs.aux").write_text("\\citation{*}\n\\bibstyle{keys}\n\\bibdata{refs}\n")
    command = ["bibtex", "refs"]
    return not subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


def is_read_by_biber(text: str, folder: Path) -> bool:
    (folder / "refs.bib").write_bytes(text.encode())
    command = ["biber", "--tool", "--output-file", "out.bib", "refs.bib"]
    return not subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.parametrize("text", (BOTH | BIBTEX_ALONE | BIBER_ALONE).values())
def test_what_one_of_them_reads_is_read(text: str) -> None:
    assert "later" in [entry.key for entry in parse_bib(text + LATER)]
    assert parse_bib_leniently(text + LATER)[1] is None


@pytest.mark.parametrize("text", NEITHER.values(), ids=NEITHER.keys())
def test_what_neither_reads_is_refused_with_the_line_and_the_way_out(text: str) -> None:
    with pytest.raises(ExportError, match=r"Line [12]: .* mend that line, then try again"):
        parse_bib(text + LATER)
    entries, problem = parse_bib_leniently(text + LATER)
    assert entries[-1].key == "later"
    assert problem and problem.startswith("Line ")


@needs_bibtex
def test_bibtex_reads_what_we_say(tmp_path: Path) -> None:
    cases = {**BOTH, **BIBTEX_ALONE, **BIBER_ALONE, **NEITHER}
    read = {name for name, text in cases.items() if is_read_by_bibtex(text + LATER, tmp_path)}
    assert read == {*BOTH, *BIBTEX_ALONE}


@needs_biber
def test_biber_reads_what_we_say(tmp_path: Path) -> None:
    alone = [f"{text}{LATER}" for text in (BIBER_ALONE | BOTH).values()]
    together = "".join(
        text.replace("{a,", f"{{a{at},").replace("later", f"later{at}")
        for at, text in enumerate(alone)
    )
    # Biber takes a second for each file, and reads one file of them all as well.
    assert is_read_by_biber(together, tmp_path)
    for name in list(NEITHER)[:3]:
        assert not is_read_by_biber(NEITHER[name] + LATER, tmp_path)


FRAGMENTS = (
    *("@misc{k%d,", "@article(k%d,", "title={x}", 'note="y {z}"', ", ", ",\n ", "}\n", "}", "{"),
    *('"', "% hi", "%", "\n", "@comment{", "@comment", "@comment(", ")", "(", " # ", "a", "= "),
    *("@string{a = {b}}\n", '@preamble{"x"}\n', "year=2020", "\r\n", "'", "@", "junk ", " ", "\\"),
    *("@misc{k%d, title={x}}\n", "é", "\x01", "~", "12", "-"),
)
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=10).map(
    # A key of its own for each entry, as a second one with the same key is an error of BibTeX.
    lambda found: "".join(each.replace("%d", f"{at}") for at, each in enumerate(found))
)


@needs_bibtex
@given(TEXTS)
@examples(300)
def test_whatever_bibtex_reads_is_read(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        parse_bib(f"{text}\n\n")
    except ExportError:
        folder = tmp_path_factory.getbasetemp() / "judge"
        folder.mkdir(exist_ok=True)
        # The empty line keeps BibTeX from passing over the end of a last line.
        assert not is_read_by_bibtex(f"{text}\n\n", folder)
